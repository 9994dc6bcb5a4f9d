"""Fleets held to what was expected of them: the regression run for planners and CI."""

from optimizer.studies.check.expected import NAME, Expected, ExpectedError
from optimizer.studies.check.junit import to_junit
from optimizer.studies.check.run import Outcome, Verdict, find_fleets, hold, updated

__all__ = [
    "NAME",
    "Expected",
    "ExpectedError",
    "Outcome",
    "Verdict",
    "find_fleets",
    "hold",
    "to_junit",
    "updated",
]
