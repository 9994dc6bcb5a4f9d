"""Calendar months and the planning horizon.

A month is a month, never a timestamp: arithmetic on months is exact and has no
time zone. Everything in the model that is "per month" is indexed by the offset
``t = 0 .. T-1`` from the horizon's first month.
"""

import calendar
import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_PATTERN = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month.

    Attributes:
        ordinal: months since year 0, ``12 * year + (month - 1)``.
    """

    ordinal: int

    @classmethod
    def of(cls, year: int, month: int) -> "Month":
        """The given month (``month`` is 1..12) of a year."""
        if not 1 <= month <= 12:
            raise ValueError(f"a month is 1..12, got {month}")
        return cls(12 * year + month - 1)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read ``YYYY-MM``.

        Raises:
            ValueError: the text is not a month written like ``2026-07``.
        """
        match = _PATTERN.fullmatch(text)
        if match is None or not 1 <= int(match[2]) <= 12:
            raise ValueError(f"a month is written YYYY-MM, like 2026-07; got {text!r}")
        return cls.of(int(match[1]), int(match[2]))

    @property
    def year(self) -> int:
        """Calendar year."""
        return self.ordinal // 12

    @property
    def month(self) -> int:
        """Month of the year, 1..12."""
        return self.ordinal % 12 + 1

    @property
    def days(self) -> int:
        """Days in this month."""
        return calendar.monthrange(self.year, self.month)[1]

    def __add__(self, months: int) -> "Month":
        return Month(self.ordinal + months)

    def __sub__(self, other: "Month") -> int:
        """Whole months from ``other`` to this month."""
        return self.ordinal - other.ordinal

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True)
class Horizon:
    """The months a plan covers.

    Attributes:
        start: first month, offset 0.
        months: number of months T.
    """

    start: Month
    months: int

    @property
    def end(self) -> Month:
        """Last month of the horizon, offset T-1."""
        return self.start + (self.months - 1)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """``YYYY-MM`` of every month, length T."""
        return tuple(str(self.start + t) for t in range(self.months))

    @cached_property
    def days(self) -> NDArray[np.float64]:
        """Days in every month, shape (T,)."""
        return np.array([(self.start + t).days for t in range(self.months)], dtype=float)

    @cached_property
    def hours(self) -> NDArray[np.float64]:
        """Hours in every month, ``24 * days``, shape (T,)."""
        return 24.0 * self.days

    @cached_property
    def years(self) -> NDArray[np.int64]:
        """Calendar year of every month, shape (T,)."""
        return np.array([(self.start + t).year for t in range(self.months)])

    @cached_property
    def calendar_months(self) -> NDArray[np.int64]:
        """Month of the year (1..12) of every month, shape (T,)."""
        return np.array([(self.start + t).month for t in range(self.months)])

    def offset(self, month: Month) -> int:
        """Offset t of a month; negative or >= T when it lies outside the horizon."""
        return month - self.start

    def __contains__(self, month: Month) -> bool:
        return 0 <= self.offset(month) < self.months
