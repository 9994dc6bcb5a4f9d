r"""# Preferences: which of several equally good plans is chosen

Many plans can be worth the same: two identical halls, a machine that earns nothing whether it
is sold or kept, debt without interest drawn today or tomorrow. Among the plans of the highest NPV
the first of these wins, each only among those that all before it leave open.

**Whole numbers**: leases, phases and servers (machines too, if they are whole numbers).

| | |
|---|---|
| `deals` | fewer leases, conversion phases and servers |
| `late_deals` | later ones |
| `lease_order` | contracts, then sites, that stand earlier in the file; of two that are both signed the earlier in the file starts first |
| `build_order` | the same for the halls that are rebuilt |
| `machine_order` | the same for orders of servers, and for the halls where they stand |

**Quantities**, for those whole numbers

| | |
|---|---|
| `orders` | fewer machines ordered |
| `equity` | less equity raised |
| `debt` | less debt: the sum of all balances at all months' ends; nothing is drawn only to be repaid |
| `sales` | fewer machines sold |
| `coin_sales` | fewer coins sold |
| `rest` | fewer MWh mined: what earns nothing rests |
| `moves` | fewer megawatts of machines installed or taken out from one month to the next |
| `late` | orders, sales, equity, draws and coin sales as late as possible |
| `file_order` | halls, groups, supplies and debts that stand earlier in the file are used first, machines of earlier groups are kept, and machines that need not be stored are installed |

Leases and phases count one each, whatever their size; what is late or stands early in the file is
weighed evenly, by the months that are left and by its place. None of this is money, and none of it
can cost any.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.formulation import scales
from optimizer.formulation.formulate import Formulation
from optimizer.inputs.problem import Construction
from optimizer.lp import AnyAxis, Expression, table
from optimizer.lp.expression import totals
from optimizer.units import W_PER_MW

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Changes:
    """Quantities whose changes count: ``weights @ |matrix @ x|``.

    Attributes:
        matrix: shape (k, n).
        weights: shape (k,).
    """

    matrix: sp.csr_array
    weights: FloatArray


@dataclass(frozen=True, eq=False)
class Preference:
    """What is liked less of: a linear measure of a plan.

    Attributes:
        name: stable key.
        title: what people read.
        cost: weight of every column, shape (n,).
        changes: sizes of changes that count too, or None.
    """

    name: str
    title: str
    cost: FloatArray
    changes: Changes | None = None


def whole_preferences(formulation: Formulation) -> tuple[Preference, ...]:
    """Preferences between plans of different whole numbers, the first counts most."""
    parts = tuple(_deals(formulation))

    def named(name: str, title: str, chosen: Iterable[Expression]) -> Preference:
        return _preference(formulation, name, title, (entry.sum_to() for entry in chosen))

    def in_order(kind: str) -> Iterator[Expression]:
        for deal in parts:
            if deal.kind == kind:
                yield deal.made * (deal.early + 1.0) * deal.rank

    return (
        named("deals", "fewer deals", (deal.made for deal in parts)),
        named("late_deals", "later deals", (deal.made * deal.early for deal in parts)),
        named("lease_order", "leases that stand earlier in the file", in_order(_LEASES)),
        named("build_order", "halls that stand earlier in the file", in_order(_BUILDS)),
        named("machine_order", "machines that stand earlier in the file", in_order(_MACHINES)),
    )


def quantity_preferences(formulation: Formulation) -> tuple[Preference, ...]:
    """Preferences between plans of the same whole numbers, the first counts most."""
    f = formulation

    def named(name: str, title: str, *parts: Expression) -> Preference:
        return _preference(f, name, title, parts)

    strips = f.power.strips
    mined = f.power.strip_gross * table((strips.axis,), strips.hours)
    return (
        named("orders", "fewer machines ordered", f.miners.ordered),
        named("equity", "less equity raised", *([f.equity.raised] if f.equity else [])),
        named("debt", "less debt", *(book.balance for book in f.debts.books)),
        named("sales", "fewer machines sold", f.miners.sold),
        named("coin_sales", "fewer coins sold", *([f.treasury.sold] if f.treasury else [])),
        named("rest", "fewer megawatt-hours mined", mined),
        Preference("moves", "fewer machines moved", np.zeros(f.program.shape[1]), _moves(f)),
        named("late", "later orders, sales, equity, draws and coin sales", *_later(f)),
        named("file_order", "earlier entries of the file", *_in_file_order(f)),
    )


def _preference(
    formulation: Formulation,
    name: str,
    title: str,
    parts: Iterable[Expression],
) -> Preference:
    """A preference for less of the sum of all entries of some expressions."""
    cost = np.zeros(formulation.program.shape[1])
    for part in parts:
        cost += totals(part.cols, part.vals, len(cost))
    return Preference(name, title, cost)


_LEASES, _BUILDS, _MACHINES = "leases", "builds", "machines"


@dataclass(frozen=True, eq=False)
class _Deal:
    """A kind of deal.

    Attributes:
        kind: what it is.
        made: how many, over entries of the file and months.
        early: months left when it starts, as a share of the horizon.
        rank: place in the file, from 0 up to below 1.
    """

    kind: str
    made: Expression
    early: Expression
    rank: Expression


def _deals(formulation: Formulation) -> Iterator[_Deal]:
    """What counts as deals."""
    sets, offers, halls = formulation.sets, formulation.hosting.offers, formulation.halls
    gpus, miners, horizon = formulation.gpus, formulation.miners, formulation.sets.horizon
    early = table((sets.months,), 1.0 - np.arange(horizon) / horizon)
    starts = table((offers.options,), 1.0 - offers.start / horizon)
    place = offers.contract + offers.site / max(len(sets.sites), 1)
    yield _Deal(_LEASES, formulation.hosting.signed, starts, _rank(offers.options, place))
    of_hall = _rank(halls.conversions, halls.conversions.codes[0])
    yield _Deal(_BUILDS, halls.phases, early, of_hall)
    order, hall = gpus.places.codes
    of_server = _rank(gpus.places, order + hall / max(len(sets.halls), 1))
    yield _Deal(_MACHINES, gpus.ordered, early, of_server)
    if formulation.problem.objective.integer_units:
        for made, axis in ((miners.ordered, sets.orders), (miners.sold, sets.groups)):
            yield _Deal(_MACHINES, made, early, _rank(axis, np.arange(len(axis))))


def _rank(axis: AnyAxis, place: IntArray | FloatArray) -> Expression:
    """Place in the file over an axis, from 0 up to below 1."""
    size = float(np.max(place, initial=0.0)) + 1.0
    return table((axis,), np.asarray(place, dtype=float) / size)


def _later(formulation: Formulation) -> Iterator[Expression]:
    """What should come late, each in its typical size, weighed by the months that are left."""
    f = formulation
    months, horizon = f.sets.months, f.sets.horizon
    early = table((months,), 1.0 - np.arange(horizon) / horizon)
    yield f.miners.ordered * early * (1.0 / scales.UNITS)
    yield f.miners.sold * early * (1.0 / scales.UNITS)
    if f.equity:
        yield f.equity.raised * early * (1.0 / scales.USD)
    if f.treasury:
        yield f.treasury.sold * early * (1.0 / scales.BTC)
    debts = f.problem.finance.debts if f.problem.finance else ()
    for debt, book in zip(debts, f.debts.books, strict=True):
        if isinstance(debt, Construction):
            yield book.drawn * early * (1.0 / scales.USD)


def _in_file_order(formulation: Formulation) -> Iterator[Expression]:
    """Use weighed by the place in the file, each in its typical size."""
    f, sets, strips = formulation, formulation.sets, formulation.power.strips
    group, space = sets.pairs.codes
    spaces, placements = len(sets.spaces), f.hosting.offers.placements
    power = np.array([g.machine.power_w / W_PER_MW for g in sets.machine_groups])
    yield f.hosting.placed * _rank(placements, placements.codes[1])
    yield f.miners.ordered * _rank(sets.orders, np.arange(len(sets.orders))) * (1 / scales.UNITS)
    yield f.miners.owned * _rank(sets.groups, np.arange(len(sets.groups))) * (1 / scales.UNITS)
    # Less than nothing for every machine installed, the more the earlier its space.
    yield f.miners.installed * table((sets.pairs,), (space / max(spaces, 1) - 1.0) * power[group])
    share = table((strips.axis,), strips.hours / f.problem.horizon.hours[strips.month])
    pair = strips.segments.axis.codes[0][strips.segment]
    yield f.power.strip * share * (_rank(strips.axis, pair) + _rank(strips.axis, strips.tier))
    yield f.power.firm * _rank(strips.slots, strips.slots.codes[0])
    for d, book in enumerate(f.debts.books):
        yield book.balance * (d / scales.USD)


def _moves(formulation: Formulation) -> Changes:
    """Megawatts of machines by space, from each month to the next."""
    sets, installed = formulation.sets, formulation.miners.installed
    horizon, pairs = sets.horizon, len(sets.pairs)
    power = np.array([g.machine.power_w / W_PER_MW for g in sets.machine_groups])
    flat = np.zeros(installed.size, dtype=np.int64)
    flat[installed.rows] = installed.cols
    column = flat.reshape(pairs, horizon)
    after, before = column[:, 1:].ravel(), column[:, :-1].ravel()
    rows, one = np.arange(after.size), np.ones(after.size)
    shape = (after.size, formulation.program.shape[1])
    terms = (np.concatenate((one, -one)), (np.tile(rows, 2), np.concatenate((after, before))))
    return Changes(
        matrix=sp.csr_array(sp.coo_array(terms, shape=shape)),
        weights=np.repeat(power[sets.pairs.codes[0]], horizon - 1),
    )
