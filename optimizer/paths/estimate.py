r"""Parameters from the daily history of the network, with standard errors.

* Volatility: standard deviation of daily log returns of the last years (it has fallen from
  year to year), times the root of 365; its standard error counts fat tails:
  $\sigma \sqrt{(k - 1) / 4n}$ with kurtosis $k$.
* Hashrate, on monthly means, an error correction by least squares:
  $\Delta h_t = a + b\, r_{t-1} - \kappa\, h_{t-1} + c\, t + u_t$, from which
  $\varepsilon = b / \kappa$, the trend $c / \kappa$ and the lag $-1 / \ln(1 - \kappa)$.
  Standard errors by the delta method.
* Fees, on monthly means of the logarithm of fees over subsidy: a first-order autoregression.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.paths.parameters import Calibration, Estimate
from optimizer.units import MONTHS_PER_YEAR

FloatArray = NDArray[np.float64]

DAYS_PER_YEAR = 365.0
PRICE_YEARS = 5.0
"""Years of prices, from the end, that volatility is estimated from."""

LEAST_MONTHS = 24
"""Months of history that an estimate needs."""

COLUMNS = ("date", "price_usd", "hashrate_ehs", "subsidy_btc", "blocks", "fees_btc")
"""Columns of a history: a row per day."""


class HistoryError(ValueError):
    """A history from which nothing can be estimated."""


@dataclass(frozen=True, eq=False)
class Fit:
    """An estimate, and what it looks like beside the history.

    Attributes:
        calibration: the parameters.
        months: ``YYYY-MM``.
        price, hashrate: monthly means, USD and EH/s.
        fitted: hashrate as the model has it one month ahead, EH/s; nan in the first month.
        returns: daily log returns of the price over their standard deviation.
        r_squared: of the monthly change of hashrate.
    """

    calibration: Calibration
    months: tuple[str, ...]
    price: FloatArray
    hashrate: FloatArray
    fitted: FloatArray
    returns: FloatArray
    r_squared: float


@dataclass(frozen=True, eq=False)
class _Regression:
    """Ordinary least squares."""

    beta: FloatArray
    covariance: FloatArray
    fitted: FloatArray
    deviation: float

    def ratio(self, top: int, bottom: int) -> Estimate:
        """A ratio of two coefficients, with the delta method."""
        value = self.beta[top] / self.beta[bottom]
        gradient = np.zeros(len(self.beta))
        gradient[top], gradient[bottom] = 1.0 / self.beta[bottom], -value / self.beta[bottom]
        return Estimate(float(value), float(np.sqrt(gradient @ self.covariance @ gradient)))


def estimate(
    history: pd.DataFrame, since: str | None = None, price_years: float = PRICE_YEARS
) -> Fit:
    """Estimate the parameters.

    Args:
        history: a row per day in the order of time, with :data:`COLUMNS`.
        since: first day that counts, ``YYYY-MM-DD``.
        price_years: years from the end whose prices count.

    Raises:
        HistoryError: columns are missing, or it is too short.
    """
    missing = [name for name in COLUMNS if name not in history.columns]
    if missing:
        raise HistoryError(
            f"the history has no column {missing[0]!r}; it needs {', '.join(COLUMNS)}"
        )
    used = history if since is None else history[history["date"].astype(str) >= since]
    monthly = monthly_means(used)
    if len(monthly) < LEAST_MONTHS:
        raise HistoryError(
            f"the history has {len(monthly)} whole months; an estimate needs {LEAST_MONTHS}"
        )
    price = used["price_usd"].to_numpy(dtype=float)
    returns = np.diff(np.log(price))[-round(price_years * DAYS_PER_YEAR) :]
    volatility, drift = _walk(returns)
    hashrate = _hashrate(monthly)
    fees = _fees(monthly)
    h = np.log(monthly["hashrate"].to_numpy(dtype=float))
    change = np.diff(h)
    residual = change - hashrate.fitted
    calibration = Calibration(
        first=str(used["date"].iloc[0]),
        last=str(used["date"].iloc[-1]),
        volatility=volatility,
        drift=drift,
        elasticity=hashrate.ratio(1, 2),
        lag_months=_lag(hashrate),
        trend=_scaled(hashrate.ratio(3, 2), MONTHS_PER_YEAR),
        hashrate_volatility=_deviation(hashrate.deviation, len(change)),
        **fees,
    )
    return Fit(
        calibration=calibration,
        months=tuple(monthly.index),
        price=monthly["price"].to_numpy(dtype=float),
        hashrate=np.exp(h),
        fitted=np.concatenate(([np.nan], np.exp(h[:-1] + hashrate.fitted))),
        returns=returns / returns.std(ddof=1),
        r_squared=float(1.0 - residual.var() / change.var()),
    )


def monthly_means(used: pd.DataFrame) -> pd.DataFrame:
    """Means of the whole months of a history.

    Args:
        used: a row per day in the order of time, with :data:`COLUMNS`.

    Returns:
        By ``YYYY-MM``: ``price`` in USD, ``hashrate`` in EH/s, ``new`` and ``fees`` in BTC of the
        month, ``whole`` its days.
    """
    days = pd.to_datetime(used["date"])
    frame = pd.DataFrame(
        {
            "month": days.dt.strftime("%Y-%m").to_numpy(),
            "day": days.dt.day.to_numpy(),
            "whole": days.dt.days_in_month.to_numpy(),
            "price": used["price_usd"].to_numpy(dtype=float),
            "hashrate": used["hashrate_ehs"].to_numpy(dtype=float),
            "new": (used["subsidy_btc"] * used["blocks"]).to_numpy(dtype=float),
            "fees": used["fees_btc"].to_numpy(dtype=float),
        }
    )
    out = frame.groupby("month").agg(
        price=("price", "mean"),
        hashrate=("hashrate", "mean"),
        new=("new", "sum"),
        fees=("fees", "sum"),
        days=("day", "nunique"),
        whole=("whole", "first"),
    )
    return out[out["days"] == out["whole"]]


def _walk(returns: FloatArray) -> tuple[Estimate, Estimate]:
    """Volatility and growth of a year."""
    n, sd = len(returns), float(returns.std(ddof=1))
    centred = returns - returns.mean()
    kurtosis = float((centred**4).mean() / (centred**2).mean() ** 2)
    scale = np.sqrt(DAYS_PER_YEAR)
    error = sd * scale * np.sqrt(max(kurtosis - 1.0, 0.0) / (4 * n))
    volatility = Estimate(float(sd * scale), float(error))
    growth = float(returns.mean()) * DAYS_PER_YEAR + volatility.value**2 / 2
    error = float(np.exp(growth)) * volatility.value / np.sqrt(n / DAYS_PER_YEAR)
    drift = Estimate(float(np.expm1(growth)), float(error))
    return volatility, drift


def _hashrate(monthly: pd.DataFrame) -> _Regression:
    """Change of log hashrate on 1, earnings before, minus hashrate before, time."""
    h = np.log(monthly["hashrate"].to_numpy(dtype=float))
    per_day = (monthly["new"] + monthly["fees"]) / monthly["whole"]
    r = np.log(monthly["price"].to_numpy(dtype=float) * per_day.to_numpy(dtype=float))
    t = np.arange(len(h) - 1, dtype=float)
    return _least_squares(np.diff(h), np.column_stack((np.ones_like(t), r[:-1], -h[:-1], t)))


def _fees(monthly: pd.DataFrame) -> dict[str, Estimate]:
    share = (monthly["fees"] / monthly["new"]).to_numpy(dtype=float)
    f = np.log(np.maximum(share, 1e-6))
    fit = _least_squares(f[1:], np.column_stack((np.ones(len(f) - 1), f[:-1])))
    kept = float(np.clip(fit.beta[1], 1e-3, 0.999))
    half_life = np.log(0.5) / np.log(kept)
    slope = half_life / (kept * np.log(kept))
    error = float(abs(slope) * np.sqrt(max(fit.covariance[1, 1], 0.0)))
    spread = float(f.std(ddof=1)) * np.sqrt((1 + kept) / (1 - kept) / len(f))
    median = float(np.median(share))
    return {
        "fee_share": Estimate(median, median * float(spread)),
        "fee_volatility": _deviation(fit.deviation, len(f) - 1),
        "fee_half_life_months": Estimate(float(half_life), error),
    }


def _lag(fit: _Regression) -> Estimate:
    """Months in which two thirds of the way are gone, from the speed of correction."""
    speed = float(np.clip(fit.beta[2], 1e-3, 0.999))
    lag = -1.0 / np.log1p(-speed)
    slope = lag**2 / (1.0 - speed)
    return Estimate(float(lag), float(slope * np.sqrt(fit.covariance[2, 2])))


def _deviation(monthly: float, n: int) -> Estimate:
    """A standard deviation of months as one of years."""
    value = monthly * np.sqrt(MONTHS_PER_YEAR)
    return Estimate(float(value), float(value / np.sqrt(2 * n)))


def _scaled(one: Estimate, by: float) -> Estimate:
    return Estimate(one.value * by, one.standard_error * by)


def _least_squares(y: FloatArray, x: FloatArray) -> _Regression:
    beta, *_ = np.linalg.lstsq(x, y, rcond=None)
    fitted: FloatArray = x @ beta
    residual = y - fitted
    variance = float(residual @ residual) / (len(y) - x.shape[1])
    covariance = np.asarray(variance * np.linalg.pinv(x.T @ x), dtype=np.float64)
    return _Regression(np.asarray(beta, dtype=np.float64), covariance, fitted, float(variance**0.5))
