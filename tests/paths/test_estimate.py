"""Parameters from history: those of a made-up network are found again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimizer.paths.defaults import CALIBRATION
from optimizer.paths.estimate import HistoryError, estimate
from optimizer.studies.calibrate import HistoryFileError, calibrate, snippet

HISTORY = Path("examples/network-history/btc_network_daily.csv")


def made_up(years: int = 40, seed: int = 0) -> pd.DataFrame:
    """A daily history with known parameters: volatility 50 %, elasticity 0.7, speed 0.1."""
    rng = np.random.default_rng(seed)
    days = pd.date_range("1980-01-01", periods=365 * years)
    price = 1e4 * np.exp(np.cumsum(rng.standard_normal(len(days)) * 0.5 / 365**0.5))
    month = (days.year - 1980) * 12 + days.month - 1
    mean = pd.Series(price).groupby(month).mean().to_numpy()
    h = np.zeros(len(mean))
    h[0] = 0.7 * np.log(mean[0] * 900)
    for t in range(1, len(mean)):
        target = 0.7 * np.log(mean[t - 1] * 900)
        h[t] = h[t - 1] + 0.1 * (target - h[t - 1]) + 0.02 * rng.standard_normal()
    return pd.DataFrame(
        {
            "date": days.strftime("%Y-%m-%d"),
            "price_usd": price,
            "hashrate_ehs": np.exp(h)[month],
            "subsidy_btc": 6.25,
            "blocks": 144,
            "fees_btc": 0.0,
        }
    )


def test_known_parameters_are_found_again() -> None:
    history = made_up()
    history["fees_btc"] = 9.0
    told = estimate(history, price_years=40).calibration
    assert told.volatility.value == pytest.approx(0.5, abs=4 * told.volatility.standard_error)
    assert told.elasticity.value == pytest.approx(0.7, abs=0.1)
    assert told.lag_months.value == pytest.approx(-1 / np.log(0.9), rel=0.3)
    assert told.hashrate_volatility.value == pytest.approx(0.02 * 12**0.5, rel=0.1)
    assert told.fee_share.value == pytest.approx(0.01)
    assert 0 < told.volatility.standard_error < 0.02


def test_too_little_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="24"):
        estimate(made_up(1))
    with pytest.raises(HistoryError, match="hashrate_ehs"):
        estimate(made_up(3).drop(columns="hashrate_ehs"))
    with pytest.raises(HistoryFileError, match="cannot be read"):
        calibrate(tmp_path / "nothing.csv")
    wrong = made_up(3)
    wrong["blocks"] = wrong["blocks"].astype(object)
    wrong.loc[4, "blocks"] = "many"
    wrong.to_csv(tmp_path / "wrong.csv", index=False)
    with pytest.raises(HistoryFileError, match="line 6: blocks is 'many'"):
        calibrate(tmp_path / "wrong.csv")


def test_the_snippet_is_part_of_a_fleet_file(tmp_path: Path) -> None:
    import yaml

    from optimizer.schema import Generate

    rng = np.random.default_rng(4)
    made_up(5).assign(fees_btc=lambda h: rng.uniform(5, 15, len(h))).to_csv(
        tmp_path / "h.csv", index=False
    )
    document = yaml.safe_load(snippet(calibrate(tmp_path / "h.csv")))
    Generate.model_validate(document["scenarios"]["generate"])


def test_what_is_shipped_is_what_the_history_says() -> None:
    told = estimate(pd.read_csv(HISTORY)).calibration
    assert (told.first, told.last) == (CALIBRATION.first, CALIBRATION.last)
    for name in ("volatility", "elasticity", "lag_months", "hashrate_volatility", "fee_share"):
        made, shipped = getattr(told, name), getattr(CALIBRATION, name)
        assert made.value == pytest.approx(shipped.value, rel=1e-3)
