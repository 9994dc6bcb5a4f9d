"""A calibration as a page: estimates with their errors, and pictures of how they fit."""

import json
import math
from collections.abc import Iterator

import numpy as np
from scipy.special import ndtri

from optimizer.paths.parameters import Calibration, Estimate
from optimizer.report.grid import Grid
from optimizer.report.html.charts import Chart
from optimizer.report.json_text import Json
from optimizer.studies.calibrate.run import Calibrated
from optimizer.studies.page import Page

_POINTS = 121


def page_of(found: Calibrated) -> Page:
    """The calibration as a page."""
    fit, told = found.fit, found.fit.calibration
    lead = [
        f"A coin's price moves {told.volatility.value:.0%} a year (standard deviation); hashrate "
        f"follows what miners earn with an elasticity of {told.elasticity.value:.2f}, two thirds "
        f"of the way in {told.lag_months.value:.0f} months.",
        f"Daily history {told.first} to {told.last}, {len(fit.months)} whole months; volatility "
        f"from the last {found.price_years:g} years. The model explains {fit.r_squared:.0%} of the "
        "monthly change of hashrate.",
    ]
    lead += list(_doubts(told))
    grid = Grid(
        "Estimates",
        ("Parameter", "Estimate", "Standard error", "95 % between"),
        tuple(_rows(told)),
        note="Growth of the past is no forecast: futures vary around the fleet's own curves.",
    )
    return Page(f"Calibration of {found.file}", tuple(lead), (grid,), tuple(_charts(found)))


def _rows(told: Calibration) -> Iterator[tuple[str, str, str, str]]:
    percent = (
        ("Volatility of a coin's price, % a year", told.volatility),
        ("Growth of a coin's price, % a year", told.drift),
        ("Trend of hashrate at the same earnings, % a year", told.trend),
        ("Volatility of hashrate on its own, % a year", told.hashrate_volatility),
        ("Fees over subsidy, median month, %", told.fee_share),
        ("Volatility of fees, % a year", told.fee_volatility),
    )
    plain = (
        ("Elasticity of hashrate to miners' earnings", told.elasticity),
        ("Lag of hashrate, months", told.lag_months),
        ("Half-life of a deviation of fees, months", told.fee_half_life_months),
    )
    for title, one in percent:
        yield _row(title, Estimate(100 * one.value, 100 * one.standard_error), 1)
    for title, one in plain:
        yield _row(title, one, 2)


def _row(title: str, one: Estimate, digits: int) -> tuple[str, str, str, str]:
    low, high = one.interval
    return (
        title,
        f"{one.value:,.{digits}f}",
        f"{one.standard_error:,.{digits}f}",
        f"{low:,.{digits}f} and {high:,.{digits}f}",
    )


def _doubts(told: Calibration) -> Iterator[str]:
    """Estimates that the history does not tell apart from nothing."""
    names = (("elasticity", told.elasticity), ("lag", told.lag_months), ("trend", told.trend))
    vague = [name for name, one in names if one.interval[0] <= 0]
    if vague:
        yield (
            f"This history does not pin down the {' and the '.join(vague)} of hashrate: nothing at "
            "all lies within its error."
        )


def _charts(found: Calibrated) -> Iterator[Chart]:
    fit = found.fit
    months: list[Json] = list(fit.months)
    fitted: list[Json] = [None if math.isnan(one) else one for one in fit.fitted.tolist()]
    yield Chart(
        "hashrate",
        "lines",
        "Hashrate, and the model one month ahead",
        f"The model explains {fit.r_squared:.0%} of its monthly change.",
        {
            "months": months,
            "unit": "EH/s",
            "log": True,
            "series": [
                {"name": "Network", "values": list[Json](fit.hashrate.tolist())},
                {"name": "Model", "values": fitted},
            ],
        },
        None,
    )
    share = (np.arange(_POINTS) + 0.5) / _POINTS
    points: list[Json] = [
        {"x": float(x), "y": float(y)}
        for x, y in zip(ndtri(share), np.quantile(fit.returns, share), strict=True)
    ]
    kurtosis = float((fit.returns**4).mean() / (fit.returns**2).mean() ** 2)
    yield Chart(
        "returns",
        "normal",
        "Daily returns of a coin against a normal distribution",
        "Wild days are more frequent than in a normal distribution: kurtosis "
        f"{kurtosis:.1f}, not 3. Over months they even out.",
        {"points": points},
        None,
    )


def snippet(found: Calibrated) -> str:
    """The estimates as keys of a fleet file."""
    told = found.fit.calibration
    return (
        f"# Estimated from {told.first} to {told.last}.\n"
        "scenarios:\n"
        "  generate:\n"
        "    paths: 200\n"
        f"    btc: {{volatility_pct_per_year: {100 * told.volatility.value:.4g}}}\n"
        f"    hashrate: {{elasticity: {max(told.elasticity.value, 0.0):.4g}, "
        f"lag_months: {told.lag_months.value:.4g}, "
        f"volatility_pct_per_year: {100 * told.hashrate_volatility.value:.4g}}}\n"
        f"    fees: {{share_pct: {100 * told.fee_share.value:.4g}, "
        f"volatility_pct_per_year: {100 * told.fee_volatility.value:.4g}, "
        f"half_life_months: {told.fee_half_life_months.value:.4g}}}\n"
    )


def to_json(found: Calibrated) -> str:
    """The estimates as JSON, ending in a newline."""
    told = found.fit.calibration
    estimates = {
        name: {"value": one.value, "standard_error": one.standard_error}
        for name, one in vars(told).items()
        if isinstance(one, Estimate)
    }
    document = {
        "fleetopt_calibration": 1,
        "file": found.file,
        "first": told.first,
        "last": told.last,
        "months": len(found.fit.months),
        "price_years": found.price_years,
        "r_squared": found.fit.r_squared,
        "estimates": estimates,
    }
    return json.dumps(document, indent=2) + "\n"
