"""Machines and power of the referee against arithmetic that fits on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.referee.model import RefereeResult, solve
from tests.referee.reading import Reader, block_subsidy, month_number

HOURS = 31 * 24
# One month at 12 % a year.
DELTA = 1.12 ** (-1 / 12)
# A machine of 20 J/TH at 48 USD per PH/s and day: 1 MW is 50 PH/s, 2,400 USD a day, 100 USD/MWh.
V = 100.0


def fleet(**changes: Any) -> dict[str, Any]:
    """One site, 1,000 machines of 1 kW and 50 TH/s, flat power at 40 USD/MWh, January 2026."""
    site: dict[str, Any] = {
        "name": "s",
        "grid_mw": 10,
        "power": {"supply": [{"name": "m", "kind": "market", "price": 40}]},
        "halls": [{"name": "h", "asic_mw": 2, "pue": {"asic": 1.0, "hpc": 1.5}}],
        "asics": [{"name": "g", "hashrate_th": 50, "power_w": 1000, "units": 1000}],
    }
    site.update(changes.pop("site", {}))
    document: dict[str, Any] = {
        "fleetopt": 1,
        "name": "by hand",
        "horizon": {"start": "2026-01", "months": 1},
        "market": {"hashprice_usd_per_ph_day": 48},
        "sites": [site],
    }
    document.update(changes)
    return document


def solved(document: dict[str, Any], folder: Path, prices: list[float] | None = None) -> float:
    """The optimum; ``prices`` become the first hours of the file's January."""
    if prices is not None:
        rows = [f"2024-01-01 {hour:02d}:00,{price}" for hour, price in enumerate(prices)]
        (folder / "p.csv").write_text("\n".join(["timestamp,usd", *rows]), encoding="utf-8")
    return worth(solve(document, folder))


def worth(result: RefereeResult) -> float:
    """The optimum of a fleet that has one, checked against its own terms."""
    assert result.status == "optimal"
    assert result.npv_usd is not None
    assert sum(result.terms.values()) == pytest.approx(result.npv_usd, abs=1e-6)
    return result.npv_usd


def market(**keys: Any) -> dict[str, Any]:
    """Power from the hourly file."""
    price = {"hourly_csv": "p.csv", "column": "usd"}
    return {"name": "m", "kind": "market", "price": price, **keys}


def test_one_machine_one_month(tmp_path: Path) -> None:
    assert solved(fleet(), tmp_path) == pytest.approx(DELTA * HOURS * (V - 40))


def test_pue_pool_fee_uptime_and_opex(tmp_path: Path) -> None:
    document = fleet(
        site={
            "halls": [{"name": "h", "asic_mw": 2, "pue": {"asic": 1.1}}],
            "mining": {"pool_fee_pct": 2},
            "fixed_cost_usd_per_month": 500,
        }
    )
    document["sites"][0]["asics"][0] |= {"uptime_pct": 90, "opex_usd_per_unit_month": 3}
    expected = HOURS * 0.9 * (V * 0.98 - 40 * 1.1) - 3000 - 500
    assert solved(document, tmp_path) == pytest.approx(DELTA * expected)


def test_runs_in_the_hours_that_pay(tmp_path: Path) -> None:
    document = fleet(site={"power": {"supply": [market(adder_usd_per_mwh=5)]}})
    # At 96 + 5 and 500 + 5 USD the machines stand still.
    expected = HOURS / 4 * ((V - 15) + (V + 25))
    got = solved(document, tmp_path, [10, 96, -30, 500])
    assert got == pytest.approx(DELTA * expected)


def test_the_same_load_in_every_hour(tmp_path: Path) -> None:
    document = fleet(site={"power": {"supply": [market()]}, "mining": {"price_responsive": False}})
    assert solved(document, tmp_path, [10, 150]) == pytest.approx(DELTA * HOURS * (V - 80))
    assert solved(document, tmp_path, [10, 250]) == pytest.approx(0, abs=1e-6)


def test_curtailment_scales_energy_not_peak(tmp_path: Path) -> None:
    document = fleet(site={"mining": {"curtailment_pct": 10, "demand_response_usd_per_mwh": 2}})
    document["sites"][0]["power"]["demand_usd_per_kw_month"] = 3
    expected = 0.9 * HOURS * (V + 2 - 40) - 3000
    assert solved(document, tmp_path) == pytest.approx(DELTA * expected)


def test_curtailed_hours_free_a_block_for_the_auxiliary_load(tmp_path: Path) -> None:
    # 1 MW at 10 USD and the rest at 40: the auxiliary load may take the block at all times.
    block = {"name": "b", "kind": "block", "mw": 1, "usd_per_mwh": 10}
    flat = {"name": "m", "kind": "market", "price": 40}
    site = {"mining": {"curtailment_pct": 20}, "auxiliary_mw": 1}
    document = fleet(site={**site, "power": {"supply": [block, flat]}})
    expected = HOURS * (0.8 * (V - 40) - 10)
    assert solved(document, tmp_path) == pytest.approx(DELTA * expected)


