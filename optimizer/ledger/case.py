"""What every part of a replay has at hand."""

from dataclasses import dataclass
from pathlib import Path

from optimizer.ledger.amounts import Monthly, exact
from optimizer.ledger.breaches import Breaches
from optimizer.ledger.curves import Curves
from optimizer.ledger.journal import Journal
from optimizer.ledger.tables import Tables
from optimizer.ledger.timeline import Timeline
from optimizer.scenario import Scenario
from optimizer.schedule import Schedule
from optimizer.schema import Curve, Fleet

FLOOR = "min_cash_usd"
"""Stands among what is waived where cash may fall below its floor."""


@dataclass(frozen=True)
class Case:
    """A fleet, the decisions for it, and the books that a replay fills.

    Attributes:
        fleet: what the file says.
        schedule: what the plan decides.
        timeline: the months.
        tables: the CSV files.
        journal: money.
        breaches: broken rules.
        scenario: the future in which the plan is replayed, None for the file's own curves.
        waived: covenants, by their label, that may be broken in it; and :data:`FLOOR`, if cash may
            fall below its floor.
    """

    fleet: Fleet
    schedule: Schedule
    timeline: Timeline
    tables: Tables
    journal: Journal
    breaches: Breaches
    scenario: Scenario | None = None
    waived: frozenset[str] = frozenset()

    @property
    def cure_cost_pct(self) -> float | None:
        """What a cure costs once, per cent of it; None where there are none."""
        return None if self.scenario is None else self.fleet.risk.cure_cost_pct

    @classmethod
    def of(
        cls,
        fleet: Fleet,
        folder: Path,
        schedule: Schedule,
        scenario: Scenario | None = None,
        waived: frozenset[str] = frozenset(),
    ) -> "Case":
        """A case with empty books."""
        timeline = Timeline(fleet.horizon.start, fleet.horizon.months)
        return cls(
            fleet=fleet,
            schedule=schedule,
            timeline=timeline,
            tables=Tables(folder),
            journal=Journal(timeline),
            breaches=Breaches(timeline),
            scenario=scenario,
            waived=waived,
        )

    def curve(self, curve: Curve) -> Monthly:
        """A curve's value in every month."""
        return Curves(self.timeline, self.tables).values(curve)

    def scaled(self, values: Monthly, factors: tuple[float, ...]) -> Monthly:
        """A curve's values times a scenario's factors."""
        return tuple(value * exact(factor) for value, factor in zip(values, factors, strict=True))

    def in_horizon(self, rule: str, what: str, month: int) -> bool:
        """Whether a decision's month is one of the horizon; a breach if not."""
        if 0 <= month < self.timeline.months:
            return True
        self.breaches.refuse(rule, month, f"{what} is outside the horizon")
        return False
