"""Overhead, equity and the balance of cash."""

from decimal import Decimal
from itertools import accumulate

from optimizer.ledger.accounts import monthly_fee
from optimizer.ledger.amounts import ZERO, Monthly, add_up, exact, share
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import FLOOR, Case
from optimizer.ledger.lines import Line


def book_overhead(case: Case) -> None:
    """Corporate overhead."""
    if case.fleet.finance is not None:
        for t, usd in enumerate(case.curve(case.fleet.finance.overhead_usd_per_month)):
            case.journal.post(Line.OVERHEAD, t, -usd)


def book_equity(case: Case) -> None:
    """New equity: what it brings, and what it costs."""
    terms = case.fleet.finance.equity if case.fleet.finance else None
    if terms is None:
        for issue in case.schedule.equity:
            case.breaches.refuse("equity", issue.month, "equity is raised and none is on offer")
        return
    raised = [ZERO] * case.timeline.months
    for issue in case.schedule.equity:
        if case.in_horizon("equity", "an issue of equity", issue.month):
            raised[issue.month] += exact(issue.usd)
    limit = exact(terms.limit_usd)
    case.breaches.at_most("equity", None, "equity raised", add_up(raised), limit, Unit.USD)
    before = ZERO
    for t, usd in enumerate(raised):
        case.breaches.at_least("equity", t, "equity raised", usd, ZERO, Unit.USD)
        cost = usd * share(terms.issue_cost_pct) + before * monthly_fee(terms.cost_pct_per_year)
        case.journal.post(Line.EQUITY_RAISED, t, usd)
        case.journal.post(Line.COST_OF_EQUITY, t, -cost)
        before += usd


def book_cures(case: Case) -> Monthly:
    """What owners put in to survive a bad future, by month; it costs its price once."""
    paid, cost = [ZERO] * case.timeline.months, case.cure_cost_pct
    for cure in case.schedule.cures:
        if cost is None:
            case.breaches.refuse("cure", cure.month, "a cure is paid and none is priced")
        elif case.in_horizon("cure", "a cure", cure.month):
            paid[cure.month] += exact(cure.usd)
    for t, usd in enumerate(paid):
        case.breaches.at_least("cure", t, "cure", usd, ZERO, Unit.USD)
        if usd:
            case.journal.post(Line.EQUITY_RAISED, t, usd)
            case.journal.post(Line.COST_OF_EQUITY, t, -usd * share(cost or 0.0))
    return tuple(paid)


def cash_balance(case: Case) -> Monthly | None:
    """Cash at every month's end, once all is booked; None where the fleet has no finance."""
    finance = case.fleet.finance
    if finance is None:
        return None
    flows: list[Decimal] = list(case.journal.total(Line))
    held = tuple(accumulate(flows, initial=exact(finance.cash_usd)))[1:]
    for t, floor in enumerate(case.curve(finance.min_cash_usd)):
        if FLOOR not in case.waived:
            case.breaches.at_least("cash", t, "cash", held[t], floor, Unit.USD)
    return held
