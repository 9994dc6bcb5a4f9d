"""Hashprice from a network, and the halving schedule."""

import pytest

from optimizer.inputs.assemble.market import block_subsidy
from optimizer.months import Month


@pytest.mark.parametrize(
    ("month", "btc"),
    [
        ("2016-07", 12.5),
        ("2020-04", 12.5),
        ("2020-05", 6.25),
        ("2024-04", 6.25),
        ("2024-05", 3.125),
        ("2028-04", 3.125),
        ("2028-05", 1.5625),
        ("2032-05", 0.78125),
        ("2040-04", 0.390625),
        ("2040-05", 0.1953125),
        ("9999-12", 0.0),
    ],
)
def test_block_subsidy(month, btc):
    assert block_subsidy(Month.parse(month)) == pytest.approx(btc, rel=1e-15, abs=1e-300)


def test_block_subsidy_before_the_schedule_is_not_known():
    with pytest.raises(ValueError, match="starts in 2016-07, got 2016-06"):
        block_subsidy(Month.parse("2016-06"))


def test_hashprice_given_as_such(fleet):
    fleet.document["market"] = {"hashprice_usd_per_ph_day": {"2026-01": 50, "2026-06": 40}}
    market = fleet.load().market
    assert market.hashprice.tolist() == [50] * 5 + [40]
    assert market.btc_price is None


def test_a_bitcoin_price_beside_a_hashprice(fleet):
    fleet.document["market"]["btc_price_usd"] = 90_000
    assert fleet.load().market.btc_price.tolist() == [90_000] * 6


def test_hashprice_of_a_network_over_a_halving(fleet):
    fleet.document["horizon"] = {"start": "2028-04", "months": 2}
    fleet.document["market"] = {
        "network": {
            "btc_price_usd": 100_000,
            "hashrate_eh": {"2028-04": 1000, "2028-05": 800},
            "fees_btc_per_block": 0.05,
        }
    }
    market = fleet.load().market
    # (3.125 + 0.05) BTC * 144 blocks * 100,000 USD over 1,000,000 PH/s, by hand.
    assert market.hashprice.tolist() == pytest.approx([45.72, 29.025], rel=1e-14)
    assert market.btc_price.tolist() == [100_000] * 2


def test_a_subsidy_in_the_file_goes_before_the_schedule(fleet):
    network = {"btc_price_usd": 1000, "hashrate_eh": 1, "block_subsidy_btc": 25}
    fleet.document["market"] = {"network": network}
    fleet.document["horizon"]["start"] = "2014-01"
    assert fleet.load().market.hashprice.tolist() == [25 * 144] * 6
    del network["block_subsidy_btc"]
    (error,) = fleet.errors()
    assert error.code == "E333"
    assert "2016-07" in error.message
