"""Power of a site: reference price by hand, peaks, hours, blocks in force."""

from datetime import datetime, timedelta

import numpy as np
import pytest


def block(name, mw, price, **more):
    return {"name": name, "kind": "block", "mw": mw, "usd_per_mwh": price, **more}


def market(price, **more):
    return {"name": "grid", "kind": "market", "price": price, **more}


def power(fleet, *supply, **more):
    """Power of the site once loaded."""
    fleet.site["power"] = {"supply": list(supply), **more}
    return fleet.load().sites[0].power


def hourly(fleet, price, start="2025-01-01", hours=8760, name="p.csv"):
    """An hourly file whose price is a function of the time."""
    first = datetime.fromisoformat(start)
    stamps = [first + timedelta(hours=h) for h in range(hours)]
    rows = [f"{stamp:%Y-%m-%dT%H:%M},{price(stamp)}" for stamp in stamps]
    return {"hourly_csv": fleet.file(name, "timestamp,usd", *rows), "column": "usd"}


# --------------------------------------------------------------------------- reference price


def test_reference_price_of_blocks_is_their_mean_by_mw(fleet):
    found = power(fleet, block("a", 15, 40), block("b", 5, 60, take_or_pay=True))
    assert found.reference_price.tolist() == [45.0] * 6  # (15 * 40 + 5 * 60) / 20
    assert found.market is None
    assert all(table.price.tolist() == [0.0] for table in found.hours)


def test_reference_price_counts_blocks_in_their_months(fleet):
    late = block("b", 10, 70, **{"from": "2026-03", "until": "2026-04"})
    found = power(fleet, block("a", 20, 40), late)
    assert found.reference_price.tolist() == [40, 40, 50, 50, 40, 40]
    assert found.blocks[1].active.tolist() == [False, False, True, True, False, False]


def test_a_block_may_begin_before_the_horizon_and_end_after_it(fleet):
    found = power(fleet, block("a", 20, 40, **{"from": "2020-01", "until": "2040-12"}))
    assert found.blocks[0].active.all()


def test_reference_price_with_a_market_is_the_mean_at_full_load(fleet):
    found = power(
        fleet,
        market(30, adder_usd_per_mwh=5),
        block("a", 8, 50, take_or_pay=True),
        block("b", 4, 10),  # not take-or-pay: not in the reference price
    )
    # 8 MW at 50 and the other 12 of 20 MW at 30 + 5.
    assert found.reference_price.tolist() == [41.0] * 6


def test_take_or_pay_blocks_count_up_to_the_grid_in_file_order(fleet):
    fleet.site["grid_mw"] = {"2026-01": 0, "2026-02": 6, "2026-03": 20}
    blocks = [block("a", 8, 50, take_or_pay=True), block("b", 8, 20, take_or_pay=True)]
    found = power(fleet, market(30, adder_usd_per_mwh=5), *blocks)
    # 0 MW: market and adder alone; 6 MW: all from a; 20 MW: 8 of a, 8 of b, 4 of the market.
    assert found.reference_price.tolist() == [35.0, 50.0, 35.0, 35.0, 35.0, 35.0]
    swapped = power(fleet, market(30, adder_usd_per_mwh=5), *reversed(blocks))
    assert swapped.reference_price.tolist() == [35.0, 20.0, 35.0, 35.0, 35.0, 35.0]


def test_reference_price_of_hourly_prices_is_the_mean_of_the_month(fleet):
    prices = hourly(fleet, lambda stamp: stamp.month * 10 + (stamp.hour >= 12))
    found = power(fleet, market({**prices, "scale": 2}, adder_usd_per_mwh=1))
    assert found.market.mean_price.tolist() == pytest.approx([21, 41, 61, 81, 101, 121])
    assert found.reference_price.tolist() == pytest.approx([22, 42, 62, 82, 102, 122])


# --------------------------------------------------------------------------- charges, peaks


def test_no_charges_unless_the_file_has_them(fleet):
    found = power(fleet, block("a", 20, 40))
    assert found.demand_rate.tolist() == [0.0] * 6
    assert found.peak_rate.tolist() == [0.0] * 6
    assert not any(table.candidate.any() for table in found.hours)


