"""The hours of each month of a site: from the price file, or all at one price."""

from decimal import Decimal
from fractions import Fraction

from optimizer.ledger.amounts import ONE, ZERO, Monthly
from optimizer.ledger.case import Case
from optimizer.ledger.hours import Hours, PriceColumn
from optimizer.ledger.tables import PriceRow
from optimizer.ledger.timeline import HOURS_A_DAY
from optimizer.scenario import Scenario
from optimizer.schema import CoincidentPeak, HourlyPrices, Power


class MonthHours:
    """Reads the hours of a site.

    Args:
        case: the case.
        power: the site's power.
        peak: coincident peak charge of each month, USD per kW.
    """

    def __init__(self, case: Case, power: Power, peak: Monthly) -> None:
        self._timeline = case.timeline
        self._rule = power.coincident_peak
        self._peak = peak
        price = power.market.price if power.market else 0.0
        # Rows by calendar month, and the factor on them; or one price a month.
        self._rows: tuple[tuple[PriceRow, ...], ...] = ()
        if isinstance(price, HourlyPrices):
            self._rows = case.tables.hourly(price.hourly_csv, price.column)
            self._factor = case.curve(price.scale)
        else:
            self._factor = case.curve(price)
        self._columns: dict[tuple[int, int | None], tuple[PriceColumn, PriceColumn]] = {}
        self._scenario = case.scenario
        if self._scenario is not None:
            self._factor = case.scaled(self._factor, self._scenario.power_price)

    def of(self, t: int) -> list[Hours]:
        """The hours of a month: candidates for a peak that is charged, and the others."""
        rule = self._rule if self._peak[t] > 0 else None
        parts = self._from_file(rule, t) if self._rows else self._at_one_price(rule, t)
        return [part for part in parts if part.end > part.first and part.weight > 0]

    def _at_one_price(self, rule: CoincidentPeak | None, t: int) -> tuple[Hours, Hours]:
        """Any share of the month may be the candidates."""
        month = Decimal(self._timeline.hours(t))
        if rule is None:
            candidates = ZERO
        elif rule.hours_of_day is not None:
            candidates = month * len(set(rule.hours_of_day)) / HOURS_A_DAY
        else:
            candidates = min(Decimal(rule.dearest_hours_per_month or 0), month)
        column = PriceColumn.of([self._factor[t]])
        return (
            Hours(column, 0, 1, ONE, candidates, candidate=True),
            Hours(column, 0, 1, ONE, month - candidates, candidate=False),
        )

    def _from_file(self, rule: CoincidentPeak | None, t: int) -> tuple[Hours, Hours]:
        """Every row of the calendar month, all weighing the same."""
        calendar_month = self._timeline.calendar_month(t)
        rows = self._rows[calendar_month]
        hours = self._timeline.hours(t)
        number = _number(rule, len(rows), hours)
        if self._scenario is not None and self._scenario.power_draws is not None:
            return self._drawn(rows, self._scenario, number, t)
        key = (calendar_month, number)
        if key not in self._columns:
            self._columns[key] = _columns(rows, self._rule, number)
        weight, scale = Decimal(hours) / len(rows), self._factor[t]
        chosen, others = self._columns[key]
        return (
            Hours(chosen, 0, len(chosen.prices), scale, weight, candidate=True),
            Hours(others, 0, len(others.prices), scale, weight, candidate=False),
        )

    def _drawn(
        self, rows: tuple[PriceRow, ...], scenario: Scenario, number: int | None, t: int
    ) -> tuple[Hours, Hours]:
        """The rows of the blocks that a scenario draws, each as often as it is drawn."""
        assert scenario.power_draws is not None
        chosen = _chosen(rows, self._rule, number)
        blocks = _blocks(rows, scenario.power_block_days)
        taken = [i for draw in scenario.power_draws[t] for i in blocks[draw % len(blocks)]]
        peak = [i for i in taken if i in chosen]
        if chosen and not peak:
            dearest = min(set(taken), key=lambda i: (-rows[i].price, i))
            peak, chosen = [i for i in taken if i == dearest], {dearest}
        others = [i for i in taken if i not in chosen]
        weight, scale = Decimal(self._timeline.hours(t)) / len(taken), self._factor[t]
        columns = [PriceColumn.of(rows[i].price for i in part) for part in (peak, others)]
        return (
            Hours(columns[0], 0, len(peak), scale, weight, candidate=True),
            Hours(columns[1], 0, len(others), scale, weight, candidate=False),
        )


def _blocks(rows: tuple[PriceRow, ...], days: int) -> list[list[int]]:
    """Places of the rows by block of days, in the order of time."""
    blocks: dict[tuple[str, int], list[int]] = {}
    for i, row in enumerate(rows):
        blocks.setdefault((row.day[:7], (int(row.day[8:10]) - 1) // days), []).append(i)
    return [blocks[key] for key in sorted(blocks)]


def _number(rule: CoincidentPeak | None, rows: int, hours: int) -> int | None:
    """How many dearest rows are candidates; 0 if hours of the day are, None without a charge."""
    if rule is None:
        return None
    if rule.dearest_hours_per_month is None:
        return 0
    # A fraction rounds halves to even.
    return max(1, round(Fraction(rule.dearest_hours_per_month * rows, hours)))


def _chosen(
    rows: tuple[PriceRow, ...], rule: CoincidentPeak | None, number: int | None
) -> set[int]:
    """Places of the rows that may be the peak."""
    if rule is None or number is None:
        return set()
    if rule.hours_of_day is not None:
        return {i for i, row in enumerate(rows) if row.hour in rule.hours_of_day}
    # A stable sort puts the earlier row of a tie first.
    return set(sorted(range(len(rows)), key=lambda i: -rows[i].price)[:number])


def _columns(
    rows: tuple[PriceRow, ...], rule: CoincidentPeak | None, number: int | None
) -> tuple[PriceColumn, PriceColumn]:
    """Prices of the candidates, and of the other rows."""
    chosen = _chosen(rows, rule, number)
    return (
        PriceColumn.of(rows[i].price for i in chosen),
        PriceColumn.of(row.price for i, row in enumerate(rows) if i not in chosen),
    )
