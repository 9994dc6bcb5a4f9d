"""Numbers, money and months as people read them."""

import math
from itertools import pairwise

import pytest

from optimizer.months import Horizon, Month
from optimizer.report.periods import for_columns, for_rows
from optimizer.report.words import MoneyUnit, count, month_ranges, mw, percent, plural, span, usd


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "$0.00"),
        (-0.001, "$0.00"),
        (0.5, "$0.50"),
        (-12.345, "-$12.35"),
        (950.0, "$950"),
        (999.99, "$1.00k"),
        (12_345.0, "$12.35k"),
        (999_960.0, "$1.00M"),
        (123_456_789.0, "$123.5M"),
        (-4.2e9, "-$4.20bn"),
        (2.5e12, "$2,500.0bn"),
        (None, "n/a"),
        (math.nan, "n/a"),
        (math.inf, "n/a"),
    ],
)
def test_money_has_about_four_digits(value, shown):
    assert usd(value) == shown


@pytest.mark.parametrize(
    ("units", "shown"), [(1.0, "1"), (4_000.4, "4,000"), (2.5, "2.5"), (0.999, "1"), (0.0, "0")]
)
def test_machines_are_counted(units, shown):
    assert count(units) == shown


def test_nouns_agree():
    assert plural(1, "machine") == "1 machine"
    assert plural(1_500, "machine") == "1,500 machines"
    assert plural(0.5, "machine") == "0.5 machines"


def test_spans_are_years_where_they_can_be():
    assert [span(n) for n in (180, 12, 18, 1, 0)] == [
        "15 years",
        "1 year",
        "18 months",
        "1 month",
        "0 months",
    ]


def test_megawatts_drop_zeros():
    assert [mw(x) for x in (40.0, 12.5, 0.125, 1_234.0)] == [
        "40 MW",
        "12.5 MW",
        "0.12 MW",
        "1,234 MW",
    ]


def test_shares_are_never_rounded_to_nothing():
    assert [percent(x) for x in (0.0, 0.08, 0.001, 1e-6, 1.5)] == [
        "0.0 %",
        "8.0 %",
        "0.1 %",
        "0.0001 %",
        "150.0 %",
    ]


def test_months_are_drawn_together():
    assert month_ranges(["2026-03"]) == "2026-03"
    assert month_ranges(["2026-12", "2026-11", "2027-01", "2026-12"]) == "2026-11..2027-01"
    assert month_ranges(["2026-01", "2026-03", "2026-04"]) == "2026-01, 2026-03..2026-04"
    scattered = [f"2026-{m:02d}" for m in (1, 3, 5, 7, 9)]
    assert month_ranges(scattered) == "2026-01..2026-09 (5 months)"


@pytest.mark.parametrize(
    ("largest", "name", "shown"),
    [
        (5e11, "$bn", "12.0"),
        (5e8, "$M", "12,000.0"),
        (5e7, "$M", "12,000.00"),
        (5e6, "$k", "12,000,000"),
        (5e4, "$k", "12,000,000.0"),
        (5e3, "$", "12,000,000,000"),
        (5.0, "$", "12,000,000,000.00"),
    ],
)
def test_the_unit_of_a_table_follows_its_size(largest, name, shown):
    unit = MoneyUnit.for_size(largest)
    assert (unit.name, unit.cell(12e9)) == (name, shown)


def test_cells_tell_nothing_from_absent_and_from_little():
    unit = MoneyUnit.for_size(5e8)
    assert [unit.cell(x) for x in (0.0, -0.0, math.nan, 10.0, -10.0, -1e6)] == [
        "-",
        "-",
        "",
        "0.0",
        "0.0",
        "-1.0",
    ]


def labels(months: int, columns: int | None = None, start: str = "2026-03") -> list[str]:
    horizon = Horizon(Month.parse(start), months)
    periods = for_rows(horizon) if columns is None else for_columns(horizon, columns)
    assert periods[0].first == 0
    assert periods[-1].stop == months
    assert all(a.stop == b.first for a, b in pairwise(periods))
    return [period.label for period in periods]


def test_rows_are_months_quarters_or_years():
    assert labels(2) == ["2026-03", "2026-04"]
    assert labels(13)[:2] == ["2026-Q1", "2026-Q2"]
    assert labels(13)[-1] == "2027-Q1"
    assert labels(49) == ["2026", "2027", "2028", "2029", "2030"]


def test_columns_keep_near_years_and_share_far_ones():
    assert labels(3, 10) == ["2026-03", "2026-04", "2026-05"]
    assert labels(24, 10) == ["2026", "2027", "2028"]
    assert labels(120, 5) == ["2026", "2027", "2028", "2029-32", "2033-36"]
    assert labels(120, 1) == ["2026-36"]
    assert labels(24, 1) == ["2026-28"]


@pytest.mark.parametrize("months", [1, 2, 7, 24, 61, 360])
@pytest.mark.parametrize("columns", [1, 2, 3, 5, 10])
def test_columns_are_never_more_than_fit(months, columns):
    assert len(labels(months, columns)) <= columns