def test_take_or_pay_with_resale(tmp_path: Path) -> None:
    # 3 MW at 30; the miners give up the resale price less its fee, also where it is negative.
    block = {"name": "b", "kind": "block", "mw": 3, "usd_per_mwh": 30, "take_or_pay": True}
    block |= {"resale": True, "resale_fee_usd_per_mwh": 4}
    document = fleet(site={"power": {"supply": [market(adder_usd_per_mwh=9), block]}})
    cheap = V + 2 * (20 - 4)
    negative = V + 2 * (-10 - 4)
    dear = 3 * (200 - 4)
    got = solved(document, tmp_path, [20, -10, 200])
    # In the negative hour a purchase would earn 10 - 9 a MWh, the block's MWh saves 10 + 4.
    assert got == pytest.approx(DELTA * HOURS * ((cheap + negative + dear) / 3 - 90))


def test_take_or_pay_without_resale_is_lost(tmp_path: Path) -> None:
    block = {"name": "b", "kind": "block", "mw": 3, "usd_per_mwh": 30, "take_or_pay": True}
    document = fleet(site={"power": {"supply": [block]}})
    assert solved(document, tmp_path) == pytest.approx(DELTA * HOURS * (V - 90))


def test_demand_charge_can_stop_the_miners(tmp_path: Path) -> None:
    document = fleet(site={"auxiliary_mw": 0.5})
    document["sites"][0]["power"]["demand_usd_per_kw_month"] = 50
    idle = -25_000 - HOURS * 20
    assert HOURS * (V - 40) < 50_000
    assert solved(document, tmp_path) == pytest.approx(DELTA * idle)
    document["market"]["hashprice_usd_per_ph_day"] = 60
    running = HOURS * (V * 1.25 - 40) - 50_000
    assert running > 0
    assert solved(document, tmp_path) == pytest.approx(DELTA * (idle + running))


