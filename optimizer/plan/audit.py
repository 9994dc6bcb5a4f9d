"""Replay a plan from its fleet file and hold the report against that."""

from optimizer.inputs.problem import Problem
from optimizer.ledger import Audit, compare, replay
from optimizer.results.reported import reported
from optimizer.results.result import Plan
from optimizer.schedule import Schedule

_ROUGH = 100
"""A solver whose plan could not be polished may miss the cent. Differences are told from there on;
a hundred times as much is a mistake."""


def refuses(audit: Audit) -> bool:
    """Whether the ledger's opinion is that the plan is wrong, and not only rough."""
    return bool(audit.breaches) or any(
        None in (one.ledger, one.reported) or one.size > _ROUGH * one.tolerance
        for one in audit.differences
    )


def audit(
    problem: Problem,
    plan: Plan,
    schedule: Schedule | None = None,
    waived: frozenset[str] = frozenset(),
) -> Audit | None:
    """The ledger's opinion of a plan, None for a problem that does not come from a file.

    Args:
        problem: the fleet; only what the file says is used.
        plan: what is reported.
        schedule: the decisions to replay, by default the plan's own.
        waived: what may be broken in the problem's future.
    """
    if problem.said is None:
        return None
    schedule = schedule or plan.schedule
    statement = replay(problem.said, problem.path.parent, schedule, problem.future, waived)
    return compare(statement, reported(plan))
