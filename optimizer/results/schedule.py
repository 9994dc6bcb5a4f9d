"""The plan's decisions as records, with which it can be replayed without the model."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import Formulation
from optimizer.inputs.problem import TermLoan
from optimizer.lp import Relation
from optimizer.lp.expression import FloatArray
from optimizer.results.places import Places, make_places
from optimizer.schedule import (
    AsicDelivery,
    AsicPurchase,
    AsicSale,
    Build,
    CoinSale,
    Cure,
    DebtMove,
    EquityIssue,
    FirmSupply,
    GpuPurchase,
    HallShare,
    IdleServers,
    Installation,
    Lease,
    Run,
    Schedule,
    Undelivered,
)


def make_schedule(formulation: Formulation, x: FloatArray) -> Schedule:
    """Every decision of a plan; what is zero is left out.

    Args:
        formulation: what the columns mean.
        x: the plan, shape (n,).
    """
    places = make_places(formulation, x)
    return Schedule(
        leases=tuple(_leases(formulation, x)),
        builds=tuple(_builds(formulation, x)),
        asic_purchases=tuple(_asic_purchases(formulation, x)),
        asic_deliveries=tuple(_asic_deliveries(formulation, x)),
        asic_sales=tuple(_asic_sales(formulation, x)),
        installations=tuple(_installations(formulation, places)),
        gpu_purchases=tuple(_gpu_purchases(formulation, x)),
        runs=tuple(_runs(formulation, places, x)),
        firm=tuple(_firm(formulation, x)),
        debt_moves=tuple(_debt_moves(formulation, x)),
        equity=tuple(_equity(formulation, x)),
        coin_sales=tuple(_coin_sales(formulation, x)),
        undelivered=tuple(_undelivered(formulation, x)),
        idle=tuple(_idle(formulation, x)),
        cures=tuple(_cures(formulation, x)),
    )


def _entries(values: FloatArray) -> Iterator[tuple[tuple[int, ...], float]]:
    """Positions and values of what is not zero, in order."""
    for position in np.argwhere(values != 0.0):
        where = tuple(int(i) for i in position)
        yield where, float(values[where])


def _leases(formulation: Formulation, x: FloatArray) -> Iterator[Lease]:
    problem, hosting = formulation.problem, formulation.hosting
    offers = hosting.offers
    placed = hosting.placed.value(x)
    option, hall = offers.placements.codes
    for o in np.flatnonzero(hosting.signed.value(x) > 0.5):
        own = np.flatnonzero((option == o) & (placed != 0.0))
        shares = tuple(HallShare(problem.halls[hall[i]].name, float(placed[i])) for i in own)
        yield Lease(problem.contracts[offers.contract[o]].name, int(offers.start[o]), shares)


def _builds(formulation: Formulation, x: FloatArray) -> Iterator[Build]:
    problem, halls = formulation.problem, formulation.halls
    for (i, t), phases in _entries(np.rint(halls.phases.value(x))):
        yield Build(problem.halls[halls.conversions.codes[0][i]].name, t, int(phases))


def _asic_purchases(formulation: Formulation, x: FloatArray) -> Iterator[AsicPurchase]:
    orders = formulation.problem.asic_orders
    for (o, t), units in _entries(formulation.miners.ordered.value(x)):
        yield AsicPurchase(orders[o].name, t, units)


def _asic_deliveries(formulation: Formulation, x: FloatArray) -> Iterator[AsicDelivery]:
    orders = formulation.problem.asic_orders
    for (g, t), units in _entries(formulation.miners.delivered.value(x)):
        group = formulation.sets.machine_groups[g]
        assert group.order is not None
        yield AsicDelivery(orders[group.order].name, group.label, t, units)


def _asic_sales(formulation: Formulation, x: FloatArray) -> Iterator[AsicSale]:
    groups = formulation.sets.machine_groups
    for (g, t), units in _entries(formulation.miners.sold.value(x)):
        yield AsicSale(groups[g].label, t, units)


def _installations(formulation: Formulation, places: Places) -> Iterator[Installation]:
    sets, halls = formulation.sets, formulation.problem.halls
    group = sets.pairs.codes[0][places.pair]
    for (p, t), units in _entries(places.units):
        label = sets.machine_groups[group[p]].label
        yield Installation(label, halls[places.hall[p]].name, t, units)


def _gpu_purchases(formulation: Formulation, x: FloatArray) -> Iterator[GpuPurchase]:
    problem, gpus = formulation.problem, formulation.gpus
    order, hall = gpus.places.codes
    for (p, t), servers in _entries(gpus.ordered.value(x)):
        yield GpuPurchase(
            problem.gpu_orders[order[p]].name, problem.halls[hall[p]].name, t, servers
        )


def _runs(formulation: Formulation, places: Places, x: FloatArray) -> Iterator[Run]:
    sets, strips = formulation.sets, formulation.power.strips
    pair, step = strips.segments.axis.codes
    window = _window(formulation)[strips.axis.codes[1]]
    of_pair = [np.flatnonzero(places.pair == p) for p in range(len(sets.pairs))]
    for (i,), mw in _entries(formulation.power.strip.value(x)):
        segment, month = strips.segment[i], int(strips.month[i])
        p = pair[segment]
        for place in of_pair[p]:
            share = places.share[place, month]
            if share == 0.0:
                continue
            yield Run(
                group=sets.machine_groups[sets.pairs.codes[0][p]].label,
                hall=formulation.problem.halls[places.hall[place]].name,
                month=month,
                step=int(step[segment]),
                supply=strips.tiers.names[strips.tier[i]],
                hours=strips.classes.names[window[i]],
                mw=mw * float(share),
            )


def _firm(formulation: Formulation, x: FloatArray) -> Iterator[FirmSupply]:
    strips = formulation.power.strips
    tier, window = strips.slots.codes
    site, _, month = strips.classes.axis.codes
    for (i,), mw in _entries(formulation.power.firm.value(x)):
        w = window[i]
        yield FirmSupply(
            site=formulation.problem.sites[site[w]].name,
            month=int(month[w]),
            supply=strips.tiers.names[tier[i]],
            hours=strips.classes.names[w],
            mw=mw,
        )


def _window(formulation: Formulation) -> NDArray[np.int64]:
    """Class of hours of every slot."""
    return formulation.power.strips.slots.codes[1]


def _debt_moves(formulation: Formulation, x: FloatArray) -> Iterator[DebtMove]:
    finance = formulation.problem.finance
    for debt, book in zip(finance.debts if finance else (), formulation.debts.books, strict=True):
        if isinstance(debt, TermLoan):
            continue
        for (t,), usd in _entries(np.asarray(book.drawn.value(x))):
            yield DebtMove(debt.name, t, drawn_usd=max(usd, 0.0), repaid_usd=max(-usd, 0.0))


def _equity(formulation: Formulation, x: FloatArray) -> Iterator[EquityIssue]:
    if formulation.equity is not None:
        for (t,), usd in _entries(formulation.equity.raised.value(x)):
            yield EquityIssue(t, usd)


def _cures(formulation: Formulation, x: FloatArray) -> Iterator[Cure]:
    if formulation.cures is not None:
        for (t,), usd in _entries(formulation.cures.paid.value(x)):
            yield Cure(t, usd)


def _coin_sales(formulation: Formulation, x: FloatArray) -> Iterator[CoinSale]:
    if formulation.treasury is not None:
        for (t,), btc in _entries(formulation.treasury.sold.value(x)):
            yield CoinSale(t, btc)


def _undelivered(formulation: Formulation, x: FloatArray) -> Iterator[Undelivered]:
    if formulation.late is None:
        return
    problem, offers = formulation.problem, formulation.hosting.offers
    (entries,) = formulation.late.undelivered.axes
    assert isinstance(entries, Relation)
    placement, month = entries.codes
    option, hall = offers.placements.codes
    for (i,), mw in _entries(formulation.late.undelivered.value(x)):
        p = placement[i]
        contract = problem.contracts[offers.contract[option[p]]]
        yield Undelivered(contract.name, problem.halls[hall[p]].name, int(month[i]), mw)


def _idle(formulation: Formulation, x: FloatArray) -> Iterator[IdleServers]:
    if formulation.late is None:
        return
    problem, gpus = formulation.problem, formulation.gpus
    (entries,) = formulation.late.idle.axes
    assert isinstance(entries, Relation)
    place, month = entries.codes
    order, hall = gpus.places.codes
    for (i,), servers in _entries(formulation.late.idle.value(x)):
        p = place[i]
        name = problem.gpu_orders[order[p]].name
        yield IdleServers(name, problem.halls[hall[p]].name, int(month[i]), servers)
