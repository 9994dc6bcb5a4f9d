"""Prices that all sites share, and the power supply of a site."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.problem.arrays import BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class Market:
    """Prices that all sites share.

    Attributes:
        hashprice: USD per PH/s and day, shape (T,).
        btc_price: USD per BTC, shape (T,), or None when the file gives none.
    """

    hashprice: FloatArray
    btc_price: FloatArray | None


@dataclass(frozen=True, eq=False)
class HourTable:
    """The hours of one horizon month as the price file has them.

    With one price per month there is one row (two where peak candidates are a share of
    the month); with hourly prices one row per hour found.

    Attributes:
        price: market price in USD/MWh (before the adder), shape (n,); zeros without a market.
        weight: hours that each row stands for, shape (n,); they sum to the month's hours.
        candidate: True where the hour may be the coincident peak, shape (n,).
        day: days since 1970-01-01 of each hour found, shape (n,); None without hourly prices.
    """

    price: FloatArray
    weight: FloatArray
    candidate: BoolArray
    day: NDArray[np.int64] | None = None


@dataclass(frozen=True, eq=False)
class PowerBlock:
    """A fixed-price block of power.

    Attributes:
        name: unique within the site.
        mw: gross MW.
        price: USD/MWh, shape (T,).
        take_or_pay: the whole block is paid in every hour.
        resale: what is not used is settled at the market price less ``resale_fee``.
        resale_fee: USD/MWh.
        active: months in which the block is in force, shape (T,).
    """

    name: str
    mw: float
    price: FloatArray
    take_or_pay: bool
    resale: bool
    resale_fee: float
    active: BoolArray


@dataclass(frozen=True, eq=False)
class MarketSupply:
    """The site's market supply.

    Attributes:
        name: unique within the site.
        adder: USD/MWh paid on purchases, shape (T,).
        max_mw: gross MW that may be bought in an hour, None for no limit.
        mean_price: mean market price of the month in USD/MWh before the adder, shape (T,).
    """

    name: str
    adder: FloatArray
    max_mw: float | None
    mean_price: FloatArray


@dataclass(frozen=True, eq=False)
class Power:
    """Power supply of a site.

    Attributes:
        blocks: fixed-price blocks, in file order.
        market: the market supply, or None.
        hours: one table per month, length T.
        demand_rate: demand charge in USD per kW and month, shape (T,).
        peak_rate: coincident-peak charge accrued in the month, USD per kW
            (``usd_per_kw_year / len(months)`` in listed months, else 0), shape (T,).
        reference_price: the site's reference price in USD/MWh, shape (T,).
    """

    blocks: tuple[PowerBlock, ...]
    market: MarketSupply | None
    hours: tuple[HourTable, ...]
    demand_rate: FloatArray
    peak_rate: FloatArray
    reference_price: FloatArray
