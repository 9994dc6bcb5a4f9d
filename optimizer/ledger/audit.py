"""Holding a plan's report against the ledger's statement, to the cent.

A money line may differ by a cent in a month. A stock (cash, a balance, what is left of a
covenant's window, the NPV) adds up months, so it may differ by a cent for each month so far.
Where amounts exceed ten billion dollars, a cent is more than floats are sure of, and a
millionth of a millionth of the largest amount takes its place.
Solvers stay well within: a row in dollars is solved to about a tenth of a cent. A plan from
a solver with tolerances a thousand times wider will not pass, and should be solved again
with its integers fixed and a tolerance of 1e-9, as the package's own back-ends do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import ZERO, exact
from optimizer.ledger.statement import Breach, Statement

CENT = Decimal("0.01")
_NOTED = Decimal("0.005")
"""Differences above this are listed."""

_FLOATS = Decimal("1e-12")
_BTC_TOLERANCE = Decimal("1e-6")


@dataclass(frozen=True)
class ReportedAmounts:
    """A line or a balance of a report by month: a money line, or what a debt owes."""

    name: str
    usd: tuple[float, ...]


@dataclass(frozen=True)
class ReportedTerminal:
    """A line of the terminal value of a report, discounted USD."""

    name: str
    usd: float


@dataclass(frozen=True)
class ReportedTest:
    """A covenant at a month's end, as a report has it; ``month`` is ``YYYY-MM``."""

    covenant: str
    month: str
    headroom_usd: float
    tested: bool


@dataclass(frozen=True)
class Reported:
    """What a report says.

    Attributes:
        npv_usd: objective.
        money: money lines by month.
        terminal: terminal value by line.
        cash_usd, btc: at every month's end; None where the report has none.
        debts: balances at every month's end.
        covenants: tests that the report shows.
    """

    npv_usd: float
    money: tuple[ReportedAmounts, ...]
    terminal: tuple[ReportedTerminal, ...]
    cash_usd: tuple[float, ...] | None
    btc: tuple[float, ...] | None
    debts: tuple[ReportedAmounts, ...]
    covenants: tuple[ReportedTest, ...]


@dataclass(frozen=True)
class Difference:
    """An amount on which report and ledger do not agree.

    Attributes:
        what: a money line, a balance, a test.
        month: ``YYYY-MM``, or ``""`` where it is no month's.
        ledger, reported: the two amounts; None where one has no such amount.
        size: how far they are apart; nil where one is missing.
        tolerance: how far they may be.
        unit: ``USD`` or ``BTC``.
    """

    what: str
    month: str
    ledger: Decimal | None
    reported: Decimal | None
    size: Decimal
    tolerance: Decimal
    unit: str = "USD"

    @property
    def ok(self) -> bool:
        """Whether it is within tolerance."""
        return None not in (self.ledger, self.reported) and self.size <= self.tolerance


@dataclass(frozen=True)
class Audit:
    """What the comparison found.

    Attributes:
        compared: how many amounts were compared.
        worst: the largest difference in USD, None where nothing was compared.
        differences: all above half a cent, and amounts that one of the two lacks.
        breaches: rules that the decisions break.
    """

    compared: int
    worst: Difference | None
    differences: tuple[Difference, ...]
    breaches: tuple[Breach, ...]

    @property
    def ok(self) -> bool:
        """Whether every amount agrees and no rule is broken."""
        return not self.breaches and all(difference.ok for difference in self.differences)


def compare(statement: Statement, reported: Reported) -> Audit:
    """Hold a report against the ledger.

    Args:
        statement: the ledger's.
        reported: the report's.
    """
    cent = max(CENT, _FLOATS * _largest(statement))
    found = [
        *_money(statement, reported, cent),
        *_terminal(statement, reported, cent),
        *_stocks(statement, reported, cent),
        *_covenants(statement, reported, cent),
    ]
    in_usd = [one for one in found if one.unit == "USD"]
    noted = [one for one in found if not one.ok or (one.unit == "USD" and one.size > _NOTED)]
    return Audit(
        compared=len(found),
        worst=max(in_usd, key=lambda one: one.size, default=None),
        differences=tuple(noted),
        breaches=statement.breaches,
    )


def describe(audit: Audit) -> str:
    """The outcome in a line."""
    wrong = [one for one in audit.differences if not one.ok]
    parts = []
    if wrong:
        worst = max(wrong, key=lambda one: one.size)
        differ = "differs" if len(wrong) == 1 else "differ"
        amounts = f"{len(wrong):,} of {audit.compared:,} amounts {differ}"
        parts.append(f"{amounts}, worst {_shown(worst)}")
    if audit.breaches:
        number = len(audit.breaches)
        rules = "1 rule is broken" if number == 1 else f"{number:,} rules are broken"
        parts.append(f"{rules}, first: {audit.breaches[0].text}")
    if parts:
        return "the ledger disagrees: " + "; ".join(parts)
    worst_usd = audit.worst.size if audit.worst else ZERO
    return (
        f"the ledger agrees: {audit.compared:,} amounts, worst difference "
        f"{float(worst_usd):.2g} USD; no rule is broken"
    )


