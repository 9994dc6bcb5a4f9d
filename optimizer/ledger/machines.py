"""What one mining machine is: its nameplate, its modes and what it costs."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer import catalog
from optimizer.ledger.amounts import ZERO, Monthly, exact, share
from optimizer.ledger.case import Case
from optimizer.schema import AsicSpec


@dataclass(frozen=True)
class Edge:
    """A step up the upper concave boundary of a machine's power modes.

    Attributes:
        watts, terahash: what the step adds per unit, W and TH/s.
    """

    watts: Decimal
    terahash: Decimal


@dataclass(frozen=True)
class Machine:
    """A mining machine.

    Attributes:
        hashrate_th, power_w: nameplate, TH/s and W.
        cooling: what it needs.
        edges: of the boundary, the most efficient first.
        uptime: share of time that a unit is available.
        opex: USD per installed unit, by month.
        resale: USD per unit sold, by month.
    """

    hashrate_th: Decimal
    power_w: Decimal
    cooling: str
    edges: tuple[Edge, ...]
    uptime: Decimal
    opex: Monthly
    resale: Monthly


def make_machine(case: Case, said: AsicSpec) -> Machine:
    """The machine of a group or an order."""
    if said.figures is not None:
        hashrate, power, cooling = said.figures
    else:
        model = catalog.asic(said.model or "")
        hashrate, power, cooling = model.hashrate_th, model.power_w, model.cooling
    nameplate = (exact(power), exact(hashrate))
    targets = [(exact(mode.power_w), exact(mode.hashrate_th)) for mode in said.modes]
    return Machine(
        hashrate_th=nameplate[1],
        power_w=nameplate[0],
        cooling=cooling,
        edges=boundary([nameplate, *targets]),
        uptime=share(said.uptime_pct),
        opex=case.curve(said.opex_usd_per_unit_month),
        resale=tuple(nameplate[1] * usd for usd in case.curve(said.resale_usd_per_th)),
    )


def boundary(modes: list[tuple[Decimal, Decimal]]) -> tuple[Edge, ...]:
    """The upper concave boundary from off to the highest hashrate.

    From each point the next one is that to which terahash per watt is best, and of several
    in one line the farthest: nothing lies above such a line.

    Args:
        modes: operating points, W and TH/s.
    """
    edges: list[Edge] = []
    watts, terahash = ZERO, ZERO
    while True:
        higher = [(w, th) for w, th in modes if w > watts and th > terahash]
        if not higher:
            return tuple(edges)
        best = max(higher, key=lambda mode: ((mode[1] - terahash) / (mode[0] - watts), mode[0]))
        edges.append(Edge(best[0] - watts, best[1] - terahash))
        watts, terahash = best
