"""Treasury policies against arithmetic that fits on a page.

The fleet: 200 PH/s on 4 MW at a hashprice of 50 USD and power at 40 USD/MWh, so that January
earns 200 * 50 * 31 = 310,000 USD for 4 * 744 * 40 = 119,040 USD of power, February 280,000
for 107,520. At 100,000 USD a coin January mines 3.1 BTC.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optimizer.results import Plan, make_result
from optimizer.solvers.base import Reason
from tests.fleet_tools import TIGHT, build, solved

EARNED = np.array([310_000.0, 280_000.0, 310_000.0])
POWER = np.array([119_040.0, 107_520.0, 119_040.0])
FALLING = {"2026-01": 100_000, "2026-02": 80_000, "2026-03": 62_500}
RISING = {"2026-01": 100_000, "2026-02": 112_000, "2026-03": 124_000}


def fleet(btc_price: Any, treasury: dict[str, Any], /, **changes: Any) -> dict[str, Any]:
    """Three months of mining, with cash for every bill."""
    document: dict[str, Any] = {
        "fleetopt": 1,
        "name": "treasury",
        "horizon": {"start": "2026-01", "months": 3},
        "market": {"hashprice_usd_per_ph_day": 50, "btc_price_usd": btc_price},
        "sites": [
            {
                "name": "s",
                "grid_mw": 10,
                "power": {"supply": [{"name": "m", "kind": "market", "price": 40}]},
                "halls": [{"name": "h", "asic_mw": 4, "pue": {"asic": 1.0, "hpc": 1.3}}],
                "asics": [
                    {
                        "name": "a",
                        "hashrate_th": 200,
                        "power_w": 4000,
                        "cooling": "air",
                        "units": 1000,
                    }
                ],
            }
        ],
        "finance": {"cash_usd": 1_000_000, "treasury": treasury},
        "objective": {"maximize": "npv", "discount_rate_pct": 0},
    }
    return document | changes


def plan(document: dict[str, Any]) -> Plan:
    """The optimal plan."""
    formulation = build(document, {})
    end = solved(formulation)
    assert end.reason is Reason.OPTIMAL
    return make_result(formulation, end, TIGHT, 0.0).plan


def line(of: Plan, name: str) -> list[float]:
    return [float(usd) for usd in of.money[name]]


def held(of: Plan) -> list[float]:
    return [float(btc) for btc in of.monthly["btc"]]


def test_mined_coins_are_sold_at_a_fee_and_opening_coins_wait_for_the_price() -> None:
    found = plan(fleet(RISING, {"btc": 10, "policy": "sell_mined", "sell_fee_pct": 1}))
    assert line(found, "sell_fees") == pytest.approx(-0.01 * EARNED)
    assert line(found, "coins_kept") == [0, 0, 0]
    assert found.monthly["ebitda_usd"].to_numpy() == pytest.approx(0.99 * EARNED - POWER)
    # Ten coins go at the last month's price, now or as terminal value: it is the same money.
    coins = 10 * 124_000 * 0.99
    assert found.npv.npv_usd == pytest.approx((0.99 * EARNED - POWER).sum() + coins)
    assert held(found)[:2] == pytest.approx([10, 10])


def test_selling_limit_under_sell_mined_holds_back_opening_coins_only() -> None:
    treasury = {"btc": 10, "policy": "sell_mined", "sell_fee_pct": 1, "max_sell_btc_per_month": 2}
    found = plan(fleet(FALLING, treasury))
    assert line(found, "mining_revenue") == pytest.approx(EARNED)
    assert line(found, "coin_sales")[:2] == pytest.approx([200_000, 160_000])
    coins = (2 * 100_000 + 2 * 80_000 + 6 * 62_500) * 0.99
    assert found.npv.npv_usd == pytest.approx((0.99 * EARNED - POWER).sum() + coins)


def test_hold_mined_sells_opening_coins_and_not_one_of_its_own() -> None:
    found = plan(fleet(FALLING, {"btc": 10, "policy": "hold_mined", "sell_fee_pct": 1}))
    # 3.1 + 3.5 + 4.96 BTC are mined at the three prices, and kept though the price falls.
    assert held(found) == pytest.approx([3.1, 6.6, 11.56])
    assert line(found, "coin_sales") == pytest.approx([1_000_000, 0, 0])
    assert line(found, "coin_sale_fees") == pytest.approx([-10_000, 0, 0])
    assert line(found, "sell_fees") == [0, 0, 0]
    assert line(found, "coins_kept") == pytest.approx(-EARNED)
    assert found.terminal["coins"] == pytest.approx(11.56 * 62_500 * 0.99)
    assert found.npv.npv_usd == pytest.approx(-POWER.sum() + 990_000 + 11.56 * 62_500 * 0.99)


def test_kept_coins_are_ebitda_and_not_cash() -> None:
    found = plan(fleet(100_000, {"policy": "hold_mined"}))
    assert found.monthly["ebitda_usd"].to_numpy() == pytest.approx(EARNED - POWER)
    assert found.monthly["cfads_usd"].to_numpy() == pytest.approx(-POWER)
    assert found.monthly["cash_usd"].to_numpy() == pytest.approx(1_000_000 - POWER.cumsum())


def test_hold_mined_mines_no_more_than_its_cash_pays_for() -> None:
    finance = {"cash_usd": 119_040 + 107_520, "treasury": {"policy": "hold_mined"}}
    found = plan(fleet(100_000, {}, finance=finance))
    # Cash lasts for two of three months, or for a part of each: a dollar mines the same.
    assert sum(line(found, "energy")) == pytest.approx(-226_560)
    assert held(found)[2] == pytest.approx(226_560 * 310_000 / 119_040 / 100_000)


def test_hold_mined_pays_for_power_with_opening_coins() -> None:
    finance = {"cash_usd": 0, "treasury": {"btc": 3.4560, "policy": "hold_mined"}}
    found = plan(fleet(100_000, {}, finance=finance))
    assert sum(line(found, "coin_sales")) == pytest.approx(POWER.sum())
    assert held(found)[2] == pytest.approx(EARNED.sum() / 100_000)


def growing(pct_per_year: float) -> dict[str, Any]:
    curve = {"start": 100_000, "growth_pct_per_year": pct_per_year}
    objective = {"maximize": "npv", "discount_rate_pct": 12}
    treasury = {"btc": 10, "policy": "optimize", "sell_fee_pct": 1}
    return fleet(curve, treasury, objective=objective)


def test_optimize_holds_while_the_price_grows_faster_than_the_discount_rate() -> None:
    found = plan(growing(13))
    price = 100_000 * 1.13 ** (np.arange(3) / 12)
    coins = 10 + (EARNED / price).sum()
    assert line(found, "coin_sales")[:2] == [0, 0]
    delta = 1.12 ** (-np.arange(1, 4) / 12)
    value = coins * price[2] * 0.99 * delta[2]
    assert found.npv.npv_usd == pytest.approx(value - POWER @ delta)


def test_optimize_sells_at_once_while_the_price_grows_more_slowly() -> None:
    found = plan(growing(11))
    price = 100_000 * 1.11 ** (np.arange(3) / 12)
    assert line(found, "coin_sales")[:2] == pytest.approx([1_310_000, 280_000])
    delta = 1.12 ** (-np.arange(1, 4) / 12)
    value = (EARNED @ delta + 10 * price[0] * delta[0]) * 0.99
    assert found.npv.npv_usd == pytest.approx(value - POWER @ delta)
    # A coin's fee is on its sale, not on EBITDA, where the plan decides what is sold.
    assert line(found, "sell_fees") == [0, 0, 0]


def test_selling_limit_binds_under_optimize() -> None:
    treasury = {"policy": "optimize", "sell_fee_pct": 1, "max_sell_btc_per_month": 2}
    found = plan(fleet(FALLING, treasury))
    assert line(found, "coin_sales")[:2] == pytest.approx([200_000, 160_000])
    # 3.1 + 3.5 + 4.96 BTC mined; two go in each of the first months, the rest at 62,500.
    value = (360_000 + 7.56 * 62_500) * 0.99
    assert found.npv.npv_usd == pytest.approx(value - POWER.sum())


def test_optimize_sells_what_bills_need_and_holds_the_rest() -> None:
    finance = {"cash_usd": 0, "treasury": {"policy": "optimize", "sell_fee_pct": 1}}
    found = plan(fleet(RISING, {}, finance=finance))
    assert line(found, "coin_sales")[:2] == pytest.approx(POWER[:2] / 0.99)
    left = ((EARNED - POWER / 0.99) / list(RISING.values())).sum()
    # In the last month a sale and terminal value are the same money.
    assert found.npv.npv_usd == pytest.approx(left * 124_000 * 0.99)


def test_coins_are_mined_net_of_pool_fees() -> None:
    document = fleet(100_000, {"policy": "hold_mined"})
    document["sites"][0]["mining"] = {"pool_fee_pct": 2}
    assert held(plan(document)) == pytest.approx(0.98 * EARNED.cumsum() / 100_000)


@pytest.mark.parametrize("policy", ["hold_mined", "optimize"])
def test_no_coin_is_mined_that_the_market_sells_cheaper(policy: str) -> None:
    # Break-even is 104.17 USD/MWh; at 110 nobody mines, though the price will have tripled.
    document = fleet({"2026-01": 100_000, "2026-03": 300_000}, {"policy": policy})
    document["sites"][0]["power"]["supply"][0]["price"] = {"2026-01": 110, "2026-03": 40}
    found = plan(document)
    assert held(found)[:2] == [0, 0]
    assert line(found, "mining_revenue") == pytest.approx([0, 0, 310_000])


@pytest.mark.parametrize("policy", ["sell_mined", "hold_mined", "optimize"])
def test_sell_fee_lowers_the_strike_only_where_mined_coins_are_sold_in_their_month(
    policy: str,
) -> None:
    document = fleet({"2026-01": 100_000, "2026-02": 200_000}, {"policy": policy})
    document["finance"]["treasury"]["sell_fee_pct"] = 5
    document["sites"][0]["power"]["supply"][0]["price"] = {"2026-01": 100, "2026-02": 40}
    found = plan(document)
    # 104.17 USD/MWh before the fee, 98.96 after it; January's power costs 100.
    strike = 50 * 1000 / 20 / 24 * (0.95 if policy == "sell_mined" else 1.0)
    assert found.asics["strike_usd_per_mwh"].iloc[0] == pytest.approx(strike)
    runs = policy != "sell_mined"
    assert line(found, "mining_revenue")[0] == pytest.approx(310_000 if runs else 0)


def backed(policy: str, price: Any, **loan: Any) -> dict[str, Any]:
    """No cash: power is paid with a loan on coins, at 12 per cent a year."""
    debt = {"name": "b", "kind": "btc_backed", "rate_pct": 12, "limit_usd": 1_000_000, **loan}
    finance = {"cash_usd": 0, "treasury": {"btc": 0, "policy": policy}, "debts": [debt]}
    return fleet(price, {}, finance=finance)


def test_loan_on_coins_pays_for_power_while_coins_are_held() -> None:
    found = plan(backed("hold_mined", 100_000, max_ltv_pct=50))
    first = 119_040
    second = first * 1.01 + 107_520
    third = second * 1.01 + 119_040
    assert found.monthly["debt_usd"].to_numpy() == pytest.approx([first, second, third])
    assert line(found, "interest") == pytest.approx([0, -first * 0.01, -second * 0.01])
    # What is owed at the end is financing: only its interest is value.
    interest = (first + second) * 0.01
    assert found.npv.npv_usd == pytest.approx(EARNED.sum() - POWER.sum() - interest)


def test_nothing_is_mined_where_coins_lend_less_than_their_power_costs() -> None:
    # A MW-month of January mines 0.775 BTC, worth 77,500, and costs 29,760 of power. At 30 per
    # cent it lends 23,250: not one MW can run without cash, and none does.
    found = plan(backed("hold_mined", 100_000, max_ltv_pct=30))
    assert found.npv.npv_usd == pytest.approx(0, abs=1)


def test_loan_to_value_is_taken_at_the_price_of_the_month() -> None:
    # At 50 per cent January runs whole and owes 119,040 of at most 155,000. In February coins
    # are worth half: 3.1 + 2.8 / 0.5 = 8.7 BTC at 50,000 carry 217,500, and 227,750.40 would
    # be owed after both months; a share s of February needs 120,230.40 <= 77,500 + 32,480 s.
    halved = backed("hold_mined", {"2026-01": 100_000, "2026-02": 50_000}, max_ltv_pct=50)
    halved["horizon"] = {"start": "2026-01", "months": 2}
    found = plan(halved)
    # So January may only run a share j with 119,040 * 1.01 j + 107,520 <= 77,500 j + 140,000.
    share = 32_480 / (119_040 * 1.01 - 77_500)
    assert line(found, "mining_revenue") == pytest.approx([310_000 * share, 280_000])
    assert held(found) == pytest.approx([3.1 * share, 3.1 * share + 5.6])
    owed = 119_040 * 1.01 * share + 107_520
    assert found.monthly["debt_usd"].iloc[1] == pytest.approx(owed)
    assert owed == pytest.approx(0.5 * 50_000 * held(found)[1])


def test_halving_reaches_the_treasury_through_the_network() -> None:
    network = {"btc_price_usd": 100_000, "hashrate_eh": 900, "fees_btc_per_block": 0.125}
    document = fleet(None, {"policy": "hold_mined"}, market={"network": network})
    document["horizon"] = {"start": "2028-04", "months": 2}
    document["sites"][0]["power"]["supply"][0]["price"] = 5
    found = plan(document)
    # 200 PH/s of 900 EH/s find their share of 144 blocks a day: 3.125 + 0.125, then half + 0.125.
    share = 0.2 / 900
    mined = [share * 144 * 30 * 3.25, share * 144 * 31 * 1.6875]
    assert held(found) == pytest.approx(np.cumsum(mined))
