"""The decisions that a report lists, replayed from the fleet file by the ledger."""

from optimizer.inputs.problem import Problem
from optimizer.ledger import Audit, describe
from optimizer.plan.audit import audit
from optimizer.report.json_schedule import ReportError, read_schedule
from optimizer.report.json_text import JsonObject
from optimizer.results.result import Plan
from optimizer.verification.checks import Check, Standing

_SHOWN = 5


def ledger(
    document: JsonObject, problem: Problem, plan: Plan, waived: frozenset[str] = frozenset()
) -> Audit | str:
    """Replay the decisions listed in a report and hold its money against that.

    Args:
        document: the report; its ``schedule`` is replayed.
        problem: the fleet.
        plan: what the report says otherwise, made anew from its columns.
        waived: what may be broken in the problem's future.

    Returns:
        What was found, or why the schedule cannot be read.
    """
    try:
        schedule = read_schedule(document["schedule"], problem.horizon.start)
    except ReportError as error:
        return str(error)
    found = audit(problem, plan, schedule, waived)
    assert found is not None
    return found


def ledger_check(found: Audit | str) -> Check:
    """The replay as a check."""
    if isinstance(found, str):
        return Check("ledger", Standing.FAILS, found)
    wrong = [one for one in found.differences if not one.ok]
    details = [breach.text for breach in found.breaches[:_SHOWN]]
    details += [f"{one.what} {one.month}".strip() for one in wrong[: _SHOWN - len(details)]]
    standing = Standing.HOLDS if found.ok else Standing.FAILS
    return Check("ledger", standing, describe(found), tuple(details))
