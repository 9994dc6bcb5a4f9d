"""Random futures around what is believed, as wide as the history known by then says."""

from dataclasses import replace

import numpy as np
import pandas as pd

from optimizer.inputs.assemble.market import block_subsidy
from optimizer.inputs.problem import Problem
from optimizer.months import Horizon
from optimizer.paths.draw import Around, draw
from optimizer.paths.estimate import HistoryError, estimate
from optimizer.paths.parameters import Calibration
from optimizer.scenario import Scenario
from optimizer.schema import Generate
from optimizer.schema.generate import (
    BtcProcess,
    FeesProcess,
    HashrateProcess,
    PowerProcess,
    TenantProcess,
)

DRAWN_FOR_EACH = 25
"""Paths drawn for each future that is planned for: those kept stand for the others."""

_MOST_ELASTIC = 2.0


def calibrations(history: pd.DataFrame, horizon: Horizon, every: int) -> tuple[Calibration, ...]:
    """What could be estimated at the start of each plan's month, from the days before it.

    Args:
        history: a row per day, its last days may be missing.
        horizon: what is walked through.
        every: months from one plan to the next.

    Raises:
        HistoryError: too little is known at the start.
    """
    days = history["date"].astype(str)
    out: list[Calibration] = []
    for month in range(0, horizon.months, every):
        before = history[days < f"{horizon.start + month}-01"]
        try:
            out.append(estimate(before).calibration)
        except HistoryError:
            if not out:
                raise
            out.append(out[-1])
    return tuple(out)


def futures_of(
    problem: Problem, month: int, number: int, seed: int, known: Calibration
) -> tuple[Scenario, ...]:
    """Futures from a month on around what is believed; before it they are what happened.

    Args:
        problem: as it is believed to be.
        month: offset of the first month that is not known.
        number: of futures.
        seed: of the draw.
        known: what could be estimated.
    """
    horizon = problem.horizon
    ahead = Horizon(horizon.start + month, horizon.months - month)
    subsidy = np.array([block_subsidy(ahead.start + t) for t in range(ahead.months)])
    coin = problem.market.btc_price
    drawn = draw(
        _wanted(number, seed + month, known),
        Around(
            horizon=ahead,
            btc_price=None if coin is None else coin[month:],
            fee_part=None,
            subsidy_share=subsidy / subsidy[0],
            default_rates={},
        ),
    )
    before = (1.0,) * month
    return tuple(
        replace(
            one,
            hashprice=before + one.hashprice,
            btc_price=before + one.btc_price,
            power_price=before + one.power_price,
            gpu_price=before + one.gpu_price,
        )
        for one in drawn
    )


def _wanted(number: int, seed: int, known: Calibration) -> Generate:
    """How they are drawn: coin, network, fees and GPU rents; power and tenants as expected."""
    return Generate(
        paths=number * DRAWN_FOR_EACH,
        seed=seed,
        reduce_to=number,
        btc=BtcProcess(volatility_pct_per_year=100 * known.volatility.value),
        hashrate=HashrateProcess(
            elasticity=float(np.clip(known.elasticity.value, 0.0, _MOST_ELASTIC)),
            lag_months=known.lag_months.value,
            volatility_pct_per_year=100 * known.hashrate_volatility.value,
        ),
        fees=FeesProcess(
            share_pct=100 * known.fee_share.value,
            volatility_pct_per_year=100 * known.fee_volatility.value,
            half_life_months=known.fee_half_life_months.value,
        ),
        power=PowerProcess(resample=False),
        tenants=TenantProcess(drawn=False, ratings={}),
    )
