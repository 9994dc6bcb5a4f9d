"""What the exit code of ``fleetopt`` says."""

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.results.result import Result


class ExitCode(IntEnum):
    """How a command ended, for scripts."""

    PROVED = 0
    """The plan is proved optimal within the gap; any other command did its work."""

    NO_PLAN = 1
    """It ran and there is no usable plan: infeasible, unbounded, or a limit without a plan."""

    CANNOT_RUN = 2
    """It could not run, or could not write: a bad file, a bad option, a full disk."""

    NOT_PROVED = 3
    """A feasible plan that is not proved: a limit ran out, or it was interrupted."""

    INTERRUPTED = 130
    """Interrupted before there was any plan."""


def exit_code(result: "Result") -> ExitCode:
    """The exit code of a solve."""
    from optimizer.solvers.base import Limit, Reason

    if result.termination.reason is Reason.OPTIMAL:
        return ExitCode.PROVED
    if result.has_plan:
        return ExitCode.NOT_PROVED
    if result.termination.limit is Limit.INTERRUPT:
        return ExitCode.INTERRUPTED
    return ExitCode.NO_PLAN
