"""Mining machines: bought, delivered, installed, stored and sold."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import MILLION, ZERO, add_up, exact
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import Case
from optimizer.ledger.lines import Line
from optimizer.ledger.machines import Machine, make_machine
from optimizer.ledger.space import Space


@dataclass(frozen=True)
class Group:
    """Like machines at one site.

    Attributes:
        name: ``site/group``.
        site: name of the site.
        machine: what one unit is.
        halls: names of the halls where they may stand.
        units: owned or on their way at the start.
        arrives: offset of the month from which those are there.
        order: name of the order that delivers here, None for machines owned.
    """

    name: str
    site: str
    machine: Machine
    halls: frozenset[str]
    units: Decimal
    arrives: int
    order: str | None


@dataclass(frozen=True)
class Seat:
    """A group in a hall in a month."""

    group: str
    hall: str
    month: int


@dataclass(frozen=True)
class Miners:
    """All machines.

    Attributes:
        groups: by name.
        installed: units by seat.
        owned_at_end: units of each group after the last month.
    """

    groups: dict[str, Group]
    installed: dict[Seat, Decimal]
    owned_at_end: dict[str, Decimal]


def book_miners(case: Case, spaces: tuple[Space, ...]) -> Miners:
    """Check the stock of every group and the room it takes; books opex, orders and sales."""
    groups = {group.name: group for group in _groups(case, spaces)}
    delivered = _book_orders(case, groups)
    owned = _stock(case, groups, delivered)
    installed = _install(case, groups, owned)
    _check_room(case, groups, spaces, installed)
    return Miners(groups, installed, {name: units[-1] for name, units in owned.items()})


def _groups(case: Case, spaces: tuple[Space, ...]) -> list[Group]:
    """Machines owned, then a group for every order and site to which it may go."""
    groups: list[Group] = []
    for site in case.fleet.sites:
        for said in site.asics:
            machine = make_machine(case, said)
            named = None if said.halls is None else {_full(name, site.name) for name in said.halls}
            halls = _fitting(spaces, site.name, machine, named)
            arrives = max(0, case.timeline.offset(said.arrives, 0))
            name = f"{site.name}/{said.name}"
            units = exact(said.units)
            groups.append(Group(name, site.name, machine, halls, units, arrives, None))
    taken = {group.name for group in groups}
    for order in case.fleet.asic_orders:
        machine = make_machine(case, order)
        sites = order.sites or [site.name for site in case.fleet.sites]
        for site_name in dict.fromkeys(sites):
            name = f"{site_name}/{order.name}"
            name += " (ordered)" if name in taken else ""
            halls = _fitting(spaces, site_name, machine, None)
            groups.append(Group(name, site_name, machine, halls, ZERO, 0, order.name))
    return groups


def _full(hall: str, site: str) -> str:
    return hall if "/" in hall else f"{site}/{hall}"


def _fitting(
    spaces: tuple[Space, ...], site: str, machine: Machine, named: set[str] | None
) -> frozenset[str]:
    """Halls of a site with the machine's cooling, of those named."""
    return frozenset(
        space.name
        for space in spaces
        if space.site == site
        and space.cooling == machine.cooling
        and (named is None or space.name in named)
    )


Moves = dict[str, list[Decimal]]
"""Units by group and month."""


def _book_orders(case: Case, groups: dict[str, Group]) -> Moves:
    """Pay for orders, and hand over what arrives at each group."""
    check, timeline = case.breaches, case.timeline
    due: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
    for order in case.fleet.asic_orders:
        window = timeline.window(order.earliest, order.latest, lead=order.delivery_months)
        price = [usd * _terahash(groups, order.name) for usd in case.curve(order.usd_per_th)]
        bought = ZERO
        for purchase in case.schedule.asic_purchases:
            if purchase.order != order.name:
                continue
            units, t = exact(purchase.units), purchase.month
            _check_units(case, "order", t, f"units of {order.name} ordered", units)
            if t not in window:
                check.refuse("order", t, f"{order.name} is ordered outside its window")
                if t not in timeline.all:
                    continue
            bought += units
            case.journal.post(Line.ASIC_ORDERS, t, -price[t] * units)
            due[order.name, t + order.delivery_months] += units
        limit = exact(order.max_units)
        check.at_most("order", None, f"units of {order.name}", bought, limit, Unit.MACHINES)
    names = {order.name for order in case.fleet.asic_orders}
    for purchase in case.schedule.asic_purchases:
        if purchase.order not in names:
            check.refuse("order", purchase.month, f"there is no ASIC order {purchase.order}")
    return _deliver(case, groups, due)


