"""The daily history of the network, as a CSV file has it."""

from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer.errors import FleetoptError
from optimizer.paths.estimate import COLUMNS

_ABOVE_NIL = ("price_usd", "hashrate_ehs", "subsidy_btc")


class HistoryFileError(FleetoptError):
    """A history cannot be read, or says too little."""

    code = "E614"


def read_history(history: str | PathLike[str]) -> pd.DataFrame:
    """A row per day with the columns of :data:`optimizer.paths.estimate.COLUMNS`.

    Numbers are checked where a column is there; that all are is for who uses them to say.

    Args:
        history: a CSV file.

    Raises:
        HistoryFileError: the file cannot be read.
    """
    path = Path(history)
    try:
        frame = pd.read_csv(path, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise HistoryFileError(f"{path} cannot be read: {str(error).strip()}") from None
    for name in COLUMNS:
        if name in frame.columns and name != "date":
            numbers = pd.to_numeric(frame[name], errors="coerce")
            positive = name in _ABOVE_NIL
            wrong = ~np.isfinite(numbers) | (numbers < 0) | (positive & (numbers == 0))
            if wrong.any():
                line = int(wrong.to_numpy().argmax()) + 2
                got = frame[name].iloc[line - 2]
                bound = "above 0" if positive else "at least 0"
                raise HistoryFileError(
                    f"{path}, line {line}: {name} is {got!r}; it must be a number, {bound}"
                )
            frame[name] = numbers
    if "date" in frame.columns:
        days = _days(frame["date"])
        wrong = days.isna() | (days.diff().dt.days <= 0)
        if wrong.any():
            line = int(wrong.to_numpy().argmax()) + 2
            raise HistoryFileError(f"{path}, line {line}: days are YYYY-MM-DD, in order, each once")
        frame["date"] = days.dt.strftime("%Y-%m-%d")
    return frame


def _days(dates: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    """Days written ``YYYY-MM-DD``; nothing where one is written otherwise."""
    return pd.to_datetime(dates.astype(str), format="%Y-%m-%d", exact=True, errors="coerce")
