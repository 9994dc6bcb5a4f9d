"""Collecting the rules that decisions break.

A plan comes from a solver that works in binary floating point with tolerances, so a limit
counts as broken only beyond a tolerance: ten watts, a thousandth of a machine, a dollar, a
millionth of a coin, and a billionth of a limit that dwarfs these.
"""

from decimal import Decimal
from enum import StrEnum

from optimizer.ledger.amounts import ONE, ZERO
from optimizer.ledger.statement import Breach
from optimizer.ledger.timeline import Timeline

_RELATIVE = Decimal("1e-9")


class Unit(StrEnum):
    """What an amount is measured in."""

    MW = "MW"
    MACHINES = "machines"
    SERVERS = "servers"
    PHASES = "phases"
    STEPS = "steps"
    USD = "USD"
    BTC = "BTC"


TOLERANCE = {
    Unit.MW: Decimal("1e-5"),
    Unit.MACHINES: Decimal("1e-3"),
    Unit.SERVERS: Decimal("1e-5"),
    Unit.PHASES: Decimal("1e-5"),
    Unit.STEPS: Decimal("1e-5"),
    Unit.USD: ONE,
    Unit.BTC: Decimal("1e-6"),
}
"""How far an amount may stand beyond a limit."""


def tolerance(limit: Decimal, unit: Unit) -> Decimal:
    """How far an amount may stand beyond this limit."""
    return TOLERANCE[unit] + _RELATIVE * abs(limit)


class Breaches:
    """Collects breaches.

    Args:
        timeline: for the names of months.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._found: list[Breach] = []

    def found(self) -> tuple[Breach, ...]:
        """All breaches, in the order in which they were met."""
        return tuple(self._found)

    def at_most(
        self, rule: str, month: int | None, what: str, amount: Decimal, limit: Decimal, unit: Unit
    ) -> None:
        """An amount must not exceed a limit.

        Args:
            rule: short name.
            month: offset, or None.
            what: what the amount is, in words.
            amount, limit: in ``unit``.
        """
        if amount > limit + tolerance(limit, unit):
            self._add(rule, month, what, amount, "at most", limit, unit)

    def at_least(
        self, rule: str, month: int | None, what: str, amount: Decimal, limit: Decimal, unit: Unit
    ) -> None:
        """An amount must not fall short of a limit; see :meth:`at_most`."""
        if amount < limit - tolerance(limit, unit):
            self._add(rule, month, what, amount, "at least", limit, unit)

    def equal(
        self, rule: str, month: int | None, what: str, amount: Decimal, other: Decimal, unit: Unit
    ) -> None:
        """Two amounts must be the same; see :meth:`at_most`."""
        if abs(amount - other) > tolerance(other, unit):
            self._add(rule, month, what, amount, "exactly", other, unit)

    def whole(self, rule: str, month: int | None, what: str, amount: Decimal, unit: Unit) -> None:
        """An amount must be a whole number."""
        nearest = amount.to_integral_value()
        if abs(amount - nearest) > TOLERANCE[unit]:
            self._add(rule, month, what, amount, "a whole number like", nearest, unit)

    def refuse(self, rule: str, month: int | None, text: str) -> None:
        """Something that is not allowed at all."""
        when = "" if month is None else f"{self._timeline.label(month)}: "
        self._found.append(Breach(rule, month, when + text, ZERO, ""))

    def _add(
        self,
        rule: str,
        month: int | None,
        what: str,
        amount: Decimal,
        comparison: str,
        limit: Decimal,
        unit: Unit,
    ) -> None:
        when = "" if month is None else f"{self._timeline.label(month)}: "
        excess = abs(amount - limit)
        text = (
            f"{when}{what}: {_shown(amount)} {unit}, allowed is {comparison} {_shown(limit)} "
            f"{unit}; off by {_shown(excess)} {unit}, tolerance "
            f"{float(tolerance(limit, unit)):.3g} {unit}"
        )
        self._found.append(Breach(rule, month, text, excess, unit))


def _shown(amount: Decimal) -> str:
    """An amount with the digits that matter."""
    return f"{amount:,.2f}" if abs(amount) >= 1000 else f"{float(amount):.6g}"
