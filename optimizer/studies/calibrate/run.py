"""Read a history and estimate from it."""

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import pandas as pd

from optimizer.errors import FleetoptError
from optimizer.paths.estimate import COLUMNS, PRICE_YEARS, Fit, HistoryError, estimate


class HistoryFileError(FleetoptError):
    """A history cannot be read, or says too little."""

    code = "E614"


@dataclass(frozen=True, eq=False)
class Calibrated:
    """An estimate and where it comes from.

    Attributes:
        file: the history.
        fit: what was estimated.
        price_years: years of prices that volatility is estimated from.
    """

    file: str
    fit: Fit
    price_years: float


def calibrate(
    history: str | PathLike[str], since: str | None = None, price_years: float = PRICE_YEARS
) -> Calibrated:
    """Estimate the parameters of random futures.

    Args:
        history: a CSV file with a row per day: ``date, price_usd, hashrate_ehs, subsidy_btc,
            blocks, fees_btc``.
        since: first day that counts, ``YYYY-MM-DD``.
        price_years: years of prices, from the end, that volatility is estimated from.

    Raises:
        HistoryFileError: the file cannot be read, or says too little.
    """
    path = Path(history)
    try:
        frame = pd.read_csv(path, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise HistoryFileError(f"{path} cannot be read: {str(error).strip()}") from None
    for name in COLUMNS:
        if name in frame.columns and name != "date":
            numbers = pd.to_numeric(frame[name], errors="coerce")
            wrong = numbers.isna() | (numbers < 0)
            if wrong.any():
                line = int(wrong.to_numpy().argmax()) + 2
                got = frame[name].iloc[line - 2]
                raise HistoryFileError(
                    f"{path}, line {line}: {name} is {got!r}; it must be a number, at least 0"
                )
            frame[name] = numbers
    days = pd.to_datetime(frame["date"], errors="coerce") if "date" in frame else pd.Series()
    if "date" in frame and (days.isna().any() or (days.diff().dropna().dt.days <= 0).any()):
        bad = days.isna() | (days.diff().dt.days <= 0)
        line = int(bad.to_numpy().argmax()) + 2
        raise HistoryFileError(f"{path}, line {line}: days are YYYY-MM-DD, in order, each once")
    try:
        return Calibrated(str(path), estimate(frame, since, price_years), price_years)
    except HistoryError as error:
        raise HistoryFileError(f"{path}: {error}") from None
