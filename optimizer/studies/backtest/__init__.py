"""Backtest: rules walk through what happened, not knowing what comes."""

from optimizer.studies.backtest.document import to_json
from optimizer.studies.backtest.page import page_of
from optimizer.studies.backtest.run import Backtest, Settings, backtest
from optimizer.studies.backtest.walk import BacktestError, Walked

__all__ = [
    "Backtest",
    "BacktestError",
    "Settings",
    "Walked",
    "backtest",
    "page_of",
    "to_json",
]
