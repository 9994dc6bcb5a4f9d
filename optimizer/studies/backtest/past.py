"""What miners had earned before the horizon begins, for whoever walks through it."""

from dataclasses import dataclass
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.assemble.market import network_hashprice
from optimizer.months import Horizon, Month
from optimizer.paths.estimate import COLUMNS, monthly_means
from optimizer.studies.history import HistoryFileError, read_history

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Past:
    """The months before the horizon, the last one is the month before it begins.

    Attributes:
        hashprice: USD per PH/s and day, shape (months,); empty where nothing is known.
    """

    hashprice: FloatArray

    @classmethod
    def unknown(cls) -> "Past":
        """Nothing is known."""
        return cls(np.zeros(0))


def read_past(history: str | PathLike[str], horizon: Horizon) -> Past:
    """The monthly hashprice before a horizon, from the daily history of the network.

    Args:
        history: a CSV file, as ``fleetopt calibrate`` takes it.
        horizon: what is walked through; rows of it or after it are not looked at.

    Raises:
        HistoryFileError: the file cannot be read, or does not reach the horizon's start.
    """
    frame = read_history(history)
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise HistoryFileError(f"{history} has no column {missing[0]!r}")
    before = frame[frame["date"].astype(str) < f"{horizon.start}-01"]
    means = monthly_means(before)
    if means.empty or Month.parse(str(means.index[-1])) != horizon.start + (-1):
        raise HistoryFileError(
            f"{history} does not have the whole month before the horizon, {horizon.start + (-1)}"
        )
    blocks = before["blocks"].groupby(before["date"].astype(str).str[:7]).sum()[means.index]
    per_block = blocks.to_numpy(dtype=float)
    if not per_block.all():
        empty = means.index[int(per_block.argmin())]
        raise HistoryFileError(f"{history} has no blocks in {empty}")
    hashprice = network_hashprice(
        subsidy=means["new"].to_numpy(dtype=float) / per_block,
        fees=means["fees"].to_numpy(dtype=float) / per_block,
        btc_price=means["price"].to_numpy(dtype=float),
        hashrate_eh=means["hashrate"].to_numpy(dtype=float),
    )
    months = [Month.parse(str(month)) for month in means.index]
    # Only the months without a gap before the horizon.
    whole = [horizon.start - month == len(months) - i for i, month in enumerate(months)]
    return Past(hashprice[np.array(whole)])
