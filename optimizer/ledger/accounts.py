"""What every kind of debt comes down to."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import MONTHS_A_YEAR, ZERO, Monthly, exact, share
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import Case
from optimizer.ledger.statement import DebtAccount
from optimizer.schema import Curve


@dataclass(frozen=True)
class Loan:
    """A debt by month, USD.

    Attributes:
        name: of the debt.
        drawn: new money.
        repaid_freely, scheduled: paid back.
        interest, fees: paid.
        service: what covenants count.
        balance: owed at the month's end.
        alive: months in which it is owed or serviced whatever the plan (term loans).
        always_counts: it opens drawn, so covenants are tested whatever the plan.
        used: the plan draws it.
        interest_after: interest after the horizon by month, from offset T on.
    """

    name: str
    drawn: Monthly
    repaid_freely: Monthly
    scheduled: Monthly
    interest: Monthly
    fees: Monthly
    service: Monthly
    balance: Monthly
    alive: range
    always_counts: bool
    used: bool
    interest_after: Monthly

    def account(self) -> DebtAccount:
        """The same as a statement shows it."""
        pairs = zip(self.repaid_freely, self.scheduled, strict=True)
        return DebtAccount(
            name=self.name,
            drawn=self.drawn,
            repaid=tuple(freely + due for freely, due in pairs),
            interest=self.interest,
            fees=self.fees,
            service=self.service,
            balance=self.balance,
        )


class Account:
    """A debt while its months are worked out."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.drawn: list[Decimal] = []
        self.repaid_freely: list[Decimal] = []
        self.scheduled: list[Decimal] = []
        self.interest: list[Decimal] = []
        self.fees: list[Decimal] = []
        self.service: list[Decimal] = []
        self.balance: list[Decimal] = []
        self.interest_after: list[Decimal] = []

    def month(
        self,
        balance: Decimal,
        *,
        drawn: Decimal = ZERO,
        freely: Decimal = ZERO,
        scheduled: Decimal = ZERO,
        interest: Decimal = ZERO,
        fees: Decimal = ZERO,
        service: Decimal = ZERO,
    ) -> None:
        """Enter the next month."""
        self.balance.append(balance)
        self.drawn.append(drawn)
        self.repaid_freely.append(freely)
        self.scheduled.append(scheduled)
        self.interest.append(interest)
        self.fees.append(fees)
        self.service.append(service)

    def close(self, *, alive: range, always_counts: bool, used: bool) -> Loan:
        """The finished debt."""
        return Loan(
            name=self.name,
            drawn=tuple(self.drawn),
            repaid_freely=tuple(self.repaid_freely),
            scheduled=tuple(self.scheduled),
            interest=tuple(self.interest),
            fees=tuple(self.fees),
            service=tuple(self.service),
            balance=tuple(self.balance),
            alive=alive,
            always_counts=always_counts,
            used=used,
            interest_after=tuple(self.interest_after),
        )


@dataclass(frozen=True)
class Moves:
    """What the plan draws and freely repays of a debt, USD by month."""

    drawn: Monthly
    repaid: Monthly


DUST_USD = Decimal(1)
"""A facility is drawn by the plan when it draws more than this."""


def moves_of(case: Case, debt: str) -> Moves:
    """The decisions about a debt."""
    drawn, repaid = ([ZERO] * case.timeline.months for _ in range(2))
    for move in case.schedule.debt_moves:
        if move.debt == debt and case.in_horizon("debt", f"a draw on {debt}", move.month):
            drawn[move.month] += exact(move.drawn_usd)
            repaid[move.month] += exact(move.repaid_usd)
    for t in case.timeline.all:
        case.breaches.at_least("debt", t, f"drawn on {debt}", drawn[t], ZERO, Unit.USD)
        case.breaches.at_least("debt", t, f"repaid on {debt}", repaid[t], ZERO, Unit.USD)
    return Moves(tuple(drawn), tuple(repaid))


def monthly_rates(case: Case, rate_pct: Curve) -> Iterator[Decimal]:
    """Interest of a month as a fraction of the balance; after the horizon the last one holds."""
    rates = [pct / 100 / MONTHS_A_YEAR for pct in case.curve(rate_pct)]
    yield from rates
    while True:
        yield rates[-1]


def monthly_fee(percent: float) -> Decimal:
    """A fee per year as a fraction per month."""
    return share(percent) / MONTHS_A_YEAR