@pytest.mark.parametrize(
    "peak", [{"hours_of_day": [1]}, {"dearest_hours_per_month": 744 // 4}], ids=["hours", "dearest"]
)
def test_coincident_peak_is_avoided_in_its_hours(tmp_path: Path, peak: dict[str, Any]) -> None:
    document = fleet(site={"power": {"supply": [market()]}, "auxiliary_mw": 1})
    charge = {"usd_per_kw_year": 80, "months": [1, 2], **peak}
    document["sites"][0]["power"]["coincident_peak"] = charge
    # The second hour is a candidate: its margin of 30 USD over 186 h is below 40,000 USD per MW.
    earned = HOURS / 4 * (3 * (V - 40))
    spent = HOURS / 4 * (3 * 40 + 70) + 40_000
    got = solved(document, tmp_path, [40, 70, 40, 40])
    assert got == pytest.approx(DELTA * (earned - spent))


def test_coincident_peak_without_hourly_prices_is_a_share_of_the_month(tmp_path: Path) -> None:
    document = fleet()
    charge = {"usd_per_kw_year": 80, "months": [1, 2], "hours_of_day": [7, 8, 9]}
    document["sites"][0]["power"]["coincident_peak"] = charge
    assert solved(document, tmp_path) == pytest.approx(DELTA * HOURS * 21 / 24 * (V - 40))
    charge = {"usd_per_kw_year": 80, "months": [1, 2], "dearest_hours_per_month": 100}
    document["sites"][0]["power"]["coincident_peak"] = charge
    assert solved(document, tmp_path) == pytest.approx(DELTA * (HOURS - 100) * (V - 40))
    charge["months"] = [2]
    assert solved(document, tmp_path) == pytest.approx(DELTA * HOURS * (V - 40))


def test_modes_mix_over_a_hole_in_the_ladder(tmp_path: Path) -> None:
    # 0.75 MW of power for 1,000 machines: nameplate 1,000 W -> 50 TH, low 500 W -> 30 TH. The
    # mode in the middle is so bad that half the machines in each of the others beat it.
    document = fleet(site={"grid_mw": 0.75})
    document["sites"][0]["asics"][0]["modes"] = [
        {"name": "low", "hashrate_th": 30, "power_w": 500},
        {"name": "bad", "hashrate_th": 36, "power_w": 750},
    ]
    petahash = 0.5 * 50 + 0.5 * 30
    expected = petahash * 48 * 31 - 0.75 * 40 * HOURS
    assert solved(document, tmp_path) == pytest.approx(DELTA * expected)


def test_an_overclock_is_limited_by_the_hall(tmp_path: Path) -> None:
    document = fleet(site={"halls": [{"name": "h", "asic_mw": 1.2, "pue": {"asic": 1.0}}]})
    document["sites"][0]["asics"][0]["modes"] = [
        {"name": "high", "hashrate_th": 70, "power_w": 1500}
    ]
    # 600 machines at nameplate and 400 over-clocked draw 1.2 MW.
    expected = (600 * 0.05 + 400 * 0.07) * 48 * 31 - 1.2 * 40 * HOURS
    assert solved(document, tmp_path) == pytest.approx(DELTA * expected)


def test_surplus_machines_are_sold_and_whole_units_are_whole(tmp_path: Path) -> None:
    halls = [{"name": "h", "asic_mw": 0.7505, "pue": {"asic": 1.0}}]
    document = fleet(site={"halls": halls})
    document["sites"][0]["asics"][0]["resale_usd_per_th"] = 2
    unit = HOURS * (V - 40) / 1000
    stay = 1000 * 100
    assert solved(document, tmp_path) == pytest.approx(DELTA * (750.5 * unit + stay))
    document["objective"] = {"integer_units": True}
    assert solved(document, tmp_path) == pytest.approx(DELTA * (750 * unit + stay))
    document["objective"] = {"terminal": {"asic_resale": False}}
    # A machine earns less than 100 USD in the month, so without a resale at the end all go now.
    assert unit < 100
    assert solved(document, tmp_path) == pytest.approx(DELTA * stay)


def test_an_order_is_paid_then_delivered(tmp_path: Path) -> None:
    document = fleet(horizon={"start": "2026-01", "months": 3})
    document["sites"][0]["asics"] = []
    order = {"name": "o", "hashrate_th": 50, "power_w": 1000, "sites": ["s"], "max_units": 900}
    order |= {"usd_per_th": 1, "delivery_months": 1, "resale_usd_per_th": 0.5}
    document["asic_orders"] = [order]
    unit = 24 * (V - 40) / 1000
    expected = 900 * (-50 * DELTA + unit * (28 * DELTA**2 + 31 * DELTA**3) + 25 * DELTA**3)
    assert solved(document, tmp_path) == pytest.approx(expected)


def test_gpus_earn_and_keep_their_share_of_life(tmp_path: Path) -> None:
    halls = [{"name": "h", "hpc_mw": 0.0251, "pue": {"asic": 1.0, "hpc": 1.5}}]
    document = fleet(site={"halls": halls, "asics": []}, horizon={"start": "2026-01", "months": 2})
    order = {"name": "o", "gpus": 8, "power_kw": 10, "max_servers": 9, "halls": ["s/h"]}
    order |= {"usd_per_server": {"2026-01": 30_000, "2026-02": 24_000}, "delivery_months": 0}
    order |= {"usd_per_gpu_hour": 2, "utilization_pct": 50, "life_months": 4, "latest": "2026-01"}
    document["gpu_orders"] = [order | {"load_factor_pct": 80}]
    hour = 8 * 2 * 0.5 - 0.010 * 0.8 * 1.5 * 40
    running = hour * 24 * (31 * DELTA + 28 * DELTA**2)
    # Two servers fit; half their life is left, at the lower price.
    expected = 2 * (running - 30_000 * DELTA + 0.5 * 24_000 * DELTA**2)
    assert solved(document, tmp_path) == pytest.approx(max(0.0, expected))
    assert expected < 0
    order["usd_per_gpu_hour"] = 5
    document["gpu_orders"] = [order]
    hour = 8 * 5 * 0.5 - 0.010 * 1.5 * 40
    running = hour * 24 * (31 * DELTA + 28 * DELTA**2)
    expected = 2 * (running - 30_000 * DELTA + 0.5 * 24_000 * DELTA**2)
    assert expected > 0
    assert solved(document, tmp_path) == pytest.approx(expected)


def test_curves(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("month,x\n2026-02,7\n2026-01,5\n2026-03,9\n", encoding="utf-8")
    reader = Reader(tmp_path, month_number("2026-01"), 3)
    assert reader.curve(4) == [4, 4, 4]
    assert reader.curve({"2025-06": 1, "2026-02": 2}) == [1, 2, 2]
    assert reader.curve({"csv": "c.csv", "column": "x"}) == [5, 7, 9]
    grown = reader.curve({"start": 10, "growth_pct_per_year": -12})
    assert grown == pytest.approx([10, 10 * 0.88 ** (1 / 12), 10 * 0.88 ** (2 / 12)])


def test_halvings() -> None:
    dated = {"2020-04": 12.5, "2020-05": 6.25, "2024-04": 6.25, "2024-05": 3.125}
    dated |= {"2028-04": 3.125, "2028-05": 1.5625, "2032-05": 0.78125}
    assert {month: block_subsidy(month_number(month)) for month in dated} == dated


def test_hashprice_of_the_network(tmp_path: Path) -> None:
    network = {"btc_price_usd": 100_000, "hashrate_eh": 900, "fees_btc_per_block": 0.075}
    hashprice = 3.2 * 144 * 100_000 / 900_000
    expected = 50 * hashprice * 31 - 40 * HOURS
    got = solved(fleet(market={"network": network}), tmp_path)
    assert got == pytest.approx(DELTA * expected)