def test_the_peak_charge_is_spread_over_its_months(fleet):
    fleet.document["horizon"] = {"start": "2026-05", "months": 6}
    peak = {"usd_per_kw_year": 60, "hours_of_day": [16, 17]}
    found = power(fleet, market(30), coincident_peak=peak, demand_usd_per_kw_month=4)
    assert found.peak_rate.tolist() == [0, 15, 15, 15, 15, 0]
    assert found.demand_rate.tolist() == [4.0] * 6
    assert [table.candidate.tolist() for table in found.hours] == [
        [False],
        *[[True, False]] * 4,
        [False],
    ]
    assert found.hours[1].weight.tolist() == [60.0, 660.0]


def test_peak_candidates_of_an_hourly_file(fleet):
    prices = hourly(fleet, lambda stamp: stamp.day * 24 + stamp.hour)
    peak = {"usd_per_kw_year": 60, "months": [2], "dearest_hours_per_month": 3}
    found = power(fleet, market(prices), coincident_peak=peak)
    assert [np.count_nonzero(table.candidate) for table in found.hours] == [0, 3, 0, 0, 0, 0]
    assert found.hours[1].price[found.hours[1].candidate].tolist() == [693, 694, 695]
    assert found.peak_rate.tolist() == [0, 60, 0, 0, 0, 0]


# -------------------------------------------------------------------------------- what is wrong


def test_a_horizon_month_without_hours_is_an_error_where_the_file_is_named(fleet):
    prices = hourly(fleet, lambda stamp: 1, hours=24 * 90)  # to the end of March
    fleet.site["power"]["supply"] = [market(prices)]
    (error,) = fleet.errors()
    assert error.code == "E407"
    assert error.message == "p.csv: there are no hours of Apr, May, Jun, which the horizon needs"
    assert error.path.endswith("price.hourly_csv")
    assert error.line > 1


def test_a_month_with_few_hours_is_a_warning(fleet):
    prices = hourly(fleet, lambda stamp: 1, hours=24 * 31 * 5 + 200)
    fleet.site["power"]["supply"] = [market(prices)]
    _, warnings = fleet.load_with_warnings()
    (warning,) = [found for found in warnings if found.code == "W401"]
    assert "Jun" in warning.message
    assert "of 720" in warning.message


def test_a_year_that_begins_in_the_middle_of_a_month_is_whole(fleet):
    prices = hourly(fleet, lambda stamp: 1, start="2025-01-15", hours=8760)
    fleet.site["power"]["supply"] = [market(prices)]
    _, warnings = fleet.load_with_warnings()
    assert [found.code for found in warnings if found.code.startswith("W4")] == []


def test_a_wrong_line_is_told_once_however_many_sites_use_the_file(fleet):
    file = fleet.file("p.csv", "timestamp,usd", "2026-01-01T00:00, x")
    prices = {"hourly_csv": file, "column": "usd"}
    other = {**fleet.site, "name": "south", "power": {"supply": [market(prices)]}, "asics": []}
    fleet.site["power"] = {"supply": [market(prices)]}
    fleet.document["sites"].append(other)
    (error,) = fleet.errors()
    assert error.file == str(fleet.folder / "p.csv")
    assert (error.line, error.column) == (2, 18)
    assert error.excerpt == "2026-01-01T00:00, x"
    assert error.path == "sites.north.power.supply.grid.price"


def test_hourly_prices_keep_to_the_range_of_power_prices(fleet):
    prices = hourly(fleet, lambda stamp: 1e6 if stamp.timetuple().tm_yday == 3 else -250)
    fleet.site["power"]["supply"] = [market(prices)]
    errors = fleet.errors()
    assert {error.code for error in errors} == {"E391"}
    assert [error.line for error in errors[:2]] == [50, 51]
    assert (errors[0].got, errors[0].allowed) == ("1e+06", "at most 100000")
    assert errors[-1].message == "4 more problems from here"
