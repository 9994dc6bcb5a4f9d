"""Limits on what is spent and drawn: advances on capex, and capex by calendar year."""

from decimal import Decimal
from itertools import accumulate

from optimizer.ledger.accounts import Loan
from optimizer.ledger.amounts import ZERO, add_up, exact, share
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import Case
from optimizer.ledger.lines import CAPEX, FUNDED_BY, Line
from optimizer.schema import Construction


def check_capex_limits(case: Case) -> None:
    """Capex of a calendar year stays within its cap."""
    limits = case.fleet.finance.capex_limit_usd if case.fleet.finance else {}
    spent = case.journal.total(CAPEX)
    for year, limit in limits.items():
        months = [t for t in case.timeline.all if case.timeline.year(t) == year]
        usd = -add_up(spent[t] for t in months)
        case.breaches.at_most("capex", None, f"capex of {year}", usd, exact(limit), Unit.USD)


def check_advances(case: Case, loans: tuple[Loan, ...]) -> None:
    """Draws so far stay within the advance on what a facility, and all of them, fund so far."""
    debts = case.fleet.finance.debts if case.fleet.finance else ()
    pairs = [
        (debt, loan)
        for debt, loan in zip(debts, loans, strict=True)
        if isinstance(debt, Construction)
    ]
    together_drawn = [ZERO] * case.timeline.months
    together_own = [ZERO] * case.timeline.months
    lines: set[Line] = set()
    last = -1
    for debt, loan in pairs:
        until = case.timeline.offset(debt.draw_until, 0)
        own = list(accumulate(_own_costs(debt, loan, until)))
        funded = _funded(debt)
        basis = accumulate(case.journal.total(funded))
        advance = share(debt.advance_pct)
        drawn = list(accumulate(loan.drawn))
        for t, spent in enumerate(basis):
            if t <= until:
                what = f"drawn on {debt.name} so far, on an advance of {debt.advance_pct:g} %"
                limit = advance * (own[t] - spent)
                case.breaches.at_most("advance", t, what, drawn[t], limit, Unit.USD)
            together_drawn[t] += drawn[t] / advance
            together_own[t] += own[t]
        lines |= set(funded)
        last = max(last, until)
    if len(pairs) < 2:
        return
    for t, spent in enumerate(accumulate(case.journal.total(sorted(lines)))):
        if t <= last:
            what = "draws on construction facilities so far, each divided by its advance,"
            limit = together_own[t] - spent
            case.breaches.at_most("advance", t, what, together_drawn[t], limit, Unit.USD)


def _funded(debt: Construction) -> tuple[Line, ...]:
    """Capex lines that a facility funds."""
    return tuple(line for word in debt.funds for line in FUNDED_BY.get(word, ()))


def _own_costs(debt: Construction, loan: Loan, until: int) -> list[Decimal]:
    """Its own interest and fees, where it funds them."""
    if "interest" not in debt.funds:
        return [ZERO] * len(loan.fees)
    costs = zip(loan.interest, loan.fees, strict=True)
    return [interest + fees if t <= until else ZERO for t, (interest, fees) in enumerate(costs)]
