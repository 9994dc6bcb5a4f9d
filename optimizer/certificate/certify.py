"""From a plan and a proof to the rung that is reached, and one line that tells it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.checker import Checked, check_proof
from optimizer.certificate.ladder import Certificate, PlanCheck, Rung
from optimizer.certificate.primal import check_plan
from optimizer.certificate.proof import Proof, ProofError

if TYPE_CHECKING:
    from optimizer.lp.program import Program

FloatArray = NDArray[np.float64]

GAP_NOISE = 1e-9
"""Slack in comparing gaps: the bound's last digits are rounded upward."""

MOST_BY_TOLERANCE = 1e-6
"""A plan may be worth this much more, relatively, than is proved possible: no plan that holds
every row to the last digit is, and one within the tolerance of rows is by a little."""

LARGE_GAP = 1e-3
"""From here on a gap is told in percent, and the plan no longer called optimal."""


def certify(
    program: Program,
    x: FloatArray | None,
    proof: Proof | None = None,
    *,
    gap: float = 1e-6,
    exact: bool = False,
    corroborated_by: str | None = None,
    prove_seconds: float = 0.0,
) -> Certificate:
    """Check a plan and a proof, and say how much of the answer they prove.

    Nothing here depends on the clock but ``check_seconds``.

    Args:
        program: the unscaled program.
        x: the plan in the program's units, shape (n,); None where there is none.
        proof: a proof of a bound, or that there is no plan; None for none.
        gap: relative gap within which a bound makes a plan optimal; a looser bound is told, but
            lifts no rung; nor does one that the plan exceeds by more than that.
        exact: check the proof in exact arithmetic.
        corroborated_by: solver of another lineage that found the same optimum.
        prove_seconds: what finding the proof took.

    Raises:
        ValueError: the plan has another shape than the program's columns.
    """
    began = time.perf_counter()
    plan = None if x is None else check_plan(program, x)
    checked, complaint = _checked(program, proof, exact)
    seconds = time.perf_counter() - began
    bound = checked.bound if checked else None
    certified = _gap(plan, bound)
    unfit = _looseness(certified, gap) or _excess(plan, certified, gap)
    said = (_flaw(plan), _contradiction(plan, checked), complaint, unfit)
    return Certificate(
        rung=_rung(plan, None if unfit else checked, exact, corroborated_by),
        plan=plan,
        bound=bound,
        gap=certified,
        nodes=checked.nodes if checked else 0,
        leaves=checked.leaves if checked else 0,
        open_leaves=checked.open_leaves if checked else 0,
        lemmas=checked.lemmas if checked else 0,
        corroborated_by=corroborated_by,
        prove_seconds=prove_seconds,
        check_seconds=seconds,
        message="; ".join(text for text in said if text),
    )


def _checked(program: Program, proof: Proof | None, exact: bool) -> tuple[Checked | None, str]:
    """What the proof proves, or None and why it proves nothing."""
    if proof is None:
        return None, ""
    try:
        checked = check_proof(program, proof, exact)
    except ProofError as error:
        return None, f"the proof was refused: {error}"
    if not checked.ok:
        return None, "the proof proves no finite bound"
    return checked, ""


def _rung(
    plan: PlanCheck | None, checked: Checked | None, exact: bool, corroborated_by: str | None
) -> Rung:
    if plan is not None and not plan.ok:
        return Rung.CLAIMED
    # A bound is no answer without a plan, nor is a plan where it is proved that there is none.
    if checked is not None and (checked.bound == -np.inf) == (plan is None):
        return Rung.EXACT if exact else Rung.GAP_CERTIFIED
    if corroborated_by is not None:
        return Rung.CORROBORATED
    return Rung.CLAIMED if plan is None else Rung.PLAN_VERIFIED