def _shown(difference: Difference) -> str:
    """A difference in words."""
    when = f" of {difference.month}" if difference.month else ""
    if difference.reported is None:
        return f"{difference.what}{when}, which the report lacks"
    if difference.ledger is None:
        return f"{difference.what}{when}, which the ledger does not know"
    digits = ".2f" if difference.unit == "USD" else ".8f"
    return (
        f"{difference.what}{when}: {difference.reported:,{digits}} {difference.unit} reported, "
        f"{difference.ledger:,{digits}} {difference.unit} by the ledger"
    )


def _pair(
    what: str,
    months: Sequence[str],
    ledger: Sequence[Decimal] | None,
    reported: Sequence[float] | None,
    tolerances: Sequence[Decimal],
    unit: str = "USD",
) -> Iterator[Difference]:
    """Amounts by month, side by side; one that lacks all months lacks them as a whole."""
    if ledger is None and reported is None:
        return
    if ledger is None or reported is None or len(ledger) != len(reported):
        mine = None if ledger is None else ZERO
        theirs = None if reported is None or ledger is not None else ZERO
        yield Difference(what, "", mine, theirs, ZERO, ZERO, unit)
        return
    for month, own, other, tolerance in zip(months, ledger, reported, tolerances, strict=True):
        said = exact(float(other))
        yield Difference(what, month, own, said, abs(own - said), tolerance, unit)


def _largest(statement: Statement) -> Decimal:
    """The largest amount of the books, USD."""
    money = (abs(usd) for amounts in statement.money for usd in amounts.usd)
    return max((*money, *map(abs, statement.cash_usd or ())), default=ZERO)


def _money(statement: Statement, reported: Reported, cent: Decimal) -> Iterator[Difference]:
    cents = [cent] * len(statement.labels)
    theirs = {line.name: line.usd for line in reported.money}
    for amounts in statement.money:
        name = amounts.line.value
        yield from _pair(name, statement.labels, amounts.usd, theirs.pop(name, None), cents)
    for name, usd in theirs.items():
        yield from _pair(name, statement.labels, None, usd, cents)


def _terminal(statement: Statement, reported: Reported, cent: Decimal) -> Iterator[Difference]:
    theirs = {line.name: (line.usd,) for line in reported.terminal}
    for amount in statement.terminal:
        name = amount.line.value
        yield from _pair(f"terminal {name}", [""], [amount.usd], theirs.pop(name, None), [cent])
    for name, usd in theirs.items():
        yield from _pair(f"terminal {name}", [""], None, usd, [cent])


def _stocks(statement: Statement, reported: Reported, cent: Decimal) -> Iterator[Difference]:
    """NPV, cash, coins and debts."""
    labels = statement.labels
    so_far = [cent * (t + 1) for t in range(len(labels))]
    yield from _pair("npv", [""], [statement.npv_usd], [reported.npv_usd], [so_far[-1]])
    yield from _pair("cash", labels, statement.cash_usd, reported.cash_usd, so_far)
    coins = [_BTC_TOLERANCE] * len(labels)
    yield from _pair("coins held", labels, statement.btc, reported.btc, coins, "BTC")
    theirs = {debt.name: debt.usd for debt in reported.debts}
    for debt in statement.debts:
        what = f"balance of {debt.name}"
        yield from _pair(what, labels, debt.balance, theirs.pop(debt.name, None), so_far)
    for name, usd in theirs.items():
        yield from _pair(f"balance of {name}", labels, None, usd, so_far)


def _covenants(statement: Statement, reported: Reported, cent: Decimal) -> Iterator[Difference]:
    """Headroom of every test shown, and that all that count are shown as tested."""
    theirs = {(test.covenant, test.month): test for test in reported.covenants}
    for test in statement.covenants:
        month = statement.labels[test.month]
        what = f"headroom of {test.covenant}"
        other = theirs.pop((test.covenant, month), None)
        tolerance = cent * (test.month + 1)
        if other is None:
            if test.tested:
                yield Difference(what, month, test.headroom_usd, None, ZERO, tolerance)
            continue
        yield from _pair(what, [month], [test.headroom_usd], [other.headroom_usd], [tolerance])
        if test.tested != other.tested:
            counts = Decimal(test.tested), Decimal(other.tested)
            what = f"whether {test.covenant} is tested"
            yield Difference(what, month, *counts, abs(counts[0] - counts[1]), ZERO, unit="")
    for (name, month), other in theirs.items():
        said = exact(other.headroom_usd)
        yield Difference(f"headroom of {name}", month, None, said, ZERO, ZERO)
