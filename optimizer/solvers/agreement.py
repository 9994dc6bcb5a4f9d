"""When two back-ends have come to the same end."""

from optimizer.solvers.base import Reason, SolveResult
from optimizer.solvers.ending import GAP_NOISE


def agree(one: SolveResult, other: SolveResult, gap: float) -> bool:
    """True when both proved the same: no plan, or optima within the gap both ways."""
    if one.reason is not other.reason:
        return False
    if one.reason is Reason.INFEASIBLE:
        return True
    if one.reason is not Reason.OPTIMAL or one.objective is None or other.objective is None:
        return False
    return abs(one.objective - other.objective) <= tolerance(one.objective, gap)


def tolerance(objective: float, gap: float) -> float:
    """How far from an objective another one may be and still be within the gap."""
    return (gap + GAP_NOISE) * max(abs(objective), 1.0)
