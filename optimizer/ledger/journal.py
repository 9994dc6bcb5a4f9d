"""Where the parts of a replay book money."""

from collections.abc import Iterable
from decimal import Decimal

from optimizer.ledger.amounts import ZERO, Monthly, add_up
from optimizer.ledger.lines import FINANCING, HOSTING_STREAM, Line, TerminalLine
from optimizer.ledger.statement import MoneyAmounts, TerminalAmount
from optimizer.ledger.timeline import Timeline


class Journal:
    """Money by line and month, and the terminal value.

    Args:
        timeline: the months.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._money = {line: [ZERO] * timeline.months for line in Line}
        self._terminal = dict.fromkeys(TerminalLine, ZERO)

    def post(self, line: Line, month: int, usd: Decimal) -> None:
        """Book an amount, inflow positive."""
        self._money[line][month] += usd

    def post_terminal(self, line: TerminalLine, usd: Decimal) -> None:
        """Book a discounted amount of the terminal value."""
        self._terminal[line] += usd

    def total(self, lines: Iterable[Line]) -> Monthly:
        """Sum of some lines by month."""
        columns = [self._money[line] for line in lines]
        return tuple(add_up(column[t] for column in columns) for t in self._timeline.all)

    def money(self) -> tuple[MoneyAmounts, ...]:
        """All lines."""
        return tuple(MoneyAmounts(line, tuple(usd)) for line, usd in self._money.items())

    def terminal(self) -> tuple[TerminalAmount, ...]:
        """All lines of the terminal value."""
        return tuple(TerminalAmount(line, usd) for line, usd in self._terminal.items())

    def present_value(self, default: Monthly, hosting: Monthly) -> Decimal:
        """NPV in USD, given the factors of the two streams."""
        value = add_up(self._terminal.values())
        for line, usd in self._money.items():
            if line not in FINANCING:
                factors = hosting if line in HOSTING_STREAM else default
                value += add_up(a * f for a, f in zip(usd, factors, strict=True))
        return value
