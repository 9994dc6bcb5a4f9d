"""What a replay finds: money, balances, tests, and every rule that the decisions break."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import Monthly
from optimizer.ledger.lines import Line, TerminalLine


@dataclass(frozen=True)
class Breach:
    """A rule that the decisions break.

    Attributes:
        rule: short name of the rule, like ``grid``.
        month: offset, None where no single month is meant.
        text: what is wrong, in words with month, amount, limit and tolerance.
        excess: by how much, in ``unit``; nil where it is not a matter of amounts.
        unit: of the excess, ``""`` where there is none.
    """

    rule: str
    month: int | None
    text: str
    excess: Decimal
    unit: str


@dataclass(frozen=True)
class DebtAccount:
    """One debt by month, USD.

    Attributes:
        name: of the debt.
        drawn, repaid, interest, fees: of the month; ``repaid`` scheduled and free together.
        service: what covenants count of interest, fees and scheduled principal.
        balance: owed at the month's end.
    """

    name: str
    drawn: Monthly
    repaid: Monthly
    interest: Monthly
    fees: Monthly
    service: Monthly
    balance: Monthly


@dataclass(frozen=True)
class CovenantTest:
    """A covenant at a month's end.

    Attributes:
        covenant: its label, like ``min_dscr 1.25x (term-loan)``.
        month: offset.
        required: the limit, as a multiple.
        actual: the ratio; None where nothing is due or earned to divide by.
        headroom_usd: EBITDA of the window that could be lost before a breach.
        tested: whether it counts in this month; where not, it holds.
        holds: whether it is met, within tolerance.
    """

    covenant: str
    month: int
    required: Decimal
    actual: Decimal | None
    headroom_usd: Decimal
    tested: bool
    holds: bool


@dataclass(frozen=True)
class SiteUse:
    """Power of a site by month, gross at the meter.

    Attributes:
        site: its name.
        energy_mwh: used by all.
        peak_mw: highest load, with tenants and GPUs at all that they may draw.
    """

    site: str
    energy_mwh: Monthly
    peak_mw: Monthly


@dataclass(frozen=True)
class MoneyAmounts:
    """One money line, USD by month, inflow positive."""

    line: Line
    usd: Monthly


@dataclass(frozen=True)
class TerminalAmount:
    """One line of the terminal value, discounted USD."""

    line: TerminalLine
    usd: Decimal


@dataclass(frozen=True)
class Statement:
    """The plan's books, worked out from the fleet file and the decisions alone.

    Attributes:
        labels: ``YYYY-MM`` of every month.
        money: every line, in report order.
        terminal: every line of the terminal value.
        npv_usd: all of it, discounted.
        cash_usd, btc: at every month's end; None where the fleet has none.
        ebitda_usd, cfads_usd, debt_service_usd: by month.
        debts, covenants, sites: in file order; covenants by month where they may be tested.
        breaches: rules that the decisions break; empty for a plan that can be carried out.
    """

    labels: tuple[str, ...]
    money: tuple[MoneyAmounts, ...]
    terminal: tuple[TerminalAmount, ...]
    npv_usd: Decimal
    cash_usd: Monthly | None
    btc: Monthly | None
    ebitda_usd: Monthly
    cfads_usd: Monthly
    debt_service_usd: Monthly
    debts: tuple[DebtAccount, ...]
    covenants: tuple[CovenantTest, ...]
    sites: tuple[SiteUse, ...]
    breaches: tuple[Breach, ...]

    def of(self, line: Line) -> Monthly:
        """USD of one line by month."""
        return next(amounts.usd for amounts in self.money if amounts.line is line)

    @property
    def feasible(self) -> bool:
        """Whether the decisions break no rule."""
        return not self.breaches