def _terahash(groups: dict[str, Group], order: str) -> Decimal:
    return next(g.machine.hashrate_th for g in groups.values() if g.order == order)


def _deliver(case: Case, groups: dict[str, Group], due: dict[tuple[str, int], Decimal]) -> Moves:
    """What arrives at each group; together it is what was ordered in time."""
    arriving: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
    moves: Moves = {name: [ZERO] * case.timeline.months for name in groups}
    for delivery in case.schedule.asic_deliveries:
        group, t = groups.get(delivery.group), delivery.month
        if group is None or group.order != delivery.order:
            text = f"{delivery.order} does not deliver to {delivery.group}"
            case.breaches.refuse("delivery", t, text)
        elif case.in_horizon("delivery", f"a delivery of {delivery.order}", t):
            units = exact(delivery.units)
            _check_units(case, "delivery", t, f"units delivered to {group.name}", units)
            arriving[delivery.order, t] += units
            moves[group.name][t] += units
    for order, t in sorted(set(due) | set(arriving)):
        what = f"units of {order} delivered"
        got, ordered = arriving[order, t], due[order, t]
        case.breaches.equal("delivery", t, what, got, ordered, Unit.MACHINES)
    return moves


def _stock(case: Case, groups: dict[str, Group], delivered: Moves) -> Moves:
    """Units owned at every month's end; books sales."""
    sold: Moves = {name: [ZERO] * case.timeline.months for name in groups}
    for sale in case.schedule.asic_sales:
        if sale.group not in groups:
            case.breaches.refuse("sale", sale.month, f"there is no group {sale.group}")
        elif case.in_horizon("sale", f"a sale of {sale.group}", sale.month):
            units, t = exact(sale.units), sale.month
            _check_units(case, "sale", t, f"units of {sale.group} sold", units)
            sold[sale.group][t] += units
            case.journal.post(Line.MACHINE_SALES, t, groups[sale.group].machine.resale[t] * units)
    owned: Moves = {}
    for name, group in groups.items():
        units, column = ZERO, []
        for t in case.timeline.all:
            arrived = group.units if t == group.arrives else ZERO
            units += arrived + delivered[name][t] - sold[name][t]
            what = f"units of {name} owned after sales"
            case.breaches.at_least("stock", t, what, units, ZERO, Unit.MACHINES)
            column.append(units)
        owned[name] = column
    return owned


def _install(case: Case, groups: dict[str, Group], owned: Moves) -> dict[Seat, Decimal]:
    """Units by group, hall and month; books their opex."""
    installed: dict[Seat, Decimal] = defaultdict(lambda: ZERO)
    standing: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
    for place in case.schedule.installations:
        group, t = groups.get(place.group), place.month
        if group is None or place.hall not in group.halls:
            case.breaches.refuse("place", t, f"{place.group} may not stand in {place.hall}")
        elif case.in_horizon("place", f"an installation of {place.group}", t):
            units = exact(place.units)
            _check_units(case, "place", t, f"units of {place.group} in {place.hall}", units)
            installed[Seat(place.group, place.hall, t)] += units
            standing[place.group, t] += units
            case.journal.post(Line.MINING_OPEX, t, -group.machine.opex[t] * units)
    for (name, t), units in standing.items():
        limit = owned[name][t]
        case.breaches.at_most("stock", t, f"units of {name} installed", units, limit, Unit.MACHINES)
    return dict(installed)


def _check_units(case: Case, rule: str, month: int, what: str, units: Decimal) -> None:
    """Units are not negative, and whole where the objective asks for it."""
    case.breaches.at_least(rule, month, what, units, ZERO, Unit.MACHINES)
    if case.fleet.objective.integer_units:
        case.breaches.whole(rule, month, what, units, Unit.MACHINES)


def _check_room(
    case: Case, groups: dict[str, Group], spaces: tuple[Space, ...], installed: dict[Seat, Decimal]
) -> None:
    """Nameplate power fits the miners' space of each hall."""
    power: dict[tuple[str, int], list[Decimal]] = defaultdict(list)
    for seat, units in installed.items():
        watts = groups[seat.group].machine.power_w
        power[seat.hall, seat.month].append(units * watts / MILLION)
    for space in spaces:
        for t in case.timeline.all:
            mw = add_up(power[space.name, t])
            what = f"nameplate power of machines in {space.name}"
            case.breaches.at_most("hall", t, what, mw, space.asic_mw[t], Unit.MW)
