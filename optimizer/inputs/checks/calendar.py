"""Months: windows that open before they close, and things that happen inside the horizon."""

from collections.abc import Iterator

from optimizer.inputs.checks.base import Context, Issue
from optimizer.inputs.source import Loc
from optimizer.months import Month
from optimizer.schema import BlockSupply, Size, StartWindow

Window = tuple[Loc, str, Month | None, str, Month | None]


def window_backwards(ctx: Context) -> Iterator[Issue]:
    """A window's last month lies before its first."""
    for loc, first_key, first, last_key, last in _windows(ctx):
        if first is not None and last is not None and first > last:
            message = f"`{first_key}` ({first}) is after `{last_key}` ({last})"
            yield Issue((*loc, first_key), message, str(first), f"{last} or earlier")


def _windows(ctx: Context) -> Iterator[Window]:
    """All windows of the file."""
    fleet = ctx.fleet
    for site, loc in ctx.sites():
        for i, supply in enumerate(site.power.supply):
            if isinstance(supply, BlockSupply):
                yield (*loc, "power", "supply", i), "from", supply.from_, "until", supply.until
    for place in ctx.halls.values():
        if (work := place.hall.conversion) is not None:
            yield (*place.loc, "conversion"), "earliest", work.earliest, "latest", work.latest
    for contract, loc in ctx.contracts():
        if isinstance(start := contract.start, StartWindow):
            yield (*loc, "start"), "earliest", start.earliest, "latest", start.latest
    for order, loc in ctx.orders():
        yield loc, "earliest", order.earliest, "latest", order.latest
    for i, covenant in enumerate(fleet.finance.covenants if fleet.finance else ()):
        yield ("finance", "covenants", i), "from", covenant.from_, "until", covenant.until


def outside_the_horizon(ctx: Context) -> Iterator[Issue]:
    """A month that has to lie in the horizon does not."""
    start, end = ctx.horizon.start, ctx.horizon.end
    inside = f"{start} to {end}"
    for contract, loc in ctx.contracts():
        if isinstance(window := contract.start, StartWindow):
            for key, month in (("earliest", window.earliest), ("latest", window.latest)):
                if month not in ctx.horizon:
                    hint = ""
                    if month < start:
                        hint = "a lease that already runs has a single month, `start: YYYY-MM`"
                    message = f"the window's `{key}` ({month}) lies outside the horizon"
                    yield Issue((*loc, "start", key), message, str(month), inside, hint)
        elif window > end:
            message = f"the lease starts in {window}, after the horizon's end"
            yield Issue((*loc, "start"), message, str(window), f"{end} or earlier")
    for site, loc in ctx.sites():
        for i, group in enumerate(site.asics):
            if group.arrives is not None and group.arrives > end:
                message = f"the machines arrive in {group.arrives}, after the horizon's end"
                got = str(group.arrives)
                yield Issue((*loc, "asics", i, "arrives"), message, got, f"{end} or earlier")
        for i, servers in enumerate(site.gpus):
            if servers.until is not None and servers.until < start:
                message = f"the servers' last month ({servers.until}) is before the horizon"
                got = str(servers.until)
                yield Issue((*loc, "gpus", i, "until"), message, got, f"{start} or later")


def running_lease(ctx: Context) -> Iterator[Issue]:
    """A lease that already runs is over, or leaves its size open."""
    start = ctx.horizon.start
    for contract, loc in ctx.contracts():
        if not ctx.runs_already(contract) or not isinstance(contract.start, Month):
            continue
        last = contract.start + (contract.term_months - 1)
        if isinstance(contract.mw, Size):
            message = f"a lease that runs since {contract.start} has one size, not a range"
            yield Issue((*loc, "mw"), message, allowed="a number of MW")
        if last < start:
            message = f"the lease is over: its last month was {last}, the horizon starts {start}"
            yield Issue(
                (*loc, "term_months"), message, hint="remove the contract, or mend its term"
            )


def conversion_too_late(ctx: Context) -> Iterator[Issue]:
    """A conversion cannot be ready inside the horizon."""
    for place in ctx.halls.values():
        work = place.hall.conversion
        if work is None:
            continue
        loc = (*place.loc, "conversion")
        yield from _unreachable(
            ctx, loc, (work.earliest, work.latest), work.months, "months", "a phase takes"
        )


def order_too_late(ctx: Context) -> Iterator[Issue]:
    """An order cannot arrive inside the horizon."""
    for order, loc in ctx.orders():
        window = (order.earliest, order.latest)
        yield from _unreachable(
            ctx, loc, window, order.delivery_months, "delivery_months", "delivery takes"
        )