def _flaw(plan: PlanCheck | None) -> str:
    """What is wrong with a plan that does not hold, "" for one that does."""
    if plan is None or plan.ok:
        return ""
    parts = []
    if plan.worst_row:
        parts.append(f"{plan.worst_row} is violated by {plan.row_violation:.6g}")
    if plan.worst_column:
        parts.append(f"{plan.worst_column} is {plan.column_violation:.6g} out of its bounds")
    if plan.integrality > 0.0:
        parts.append(f"a whole number is off by {plan.integrality:.6g}")
    return "the plan does not hold: " + ", ".join(parts)


def _contradiction(plan: PlanCheck | None, checked: Checked | None) -> str:
    """A plan that holds within tolerance where exactly there is none."""
    if plan is None or not plan.ok or checked is None or checked.bound > -np.inf:
        return ""
    return (
        "it is proved that no plan holds every row to the last digit: this one holds only within "
        "the tolerance of rows"
    )


def _gap(plan: PlanCheck | None, bound: float | None) -> float | None:
    if plan is None or bound is None or not np.isfinite(plan.objective) or bound == -np.inf:
        return None
    return (bound - plan.objective) / max(abs(plan.objective), 1.0)


def _looseness(certified: float | None, asked: float) -> str:
    """What a bound proves that is too far from the plan to call it optimal, "" for a close one."""
    if certified is None or certified <= asked + GAP_NOISE:
        return ""
    return f"proved is only a gap of {certified:.1e} where {asked:.1e} was asked for"


def _excess(plan: PlanCheck | None, certified: float | None, asked: float) -> str:
    """A plan worth more than is proved possible, beyond what tolerances explain; "" for others."""
    if plan is None or not plan.ok or certified is None:
        return ""
    if certified >= -max(asked, MOST_BY_TOLERANCE):
        return ""
    return (
        f"the plan is worth {-certified:.1e} more, relatively, than any that holds every row to "
        "the last digit: it lives on the tolerance of rows"
    )


def describe(certificate: Certificate) -> str:
    """One line that says what is proved, and by what.

    For example "optimal within 2.0e-7, proved by 35 nodes, checked without a solver in 0.05 s".
    """
    said = _CLAIMS[certificate.rung](certificate)
    return f"{said}; {certificate.message}" if certificate.message else said


def _claimed(certificate: Certificate) -> str:
    if certificate.plan is None:
        return "no plan: claimed by the solver alone"
    if not certificate.plan.ok:
        return "claimed by the solver, and not true of this plan"
    return "optimal: claimed by the solver alone"


def _verified(certificate: Certificate) -> str:
    said = f"plan verified row by row in {_seconds(certificate)}"
    return said if certificate.bound is not None else f"{said}; its bound is a claim"


def _corroborated(certificate: Certificate) -> str:
    if certificate.plan is None:
        return f"no plan: {certificate.corroborated_by} finds none either"
    return f"plan verified row by row; {certificate.corroborated_by} finds the same optimum"


def _proved(certificate: Certificate) -> str:
    how = "exactly" if certificate.rung is Rung.EXACT else "without a solver"
    by = _count(certificate.nodes, "node")
    if certificate.lemmas:
        by += f" and {_count(certificate.lemmas, 'lemma')}"
    if certificate.open_leaves:
        by += f" ({_count(certificate.open_leaves, 'leaf', 'leaves')} left open)"
    return f"{_what(certificate)}, proved by {by}, checked {how} in {_seconds(certificate)}"


def _what(certificate: Certificate) -> str:
    gap = certificate.gap
    if certificate.plan is None or gap is None:
        return "no plan exists"
    if gap <= 0.0:
        # Only a plan that uses the tolerance of rows is worth more than all that do not.
        return "optimal"
    if gap < LARGE_GAP:
        return f"optimal within {gap:.1e}".replace("e-0", "e-")
    return f"no plan is worth {gap:.1%} more"


def _seconds(certificate: Certificate) -> str:
    return f"{certificate.check_seconds:.2f} s"


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


_CLAIMS = {
    Rung.CLAIMED: _claimed,
    Rung.PLAN_VERIFIED: _verified,
    Rung.CORROBORATED: _corroborated,
    Rung.GAP_CERTIFIED: _proved,
    Rung.EXACT: _proved,
}
