"""GPU servers: owned at the start, and ordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer import catalog
from optimizer.ledger.amounts import ONE, THOUSAND, ZERO, Monthly, add_up, exact, share
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import Case
from optimizer.ledger.lines import Line
from optimizer.ledger.space import Space
from optimizer.ledger.tenancy import Tenancies
from optimizer.schedule import GpuPurchase
from optimizer.schema import GpuOrder, GpuSpec


@dataclass(frozen=True)
class _Server:
    """One server: MW of critical IT load, share drawn, USD earned and spent by month."""

    mw: Decimal
    load_factor: Decimal
    revenue: Monthly
    opex: Monthly


def book_servers(case: Case, spaces: tuple[Space, ...], tenancies: Tenancies) -> Decimal:
    """Put all servers into their halls; books what they earn and cost.

    Returns:
        What ordered servers are worth after the last month, USD, not discounted.
    """
    for site in case.fleet.sites:
        for group in site.gpus:
            hall = group.hall if "/" in group.hall else f"{site.name}/{group.hall}"
            until = min(case.timeline.offset(group.until, case.timeline.last), case.timeline.last)
            server = _server(case, group)
            _serve(case, tenancies, server, hall, exact(group.servers), range(until + 1))
    names = {order.name for order in case.fleet.gpu_orders}
    for purchase in case.schedule.gpu_purchases:
        if purchase.order not in names:
            text = f"there is no GPU order {purchase.order}"
            case.breaches.refuse("gpu order", purchase.month, text)
    worth = ZERO
    for order in case.fleet.gpu_orders:
        bought = [one for one in case.schedule.gpu_purchases if one.order == order.name]
        worth += _book_order(case, spaces, tenancies, order, bought)
        _book_idle(case, tenancies, order, bought)
    return worth


def _book_idle(
    case: Case, tenancies: Tenancies, order: GpuOrder, bought: Sequence[GpuPurchase]
) -> None:
    """Servers that have no space because a build is late: no revenue, no load."""
    server = _server(case, order)
    for one in case.schedule.idle:
        if one.order != order.name or one.hall not in tenancies:
            continue
        t, number = one.month, exact(one.servers)
        there = add_up(
            exact(buy.servers)
            for buy in bought
            if buy.hall == one.hall
            and 0 <= t - buy.month - order.delivery_months < order.life_months
        )
        what = f"servers of {order.name} that wait in {one.hall}"
        case.breaches.at_least("late", t, what, number, ZERO, Unit.SERVERS)
        case.breaches.at_most("late", t, what, number, there, Unit.SERVERS)
        if not case.in_horizon("late", what, t):
            continue
        mw = number * server.mw
        tenancies[one.hall].occupy(t, ZERO, -mw, -mw * server.load_factor)
        tenancies[one.hall].wait(t, mw)
        case.journal.post(Line.GPU_REVENUE, t, -number * server.revenue[t])


def _server(case: Case, said: GpuSpec) -> _Server:
    if said.figures is not None:
        gpus, power_kw = said.figures
    else:
        model = catalog.gpu(said.model or "")
        gpus, power_kw = model.gpus, model.power_kw
    rented = gpus * share(said.utilization_pct)
    price = case.curve(said.usd_per_gpu_hour)
    if case.scenario is not None:
        price = case.scaled(price, case.scenario.gpu_price)
    return _Server(
        mw=exact(power_kw) / THOUSAND,
        load_factor=share(said.load_factor_pct),
        revenue=tuple(rented * price[t] * case.timeline.hours(t) for t in case.timeline.all),
        opex=case.curve(said.opex_usd_per_server_month),
    )


def _serve(
    case: Case, tenancies: Tenancies, server: _Server, hall: str, number: Decimal, months: range
) -> None:
    """Servers in service in a hall."""
    mw = number * server.mw
    for t in months:
        tenancies[hall].occupy(t, mw, mw, mw * server.load_factor)
        case.journal.post(Line.GPU_REVENUE, t, number * server.revenue[t])
        case.journal.post(Line.GPU_OPEX, t, -number * server.opex[t])


def _book_order(
    case: Case,
    spaces: tuple[Space, ...],
    tenancies: Tenancies,
    order: GpuOrder,
    bought: Sequence[GpuPurchase],
) -> Decimal:
    """Purchases of one order; returns what is left of them after the last month, USD."""
    check, timeline = case.breaches, case.timeline
    server, price = _server(case, order), case.curve(order.usd_per_server)
    window = timeline.window(order.earliest, order.latest, lead=order.delivery_months)
    halls = {s.name for s in spaces if s.hpc_capable} if order.halls is None else set(order.halls)
    total, worth = ZERO, ZERO
    for purchase in bought:
        t, number = purchase.month, exact(purchase.servers)
        what = f"servers of {order.name} for {purchase.hall}"
        check.whole("gpu order", t, what, number, Unit.SERVERS)
        check.at_least("gpu order", t, what, number, ZERO, Unit.SERVERS)
        if t not in window:
            check.refuse("gpu order", t, f"{order.name} is ordered outside its window")
        if purchase.hall not in halls:
            check.refuse("gpu order", t, f"{order.name} may not stand in {purchase.hall}")
        if t not in timeline.all or purchase.hall not in tenancies:
            continue
        arrives = t + order.delivery_months
        service = range(arrives, min(arrives + order.life_months, timeline.months))
        total += number
        case.journal.post(Line.GPU_ORDERS, t, -number * price[t])
        _serve(case, tenancies, server, purchase.hall, number, service)
        used = exact(timeline.months - arrives) / order.life_months
        worth += number * max(ONE - used, ZERO) * min(price[t], price[-1])
    limit = exact(order.max_servers)
    check.at_most("gpu order", None, f"servers of {order.name}", total, limit, Unit.SERVERS)
    return worth
