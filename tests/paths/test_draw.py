"""Futures drawn at random: reproducible, with the moments that were asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from optimizer.months import Horizon, Month
from optimizer.paths.bitcoin import (
    Below,
    StatementError,
    implied_variances,
    log_walk,
    total_deviation,
    variances,
)
from optimizer.paths.draw import Around, draw
from optimizer.paths.network import log_fees, log_hashrate
from optimizer.paths.reduce import reduced
from optimizer.scenario import Scenario
from optimizer.schema import Generate

HORIZON = Horizon(Month.of(2027, 1), 48)
AROUND = Around(
    horizon=HORIZON,
    btc_price=np.full(48, 60000.0),
    fee_part=None,
    subsidy_share=np.where(np.arange(48) < 16, 1.0, 0.5),
    default_rates={"safe": 0.0, "shaky": 0.2},
)


def drawn(**keys: Any) -> tuple[Scenario, ...]:
    """Futures of a specification."""
    return draw(Generate.model_validate({"paths": 4000, **keys}), AROUND)


def test_the_same_seed_draws_the_same_futures() -> None:
    assert drawn(paths=20, seed=7) == drawn(paths=20, seed=7)
    assert drawn(paths=20, seed=7) != drawn(paths=20, seed=8)


def test_one_process_leaves_the_others_as_they_were() -> None:
    one, other = drawn(paths=20), drawn(paths=20, gpu={"volatility_pct_per_year": 50})
    assert [a.hashprice for a in one] == [a.hashprice for a in other]
    assert [a.lost for a in one] == [a.lost for a in other]
    assert [a.gpu_price for a in one] != [a.gpu_price for a in other]


def test_a_coin_keeps_the_curve_as_its_mean_and_moves_as_asked() -> None:
    price = np.array([a.btc_price for a in drawn(btc={"volatility_pct_per_year": 40})])
    assert price[:, 0] == pytest.approx(1.0)
    # Standard error of the mean after four years: about sqrt(exp(0.16 * 4) - 1) / sqrt(4000).
    assert price[:, -1].mean() == pytest.approx(1.0, abs=4 * 0.95 / 4000**0.5)
    steps = np.diff(np.log(price), axis=1)
    assert steps.std() * 12**0.5 == pytest.approx(0.4, rel=0.01)


def test_drift_is_growth_beyond_the_curve() -> None:
    keys = {"volatility_pct_per_year": 0, "drift_pct_per_year": 10}
    price = np.array([a.btc_price for a in drawn(paths=1, btc=keys)])
    assert price[0, 36] == pytest.approx(1.1**3)


def test_statements_are_true_of_what_is_drawn() -> None:
    implied = [
        {"month": "2027-12", "below_usd": 40000, "probability_pct": 15},
        {"month": "2030-06", "below_usd": 40000, "probability_pct": 35},
    ]
    price = 60000 * np.array([a.btc_price for a in drawn(btc={"implied": implied})])
    for month, share in ((11, 0.15), (41, 0.35)):
        error = (share * (1 - share) / 4000) ** 0.5
        assert (price[:, month] < 40000).mean() == pytest.approx(share, abs=4 * error)


@given(st.floats(0.05, 2.0), st.floats(0.2, 5.0))
def test_the_deviation_of_a_statement_makes_it_true(deviation: float, ratio: float) -> None:
    probability = float(ndtr(np.log(ratio) / deviation + deviation / 2))
    if not 1e-9 < probability < 1 - 1e-9:
        return
    found = total_deviation(ratio, 1.0, probability)
    assert found > 0
    assert ndtr(np.log(ratio) / found + found / 2) == pytest.approx(probability, rel=1e-6)
    assert found <= deviation * (1 + 1e-6)


def test_statements_that_cannot_be_true_are_refused() -> None:
    curve = np.full(24, 60000.0)
    with pytest.raises(StatementError, match="no random walk"):
        implied_variances([Below(12, 90000.0, 0.2)], curve, 0.0)
    with pytest.raises(StatementError, match="earlier"):
        implied_variances([Below(6, 40000.0, 0.3), Below(12, 40000.0, 0.1)], curve, 0.0)


def test_hashrate_ends_up_where_the_elasticity_says() -> None:
    rng = np.random.default_rng(0)
    reward = np.full((1, 400), 0.5)
    followed = log_hashrate(rng, reward, 0.8, 10.0, 0.0)
    assert followed[0, -1] == pytest.approx(0.4, rel=1e-6)
    assert followed[0, 10] == pytest.approx(0.4 * (1 - np.exp(-1)), rel=1e-6)


def test_difficulty_takes_back_what_a_price_gives() -> None:
    calm = {"volatility_pct_per_year": 0}
    paths = drawn(
        hashrate={"elasticity": 0.9, "lag_months": 6, **calm},
        fees=calm,
        btc={"volatility_pct_per_year": 60},
    )
    coin = np.log([a.btc_price for a in paths])
    hashprice = np.log([a.hashprice for a in paths])
    assert hashprice[:, -1].std() < 0.6 * coin[:, -1].std()
    stiff = drawn(
        hashrate={"elasticity": 0, "lag_months": 6, **calm},
        fees=calm,
        btc={"volatility_pct_per_year": 60},
    )
    assert np.log([a.hashprice for a in stiff]) == pytest.approx(
        np.log([a.btc_price for a in stiff])
    )


def test_fees_come_back() -> None:
    paths = log_fees(np.random.default_rng(1), 20000, 60, 1.5, 3.0)
    kept = 0.5 ** (1 / 3)
    steady = 1.5 / 12**0.5 / (1 - kept**2) ** 0.5
    assert paths[:, -1].std() == pytest.approx(steady, rel=0.03)
    assert np.exp(paths[:, -1]).mean() == pytest.approx(1.0, abs=0.1)
    lagged = np.corrcoef(paths[:, 40], paths[:, 43])[0, 1]
    assert lagged == pytest.approx(0.5, abs=0.03)


def test_tenants_default_as_often_as_their_rate_or_rating_says() -> None:
    paths = drawn(tenants={"ratings": {"safe": "CCC"}})
    lost = {
        name: np.mean([a.lost_from(name) is not None for a in paths]) for name in ("safe", "shaky")
    }
    for name, rate in (("safe", 0.26), ("shaky", 0.2)):
        expected = 1 - (1 - rate) ** 4
        error = (expected * (1 - expected) / 4000) ** 0.5
        assert lost[name] == pytest.approx(expected, abs=4 * error)
    assert all(a.defaults_drawn for a in paths)
    assert not any(a.lost for a in drawn(paths=50, tenants={"drawn": False}))


def test_power_is_drawn_in_blocks_that_fill_the_month() -> None:
    (one, *_) = drawn(paths=3, power={"block_days": 7})
    assert one.power_draws is not None
    assert [len(draws) for draws in one.power_draws[:3]] == [5, 4, 5]
    assert drawn(paths=2, power={"resample": False})[0].power_draws is None


def test_walks_have_mean_one() -> None:
    walk = log_walk(np.random.default_rng(2), 40000, variances(0.3, 13))
    assert np.exp(walk[:, -1]).mean() == pytest.approx(1.0, abs=0.01)


def test_few_futures_stand_for_many() -> None:
    many = drawn(paths=300, seed=3)
    few = reduced(many, 20)
    assert len(few) == 20
    assert sum(one.probability for one in few) == pytest.approx(1.0)
    assert {one.name for one in few} <= {one.name for one in many}
    assert few == reduced(many, 20)
    whole = np.array([a.btc_price[-1] for a in many])
    part = np.array([a.btc_price[-1] for a in few])
    weights = np.array([a.probability for a in few])
    assert weights @ part == pytest.approx(whole.mean(), rel=0.25)
    assert reduced(many, 300) == many


def test_of_two_clusters_one_each_is_kept() -> None:
    low = [Scenario.as_planned(f"low {i}", 12, 0.1) for i in range(8)]
    high = [
        replace(Scenario.as_planned(f"high {i}", 12, 0.1), hashprice=(2.0 + i / 100,) * 12)
        for i in range(2)
    ]
    kept = reduced((*low, *high), 2)
    assert [one.name.split()[0] for one in kept] == ["low", "high"]
    assert [one.probability for one in kept] == pytest.approx([0.8, 0.2])
