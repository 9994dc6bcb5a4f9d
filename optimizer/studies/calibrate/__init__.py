"""Parameters of random futures from the daily history of the network."""

from optimizer.studies.calibrate.page import page_of, snippet, to_json
from optimizer.studies.calibrate.run import Calibrated, calibrate
from optimizer.studies.history import HistoryFileError

__all__ = ["Calibrated", "HistoryFileError", "calibrate", "page_of", "snippet", "to_json"]
