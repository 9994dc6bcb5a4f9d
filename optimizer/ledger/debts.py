"""Debts of four kinds: what each draws, bears and repays, month by month."""

from decimal import Decimal
from itertools import islice

from optimizer.ledger.accounts import (
    DUST_USD,
    Account,
    Loan,
    monthly_fee,
    monthly_rates,
    moves_of,
)
from optimizer.ledger.amounts import ONE, ZERO, add_up, exact, share
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import Case
from optimizer.ledger.lines import Line
from optimizer.ledger.treasury import Coins
from optimizer.schema import BtcBacked, Construction, Debt, Revolver, TermLoan


def book_debts(case: Case, coins: Coins | None) -> tuple[Loan, ...]:
    """All debts in file order, booked."""
    debts = case.fleet.finance.debts if case.fleet.finance else ()
    names = {debt.name for debt in debts}
    for move in case.schedule.debt_moves:
        if move.debt not in names:
            case.breaches.refuse("debt", move.month, f"there is no debt {move.debt}")
    loans = []
    for debt in debts:
        loan = _account(case, debt, coins)
        revolving = isinstance(debt, Revolver | BtcBacked)
        for t in case.timeline.all:
            net = loan.drawn[t] - loan.repaid_freely[t]
            case.journal.post(Line.INTEREST, t, -loan.interest[t])
            case.journal.post(Line.FEES, t, -loan.fees[t])
            case.journal.post(Line.PRINCIPAL, t, -loan.scheduled[t])
            case.journal.post(Line.REVOLVING if revolving else Line.DRAWS, t, net)
        loans.append(loan)
    return tuple(loans)


def _account(case: Case, debt: Debt, coins: Coins | None) -> Loan:
    if isinstance(debt, TermLoan):
        return _term_loan(case, debt)
    if isinstance(debt, Construction):
        return _construction(case, debt)
    return _revolver(case, debt, coins)


def _term_loan(case: Case, debt: TermLoan) -> Loan:
    """Drawn already; the last payment leaves nothing."""
    if any(move.debt == debt.name for move in case.schedule.debt_moves):
        case.breaches.refuse("debt", None, f"{debt.name} is a term loan and cannot be drawn")
    months, account = case.timeline.months, Account(debt.name)
    payments = case.timeline.offset(debt.matures, 0) + 1
    opening = balance = exact(debt.balance_usd)
    rates = islice(monthly_rates(case, debt.rate_pct), max(months, payments))
    for t, rate in enumerate(rates):
        left = payments - t
        interest, bullet = balance * rate, ZERO
        if left <= 0:
            principal = ZERO
        elif left == 1:
            principal = balance
            bullet = balance if debt.repayment == "bullet" else ZERO
        elif debt.repayment == "level":
            principal = level_payment(balance, rate, left) - interest
        else:
            principal = opening / payments if debt.repayment == "linear" else ZERO
        balance -= principal
        if t >= months:
            account.interest_after.append(interest)
            continue
        service = interest + principal - bullet
        account.month(balance, scheduled=principal, interest=interest, service=service)
    alive = range(payments if debt.balance_usd > 0 else 0)
    return account.close(alive=alive, always_counts=False, used=False)


def level_payment(balance: Decimal, rate: Decimal, payments: int) -> Decimal:
    """The annuity that repays a balance, its first payment now.

    Args:
        balance: owed a month ago, USD.
        rate: interest of a month, fraction.
        payments: how many are left.
    """
    growth = (ONE + rate) ** payments
    if growth == ONE:
        return balance / payments
    return balance * rate * growth / (growth - ONE)


def _construction(case: Case, debt: Construction) -> Loan:
    """Drawn as capex is spent, repaid in equal parts; see also ``funding.py``."""
    months, offset = case.timeline.months, case.timeline.offset
    moves, account = moves_of(case, debt.name), Account(debt.name)
    until, first = offset(debt.draw_until, 0), offset(debt.repay_from, 0)
    limit, opening = exact(debt.limit_usd), exact(debt.drawn_usd)
    borrowed = opening + add_up(moves.drawn)
    case.breaches.at_most("facility", None, f"drawn on {debt.name}", borrowed, limit, Unit.USD)
    drawn_before, balance = opening, opening
    rates = monthly_rates(case, debt.rate_pct)
    for t, rate in zip(range(max(months, first + debt.repay_months)), rates, strict=False):
        interest = balance * rate
        repaying = first <= t < first + debt.repay_months
        principal = borrowed / debt.repay_months if repaying else ZERO
        if t >= months:
            account.interest_after.append(interest)
            balance -= principal
            continue
        draw, freely = moves.drawn[t], moves.repaid[t]
        if t > until:
            what = f"drawn on {debt.name} after its last month of draws"
            case.breaches.at_most("facility", t, what, draw, ZERO, Unit.USD)
        what = f"freely repaid on {debt.name}, which is repaid in parts"
        case.breaches.at_most("facility", t, what, freely, ZERO, Unit.USD)
        fees = draw * share(debt.upfront_fee_pct)
        if t <= until:
            fees += (limit - drawn_before) * monthly_fee(debt.commitment_fee_pct)
        drawn_before += draw
        balance += draw - freely - principal
        service = principal if t <= until else principal + interest + fees
        account.month(
            balance,
            drawn=draw,
            freely=freely,
            scheduled=principal,
            interest=interest,
            fees=fees,
            service=service,
        )
    used = any(usd > DUST_USD for usd in moves.drawn)
    return account.close(alive=range(0), always_counts=opening > 0, used=used)


def _revolver(case: Case, debt: Revolver | BtcBacked, coins: Coins | None) -> Loan:
    """Drawn and repaid freely; against coins, within a share of their value."""
    moves, account = moves_of(case, debt.name), Account(debt.name)
    matures = case.timeline.offset(debt.matures, case.timeline.months)
    limit, opening = exact(debt.limit_usd), exact(debt.drawn_usd)
    balance = opening
    fee = monthly_fee(debt.commitment_fee_pct)
    rates = monthly_rates(case, debt.rate_pct)
    for t, rate in zip(case.timeline.all, rates, strict=False):
        interest = balance * rate
        fees = (limit - balance) * fee if t < matures else ZERO
        balance += moves.drawn[t] - moves.repaid[t]
        most = limit if t < matures else ZERO
        what = f"balance of {debt.name}"
        case.breaches.at_least("facility", t, what, balance, ZERO, Unit.USD)
        case.breaches.at_most("facility", t, what, balance, most, Unit.USD)
        if isinstance(debt, BtcBacked):
            value = coins.value[t] if coins else ZERO
            backed = share(debt.max_ltv_pct) * value
            case.breaches.at_most("ltv", t, what, balance, backed, Unit.USD)
        account.month(
            balance,
            drawn=moves.drawn[t],
            freely=moves.repaid[t],
            interest=interest,
            fees=fees,
            service=interest + fees,
        )
    used = any(usd > DUST_USD for usd in moves.drawn)
    return account.close(alive=range(0), always_counts=opening > 0, used=used)
