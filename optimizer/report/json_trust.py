"""What a JSON report says of its own truth: certificate, ledger, choice among equals."""

from optimizer.certificate.encode import encode_plan, encode_proof
from optimizer.certificate.ladder import Certificate, PlanCheck
from optimizer.ledger.audit import Audit, Difference
from optimizer.report.cells import number
from optimizer.report.json_text import Json, JsonObject
from optimizer.results.canonical_plan import Canonical
from optimizer.results.result import Plan, Result


def certificate(result: Result) -> JsonObject | None:
    """How far the answer is proved, and what it takes to check that; None where nobody asked.

    ``columns`` and ``proof`` are arrays in Base64: the program's columns in the plan, and the
    multipliers and the tree that prove the bound.
    """
    proved = result.certificate
    if proved is None:
        return None
    plan = result.plan_or_none
    return {
        **_summary(proved),
        "columns": None if plan is None else encode_plan(plan.x),
        "proof": None if result.proof is None else encode_proof(result.proof),
    }


def _summary(proved: Certificate) -> JsonObject:
    return {
        "rung": proved.rung.value,
        "plan": None if proved.plan is None else _plan_check(proved.plan),
        "infeasible": proved.bound == float("-inf"),
        "bound_usd": number(proved.bound),
        "gap": number(proved.gap),
        "nodes": proved.nodes,
        "leaves": proved.leaves,
        "open_leaves": proved.open_leaves,
        "lemmas": proved.lemmas,
        "corroborated_by": proved.corroborated_by,
        "message": proved.message,
        "search": {"seconds": number(proved.prove_seconds)},
        "check": {"seconds": number(proved.check_seconds)},
    }


def _plan_check(check: PlanCheck) -> JsonObject:
    return {
        "ok": check.ok,
        "worst_row": check.worst_row,
        "row_violation": number(check.row_violation),
        "worst_column": check.worst_column,
        "column_violation": number(check.column_violation),
        "integrality": number(check.integrality),
        "objective_usd": number(check.objective),
    }


def ledger(audit: Audit | None) -> JsonObject | None:
    """What the replay from the fleet file found; None where nobody asked."""
    if audit is None:
        return None
    return {
        "agrees": audit.ok,
        "amounts": audit.compared,
        "worst": None if audit.worst is None else _difference(audit.worst),
        "differences": [_difference(one) for one in audit.differences],
        "broken_rules": [breach.text for breach in audit.breaches],
    }


def _difference(one: Difference) -> JsonObject:
    return {
        "what": one.what,
        "month": one.month or None,
        "ledger": number(one.ledger),
        "report": number(one.reported),
        "difference": number(one.size),
        "unit": one.unit,
    }


def choice(plan: Plan) -> JsonObject | None:
    """How the plan was picked among plans of the same worth; None where any was taken."""
    canonical: Canonical | None = plan.canonical
    if canonical is None:
        return None
    return {
        "unique": canonical.unique,
        "whole_number_ties": canonical.integer_ties.value,
        "preferences": [{"name": s.name, "end": s.end.value} for s in canonical.stages],
        "may_vary": list[Json](plan.varies),
    }
