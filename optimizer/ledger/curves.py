"""Curves of the fleet file as a value for every month."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import ONE, Monthly, compounded, exact, share
from optimizer.ledger.tables import Tables
from optimizer.ledger.timeline import Timeline
from optimizer.schema import CsvCurve, Curve, GrowthCurve, StepCurve


@dataclass(frozen=True)
class Curves:
    """Reads curves.

    Attributes:
        timeline: the months.
        tables: files of curves that are in one.
    """

    timeline: Timeline
    tables: Tables

    def values(self, curve: Curve) -> Monthly:
        """The curve's value in every month of the horizon."""
        timeline = self.timeline
        if isinstance(curve, CsvCurve):
            column = self.tables.monthly(curve.csv, curve.column)
            return tuple(Decimal(column[timeline.label(t)]) for t in timeline.all)
        if isinstance(curve, GrowthCurve):
            start = exact(curve.start)
            growth = compounded(ONE + share(curve.growth_pct_per_year), timeline.months)
            return tuple(start * factor for factor in growth)
        if isinstance(curve, StepCurve):
            steps = [(month - timeline.start, exact(v)) for month, v in curve.steps.items()]
            return tuple([v for first, v in steps if first <= t][-1] for t in timeline.all)
        return (exact(curve),) * timeline.months
