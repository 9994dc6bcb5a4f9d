r"""# Tiers

In an hour with market price $p$ every supply of a site is a **tier**: so many gross MW at so
much per MWh. All costs are constant over the hours of a month or rise with $p$ one for one:

| supply | cost of use, USD/MWh | why |
|---|---|---|
| take-or-pay block that may resell | $p - \text{resale fee}$ | its price is sunk; using it gives up its resale |
| take-or-pay block that may not | $0$ | its price is sunk, what is not used is lost |
| other block | its price | |
| market | $p + \text{adder}$ | |

The sunk price of take-or-pay blocks, and the resale of whole blocks, are constants of the month.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.problem import Problem, Site
from optimizer.lp import Axis, Relation

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Tiers:
    """All supplies of all sites.

    Attributes:
        axis: the tiers, each with its site; K entries, a site's in file order, market last.
        names: their names in the file, length K.
        site: index of each tier's site, shape (K,).
        rising: the cost rises with the market price, shape (K,).
        base: cost in USD/MWh, to which the market price is added where it rises, (K, T).
        size: gross MW, 0 where not in force, infinite without a limit, shape (K, T).
        resells: use of this tier gives up resale income, shape (K,).
    """

    axis: Relation
    names: tuple[str, ...]
    site: NDArray[np.int64]
    rising: NDArray[np.bool_]
    base: FloatArray
    size: FloatArray
    resells: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Tier:
    name: str
    rising: bool
    base: FloatArray
    size: FloatArray
    resells: bool


def make_tiers(problem: Problem, sites: Axis) -> Tiers:
    """The tiers of every site."""
    tiers = [(s, t) for s, site in enumerate(problem.sites) for t in _site_tiers(site)]
    names = Axis("supply", tuple(f"{problem.sites[s].name}/{t.name}" for s, t in tiers))
    site = np.array([s for s, _ in tiers], dtype=np.int64)
    return Tiers(
        axis=Relation.of("tier", (names, sites), (np.arange(len(tiers)), site), shown=1),
        names=tuple(t.name for _, t in tiers),
        site=site,
        rising=np.array([t.rising for _, t in tiers]),
        base=np.array([t.base for _, t in tiers]),
        size=np.array([t.size for _, t in tiers]),
        resells=np.array([t.resells for _, t in tiers]),
    )


def _site_tiers(site: Site) -> list[_Tier]:
    out = []
    for block in site.power.blocks:
        size = np.where(block.active, block.mw, 0.0)
        if block.take_or_pay and block.resale:
            base = np.full(len(size), -block.resale_fee)
        elif block.take_or_pay:
            base = np.zeros(len(size))
        else:
            base = block.price
        resells = block.take_or_pay and block.resale
        out.append(_Tier(block.name, resells, base, size, resells))
    market = site.power.market
    if market is not None:
        most = np.inf if market.max_mw is None else market.max_mw
        size = np.full(len(market.adder), most)
        out.append(_Tier(market.name, True, market.adder, size, resells=False))
    return out
