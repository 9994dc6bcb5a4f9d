"""The months of the plan, and the factors that discount them."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import ONE, compounded
from optimizer.months import Month

HOURS_A_DAY = 24


@dataclass(frozen=True)
class Timeline:
    """The horizon.

    Attributes:
        start: first month, offset 0.
        months: number of months T.
    """

    start: Month
    months: int

    @property
    def all(self) -> range:
        """Every offset of the horizon, 0 .. T-1."""
        return range(self.months)

    @property
    def last(self) -> int:
        """Offset of the last month, T-1."""
        return self.months - 1

    def offset(self, month: Month | None, default: int) -> int:
        """Offset of a month, negative before the horizon; the default where there is none."""
        return default if month is None else month - self.start

    def label(self, t: int) -> str:
        """``YYYY-MM`` of a month, which may lie outside the horizon."""
        return str(self.start + t)

    def hours(self, t: int) -> int:
        """Hours of a month, which may lie outside the horizon."""
        return HOURS_A_DAY * (self.start + t).days

    def year(self, t: int) -> int:
        """Calendar year of a month."""
        return (self.start + t).year

    def calendar_month(self, t: int) -> int:
        """Month of the year, 1..12."""
        return (self.start + t).month

    def window(self, earliest: Month | None, latest: Month | None, lead: int = 0) -> range:
        """Months in which something may begin that is there ``lead`` months later, in time."""
        end = self.last - lead
        first = max(self.offset(earliest, 0), 0)
        return range(first, min(self.offset(latest, end), end) + 1)


def discount_factors(rate: Decimal, months: int) -> tuple[Decimal, ...]:
    """``(1 + rate) ** (-(t + 1) / 12)`` for t = 0 .. months - 1."""
    return tuple(ONE / growth for growth in compounded(ONE + rate, months + 1)[1:])
