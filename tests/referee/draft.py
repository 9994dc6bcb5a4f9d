"""The dice and the notebook of the generator of random fleets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

Spec = dict[str, Any]
T = TypeVar("T")


def month_name(number: int) -> str:
    """``YYYY-MM`` of a number of months since year 0."""
    return f"{number // 12}-{number % 12 + 1:02d}"


@dataclass
class Draft:
    """A fleet being drawn: its dice, its horizon and the CSV columns asked for so far."""

    rng: random.Random
    start: int = 0
    months: int = 2
    # A fleet for which building pays: room to convert, good offers, little cash, facilities.
    growth: bool = False
    files: dict[str, str] = field(default_factory=dict)
    columns: dict[str, list[float]] = field(default_factory=dict)

    def chance(self, probability: float) -> bool:
        """True with a probability."""
        return self.rng.random() < probability

    def between(self, low: float, high: float, digits: int = 2) -> float:
        """A number between two others, rounded to few digits so that files stay legible."""
        return round(self.rng.uniform(low, high), digits)

    def pick(self, options: Sequence[T]) -> T:
        """One of several."""
        return self.rng.choice(options)

    def some(self, options: Sequence[T]) -> list[T]:
        """At least one of several, in their order."""
        number = self.rng.randint(1, len(options))
        return [options[i] for i in sorted(self.rng.sample(range(len(options)), number))]

    def month(self, low: int, high: int) -> str:
        """A month between two indices of the horizon, as text."""
        return month_name(self.start + self.rng.randint(low, high))

    def named_month(self, t: int) -> str:
        """The month of an index of the horizon, as text."""
        return month_name(self.start + t)

    def curve(self, low: float, high: float, digits: int = 2, flat: float = 0.4) -> Any:
        """A curve in one of the four forms, between two numbers (growth may leave them)."""
        if self.chance(flat):
            return self.between(low, high, digits)
        form = self.pick(("steps", "growth", "csv"))
        if form == "steps":
            first = self.start - self.pick((0, 0, 5))
            later = range(self.start + 1, self.start + self.months)
            keys = self.rng.sample(later, min(len(later), self.rng.randint(1, 2)))
            return {month_name(key): self.between(low, high, digits) for key in [first, *keys]}
        if form == "growth":
            growth = self.between(-30, 10, 1)
            return {"start": self.between(low, high, digits), "growth_pct_per_year": growth}
        column = f"column_{len(self.columns)}"
        self.columns[column] = [self.between(low, high, digits) for _ in range(self.months)]
        return {"csv": "curves.csv", "column": column}

    def maybe(self, spec: Spec, probability: float, key: str, value: Any) -> None:
        """Set a key with a probability (the value is drawn either way, and dropped)."""
        if self.chance(probability):
            spec[key] = value

    def write_columns(self) -> None:
        """Put the columns asked for into one file of curves."""
        if not self.columns:
            return
        lines = [",".join(["month", *self.columns])]
        for t in range(self.months):
            values = [str(column[t]) for column in self.columns.values()]
            lines.append(",".join([self.named_month(t), *values]))
        self.files["curves.csv"] = "\n".join(lines) + "\n"