def _unreachable(
    ctx: Context, loc: Loc, window: tuple[Month | None, Month | None], lead: int, key: str, it: str
) -> Iterator[Issue]:
    """No month of a window is early enough for what takes ``lead`` months."""
    earliest, latest = window
    start, end = ctx.horizon.start, ctx.horizon.end
    last = end + -lead
    until = f"{it} {lead} months and the horizon ends in {end}"
    if last < start:
        message = f"{until}: no month of it is early enough"
        most = ctx.horizon.months - 1
        allowed = f"at most {most} for this horizon" if most else f"a horizon of {lead + 1} months"
        yield Issue((*loc, key), message, str(lead), allowed, "lengthen the horizon")
    elif earliest is not None and earliest > last:
        message = f"{until}: `earliest` ({earliest}) is too late"
        yield Issue((*loc, "earliest"), message, str(earliest), f"{last} or earlier")
    elif latest is not None and latest < start:
        message = f"`latest` ({latest}) is before the horizon's start"
        yield Issue((*loc, "latest"), message, str(latest), f"{start} to {last}")


def window_is_cut(ctx: Context) -> Iterator[Issue]:
    """A window reaches months in which nothing can be started any more."""
    windows: list[tuple[Loc, Month | None, int]] = [
        ((*place.loc, "conversion"), place.hall.conversion.latest, place.hall.conversion.months)
        for place in ctx.halls.values()
        if place.hall.conversion is not None
    ]
    windows += [(loc, order.latest, order.delivery_months) for order, loc in ctx.orders()]
    for loc, latest, lead in windows:
        last = ctx.horizon.end + -lead
        if latest is not None and latest > last >= ctx.horizon.start:
            message = f"`latest` is {latest}, but nothing begun after {last} is there in time"
            yield Issue((*loc, "latest"), message, str(latest), f"{last} or earlier")


def building_completion(ctx: Context) -> Iterator[Issue]:
    """A building is ready outside the horizon, or before what it still costs can be paid."""
    start, end = ctx.horizon.start, ctx.horizon.end
    for place in ctx.halls.values():
        building = place.hall.building
        if building is None:
            continue
        loc = (*place.loc, "building")
        if building.ready > end:
            message = f"the building is ready in {building.ready}, after the horizon's end"
            yield Issue((*loc, "ready"), message, str(building.ready), f"{end} or earlier")
        elif building.ready <= start and building.remaining_usd > 0:
            message = (
                f"the building is ready in {building.ready}, so no month is left in which its "
                f"remaining {building.remaining_usd:,.0f} USD could be paid"
            )
            hint = f"let it be ready after {start}, or write `remaining_usd: 0`"
            yield Issue((*loc, "remaining_usd"), message, hint=hint)


def month_without_effect(ctx: Context) -> Iterator[Issue]:
    """A month or a year has no effect in the horizon."""
    start, end = ctx.horizon.start, ctx.horizon.end
    for site, loc in ctx.sites():
        for i, supply in enumerate(site.power.supply):
            if isinstance(supply, BlockSupply):
                at = (*loc, "power", "supply", i)
                if supply.until is not None and supply.until < start:
                    yield Issue(
                        (*at, "until"), f"the block ends before the horizon starts ({start})"
                    )
                elif supply.from_ is not None and supply.from_ > end:
                    yield Issue((*at, "from"), f"the block begins after the horizon ends ({end})")
        for i, group in enumerate(site.asics):
            if group.arrives is not None and group.arrives < start:
                message = f"{group.arrives} is before the horizon: the machines are simply there"
                yield Issue((*loc, "asics", i, "arrives"), message, hint="remove `arrives`")
    if ctx.fleet.finance is None:
        return
    for year in ctx.fleet.finance.capex_limit_usd:
        if not start.year <= year <= end.year:
            message = f"no month of {year} is in the horizon ({start} to {end})"
            yield Issue(("finance", "capex_limit_usd", str(year)), message)


def covenant_never_tested(ctx: Context) -> Iterator[Issue]:
    """A covenant's window or months leave no month in which it is tested."""
    horizon = ctx.horizon
    for i, covenant in enumerate(ctx.fleet.finance.covenants if ctx.fleet.finance else ()):
        loc = ("finance", "covenants", i)
        window = covenant.window_months
        first = max(horizon.offset(covenant.from_ or horizon.start), window - 1)
        last = min(horizon.offset(covenant.until or horizon.end), horizon.months - 1)
        if window > horizon.months:
            message = f"a window of {window} months does not fit in {horizon.months} months"
            yield Issue((*loc, "window_months"), f"{message}: it is never tested")
        elif first > last:
            message = f"its window of {window} months first fits in {horizon.start + (window - 1)}"
            yield Issue(loc, f"{message}: it is never tested in the months given")
