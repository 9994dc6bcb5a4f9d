"""Read a history and estimate from it."""

from dataclasses import dataclass
from os import PathLike

from optimizer.paths.estimate import PRICE_YEARS, Fit, HistoryError, estimate
from optimizer.studies.history import HistoryFileError, read_history


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
    frame = read_history(history)
    try:
        return Calibrated(str(history), estimate(frame, since, price_years), price_years)
    except HistoryError as error:
        raise HistoryFileError(f"{history}: {error}") from None
