"""The hours of a month, sorted into the classes in which a schedule speaks of them.

Hours are never averaged: a class keeps each row of the price file, by rising price, with
running totals, so that "all hours cheaper than this" is a look-up and a difference. The rows
of a calendar month are sorted once and serve every year of the plan: a factor on prices that
is not negative does not change their order.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

from optimizer.ledger.amounts import ZERO
from optimizer.schedule.records import TIE

TIE_USD = Decimal(repr(TIE))


@dataclass(frozen=True)
class PriceColumn:
    """Prices by rising value, USD/MWh, with running totals led by nil."""

    prices: tuple[Decimal, ...]
    totals: tuple[Decimal, ...]

    @classmethod
    def of(cls, prices: Iterable[Decimal]) -> "PriceColumn":
        """Sort some prices."""
        rising = sorted(prices)
        return cls(tuple(rising), tuple(accumulate(rising, initial=ZERO)))


@dataclass(frozen=True)
class Hours:
    """Some hours of a month: those of a column from one place to another.

    Attributes:
        column: prices of the calendar month.
        first, end: places in the column, ``end`` not included.
        scale: factor on the column's prices.
        weight: hours that a row stands for.
        candidate: whether they may set a coincident peak that is charged.
    """

    column: PriceColumn
    first: int
    end: int
    scale: Decimal
    weight: Decimal
    candidate: bool

    @property
    def number(self) -> Decimal:
        """How many hours they are."""
        return (self.end - self.first) * self.weight

    @property
    def value(self) -> Decimal:
        """Hours times market price, USD per MW."""
        return self._value(self.end)

    def cheaper_than(self, price: Decimal) -> tuple[Decimal, Decimal]:
        """Number and value of the hours whose market price is below a price."""
        place = self._place(price)
        return (place - self.first) * self.weight, self._value(place)

    def split(self, price: Decimal) -> tuple["Hours", "Hours"]:
        """Hours below a price, and the others."""
        place = self._place(price)
        return self._part(self.first, place), self._part(place, self.end)

    def _place(self, price: Decimal) -> int:
        scale = self.scale
        return bisect_left(
            self.column.prices, price, self.first, self.end, key=lambda raw: raw * scale
        )

    def _value(self, place: int) -> Decimal:
        totals = self.column.totals
        return (totals[place] - totals[self.first]) * self.scale * self.weight

    def _part(self, first: int, end: int) -> "Hours":
        return Hours(self.column, first, end, self.scale, self.weight, self.candidate)


@dataclass(frozen=True)
class Cost:
    """What a MWh of a supply costs to use.

    Attributes:
        supply: its name.
        base: USD/MWh.
        follows_market: the hour's market price comes on top.
    """

    supply: str
    base: Decimal
    follows_market: bool

    def at(self, price: Decimal) -> Decimal:
        """USD/MWh in an hour with this market price."""
        return self.base + price if self.follows_market else self.base


@dataclass(frozen=True)
class HourClass:
    """Hours in which the supplies' costs stand in one order.

    Attributes:
        name: the supplies, cheapest first, as a schedule writes them.
        hours: the hours.
    """

    name: str
    hours: Hours


def classes_of(parts: list[Hours], costs: list[Cost]) -> tuple[HourClass, ...]:
    """Sort hours into classes.

    Args:
        parts: the month's hours, candidates for the peak and others.
        costs: of the supplies in force, in file order with the market last.
    """
    bounds = _turning_points(costs)
    names = _names(costs, bounds)
    classes = []
    for part in parts:
        rest, mark = part, " *" if part.candidate else ""
        for bound, name in zip(bounds, names, strict=False):
            below, rest = rest.split(bound - TIE_USD)
            classes.append(HourClass(name + mark, below))
        classes.append(HourClass(names[-1] + mark, rest))
    return tuple(one for one in classes if one.hours.end > one.hours.first)


def _turning_points(costs: list[Cost]) -> list[Decimal]:
    """Market prices at which two supplies change places, rising; no two nearer than a tie."""
    constant = [cost.base for cost in costs if not cost.follows_market]
    rising = [cost.base for cost in costs if cost.follows_market]
    points = sorted({a - b for a in constant for b in rising})
    apart = [high - low > TIE_USD for low, high in pairwise(points)]
    return [point for point, keep in zip(points, [True, *apart], strict=False) if keep]


def _names(costs: list[Cost], bounds: list[Decimal]) -> list[str]:
    """Names of the classes below, between and above some market prices."""
    if bounds:
        middle = [(low + high) / 2 for low, high in pairwise(bounds)]
        inside = [bounds[0] - 1, *middle, bounds[-1] + 1]
    else:
        inside = [ZERO]
    names = []
    for price in inside:
        # A stable sort: what costs the same stays in file order.
        order = sorted(costs, key=lambda cost: (cost.at(price), cost.follows_market))
        names.append(" < ".join(cost.supply for cost in order))
    return names
