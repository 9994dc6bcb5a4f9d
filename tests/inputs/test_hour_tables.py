"""Hours of a month: their weights, and which may be the coincident peak."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.inputs.hour_tables import PeakRule, flat, from_file, hours_found
from optimizer.inputs.tables import HourlyPrices, Hours
from optimizer.months import Horizon, Month

YEAR = Horizon(Month.of(2027, 12), 15)  # to February 2029; February 2028 has 29 days


def prices(first: str, hours: int, seed: int = 1) -> HourlyPrices:
    """Random prices of some hours in a row, with ties."""
    stamps = [datetime.fromisoformat(first) + timedelta(hours=h) for h in range(hours)]
    price = np.random.default_rng(seed).integers(-5, 60, hours).astype(float)
    month = np.array([stamp.month for stamp in stamps])
    hour = np.array([stamp.hour for stamp in stamps])
    return HourlyPrices(
        Hours(month, hour, np.zeros(hours, dtype=int)), price, tuple(range(2, hours + 2))
    )


ONES = np.ones(YEAR.months)


def test_without_hourly_prices_a_month_is_one_row():
    tables = flat(np.arange(15.0), YEAR, None)
    assert [table.price.tolist() for table in tables] == [[float(t)] for t in range(15)]
    assert [table.weight.tolist() for table in tables] == [[hours] for hours in YEAR.hours]
    assert not any(table.candidate.any() for table in tables)


@pytest.mark.parametrize(
    ("rule", "candidate_hours"),
    [
        (PeakRule(frozenset({6, 7}), frozenset({16, 17, 18}), None), [90.0, 93.0]),
        (PeakRule(frozenset({6, 7}), None, 5), [5.0, 5.0]),
        (PeakRule(frozenset({6, 7}), None, 744), [720.0, 744.0]),
        (PeakRule(frozenset({6, 7}), frozenset(range(24)), None), [720.0, 744.0]),
    ],
)
def test_without_hourly_prices_candidates_are_a_share_of_the_month(rule, candidate_hours):
    tables = flat(ONES, YEAR, rule)
    found = []
    for t, table in enumerate(tables):
        assert table.weight.sum() == YEAR.hours[t]
        assert (table.weight > 0).all()
        assert np.count_nonzero(table.candidate) <= 1
        if table.candidate.any():
            assert YEAR.calendar_months[t] in (6, 7)
            found.append(float(table.weight[table.candidate][0]))
            assert len(table.weight) == (1 if found[-1] == YEAR.hours[t] else 2)
    assert found == candidate_hours


@given(st.integers(8760, 8760 * 2), st.integers(0, 5))
def test_weights_sum_to_the_hours_of_the_month(hours, seed):
    tables = from_file(prices("2024-01-01", hours, seed), ONES, YEAR, None)
    sums = [table.weight.sum() for table in tables]
    np.testing.assert_allclose(sums, YEAR.hours, rtol=1e-12)
    assert all(np.ptp(table.weight) == 0 for table in tables)


def test_a_month_uses_its_calendar_month_of_all_years_in_the_file():
    file = prices("2023-01-01", 24 * (365 + 366))
    tables = from_file(file, ONES, YEAR, None)
    february = tables[2]
    assert len(february.price) == 24 * (28 + 29)
    assert february.weight[0] == 24 * 29 / (24 * 57)
    assert hours_found(file)[2] == 24 * 57
    assert np.array_equal(february.price, file.price[file.hours.month == 2])


def test_prices_are_scaled_and_the_weights_are_not():
    file = prices("2024-01-01", 8784)
    scale = np.linspace(0.5, 2, YEAR.months)
    plain, scaled = from_file(file, ONES, YEAR, None), from_file(file, scale, YEAR, None)
    for t in range(YEAR.months):
        assert np.array_equal(scaled[t].price, plain[t].price * scale[t])
        assert np.array_equal(scaled[t].weight, plain[t].weight)


def test_candidates_by_hour_of_the_day():
    rule = PeakRule(frozenset({7}), frozenset({15, 16}), None)
    file = prices("2024-01-01", 8784)
    tables = from_file(file, ONES, YEAR, rule)
    for t, table in enumerate(tables):
        month = YEAR.calendar_months[t]
        assert np.count_nonzero(table.candidate) == (62 if month == 7 else 0)
    july = file.hours.month == 7
    hours = file.hours.hour[july][tables[7].candidate]
    assert set(hours.tolist()) == {15, 16}


def test_dearest_hours_take_ties_in_the_order_of_the_file():
    rule = PeakRule(frozenset(range(1, 13)), None, 3)
    month = np.full(720, 6)
    price = np.zeros(720)
    price[[100, 200, 300, 400]] = [9, 50, 9, 9]
    file = HourlyPrices(Hours(month, np.arange(720) % 24, np.arange(720) // 24), price, ())
    (table,) = from_file(file, np.ones(1), Horizon(Month.of(2026, 6), 1), rule)
    assert np.flatnonzero(table.candidate).tolist() == [100, 200, 300]


@pytest.mark.parametrize(
    ("dearest", "rows", "expected"),
    [
        (1, 10, 1),  # never none
        (5, 720, 5),
        (5, 1440, 10),  # two years: twice the rows stand for the same share of hours
        (5, 360, 2),  # 2.5 to even
        (7, 360, 4),  # 3.5 to even
        (720, 20, 20),
        (744, 720, 720),  # more than the month has
    ],
)
def test_dearest_hours_are_a_share_of_the_rows_found(dearest, rows, expected):
    rule = PeakRule(frozenset({6}), None, dearest)
    rng = np.random.default_rng(3)
    hours = Hours(np.full(rows, 6), np.zeros(rows, dtype=int), np.zeros(rows, dtype=int))
    file = HourlyPrices(hours, rng.normal(size=rows), ())
    (table,) = from_file(file, np.ones(1), Horizon(Month.of(2026, 6), 1), rule)
    assert np.count_nonzero(table.candidate) == expected
    if expected < rows:
        assert table.price[table.candidate].min() >= table.price[~table.candidate].max()


def test_dearest_is_by_the_file_whatever_the_scale():
    rule = PeakRule(frozenset({6}), None, 2)
    file = HourlyPrices(
        Hours(np.full(4, 6), np.arange(4), np.zeros(4, dtype=int)),
        np.array([1.0, 4.0, 3.0, 2.0]),
        (),
    )
    june = Horizon(Month.of(2026, 6), 1)
    (table,) = from_file(file, np.zeros(1), june, PeakRule(frozenset({6}), None, 360))
    assert table.candidate.tolist() == [False, True, True, False]
    (table,) = from_file(file, np.ones(1), june, rule)
    assert table.candidate.tolist() == [False, True, False, False]
