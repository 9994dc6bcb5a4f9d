"""How often power costs how much: the price duration curve of each site."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.inputs.problem import Problem, Site

FloatArray = NDArray[np.float64]

EXCEEDED_PCT = np.linspace(0.0, 100.0, 101)
"""Shares of the hours for which a price is told."""


def price_frame(problem: Problem) -> pd.DataFrame:
    """Prices by the share of hours in which they are exceeded; see ``Plan.prices``."""
    parts = [
        pd.DataFrame(
            {"site": site.name, "exceeded_pct": EXCEEDED_PCT, "usd_per_mwh": duration_curve(site)}
        )
        for site in problem.sites
        if site.power.market is not None
    ]
    columns = ["site", "exceeded_pct", "usd_per_mwh"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return frame.set_index(["site", "exceeded_pct"])


def duration_curve(site: Site) -> FloatArray:
    """The price exceeded in each share of the hours, USD/MWh, shape (101,).

    Each row of the price file weighs the hours that it stands for; the adder is in the price.
    """
    market = site.power.market
    assert market is not None
    tables = site.power.hours
    price = np.concatenate([table.price + market.adder[t] for t, table in enumerate(tables)])
    weight = np.concatenate([table.weight for table in tables])
    order = np.argsort(-price, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum() * 100.0
    at = np.minimum(np.searchsorted(share, EXCEEDED_PCT - 1e-9), len(order) - 1)
    curve: FloatArray = price[order][at]
    return curve
