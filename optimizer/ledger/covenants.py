"""What lenders test at every month's end."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.accounts import DUST_USD, Loan
from optimizer.ledger.amounts import MONTHS_A_YEAR, ZERO, Monthly, add_up, exact
from optimizer.ledger.breaches import Unit, tolerance
from optimizer.ledger.case import Case
from optimizer.ledger.lines import EBITDA
from optimizer.ledger.statement import CovenantTest
from optimizer.schema import Covenant


@dataclass(frozen=True)
class _Window:
    """What a covenant looks at at a month's end, USD."""

    month: int
    ebitda: Decimal
    service: Decimal
    debt: Decimal


def assess_covenants(
    case: Case, loans: tuple[Loan, ...], cures: Monthly
) -> tuple[CovenantTest, ...]:
    """Every covenant in every month in which its window fits; cures count as EBITDA."""
    covenants = case.fleet.finance.covenants if case.fleet.finance else ()
    earned = case.journal.total(EBITDA)
    ebitda = tuple(usd + cure for usd, cure in zip(earned, cures, strict=True))
    tests: list[CovenantTest] = []
    labels: list[str] = []
    for covenant in covenants:
        label = _label(covenant, labels)
        labels.append(label)
        named = [loan for loan in loans if covenant.debts is None or loan.name in covenant.debts]
        for t in _months(case, covenant):
            test = _test(covenant, label, _window(covenant, named, ebitda, t), named)
            if test.tested and not test.holds and label not in case.waived:
                what = f"EBITDA that {label} leaves to be lost"
                case.breaches.at_least("covenant", t, what, test.headroom_usd, ZERO, Unit.USD)
            tests.append(test)
    return tuple(tests)


def _label(covenant: Covenant, taken: list[str]) -> str:
    """A readable name, numbered where it is taken."""
    debts = "" if covenant.debts is None else f" ({', '.join(covenant.debts)})"
    name = label = f"{covenant.kind} {covenant.ratio:g}x{debts}"
    number = 1
    while name in taken:
        number += 1
        name = f"{label} #{number}"
    return name


def _months(case: Case, covenant: Covenant) -> range:
    """From its first month to its last, once the window fits in the horizon."""
    first = max(case.timeline.offset(covenant.from_, 0), covenant.window_months - 1)
    last = min(case.timeline.offset(covenant.until, case.timeline.last), case.timeline.last)
    return range(first, last + 1)


def _window(covenant: Covenant, named: list[Loan], ebitda: Monthly, t: int) -> _Window:
    span = slice(t - covenant.window_months + 1, t + 1)
    return _Window(
        month=t,
        ebitda=add_up(ebitda[span]),
        service=add_up(add_up(loan.service[span]) for loan in named),
        debt=add_up(loan.balance[t] for loan in named),
    )


def _test(covenant: Covenant, label: str, window: _Window, named: list[Loan]) -> CovenantTest:
    """A covenant at a month's end.

    It counts while a term loan is owed or was serviced in the window, or if a facility opens
    drawn or is drawn by the plan.
    """
    ratio = exact(covenant.ratio)
    begins = window.month - covenant.window_months + 1
    serviced = any(t in loan.alive for loan in named for t in range(begins, window.month + 1))
    tested = serviced or any(loan.always_counts or loan.used for loan in named)
    if covenant.kind == "min_dscr":
        top, bottom = window.ebitda, window.service
        needed = ratio * window.service
    else:
        top, bottom = window.debt, window.ebitda * MONTHS_A_YEAR / covenant.window_months
        needed = window.debt * covenant.window_months / (ratio * MONTHS_A_YEAR)
    headroom = window.ebitda - needed
    return CovenantTest(
        covenant=label,
        month=window.month,
        required=ratio,
        actual=top / bottom if bottom > DUST_USD else None,
        headroom_usd=headroom,
        tested=tested,
        holds=headroom >= -tolerance(needed, Unit.USD),
    )
