"""Labelled results of a solve."""

from optimizer.results.extract import make_result
from optimizer.results.result import Plan, Result

__all__ = ["Plan", "Result", "make_result"]
