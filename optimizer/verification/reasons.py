"""The reasons in a report, as far as they can be made anew without a solver.

Business as usual is a plan of its own: its columns are in the report, and have to be a plan of the
fleet's program without what is not done as usual. That there is no better one remains the solver's
word, as do the worths of leases, builds and orders and the marginal values.
"""

import numpy as np
import pandas as pd

from optimizer.certificate.encode import decode_plan
from optimizer.certificate.proof import ProofError
from optimizer.formulation import Formulation
from optimizer.numerics.verify import verify
from optimizer.reasons.baseline import as_usual
from optimizer.reasons.machines import machine_figures
from optimizer.report.json_text import JsonObject
from optimizer.results import Result, make_result
from optimizer.results.reasoning import Explain, Reasons
from optimizer.results.result import Plan
from optimizer.solvers.base import SolveOptions
from optimizer.verification.claims import claimed_result


def told_reasons(document: JsonObject, formulation: Formulation, result: Result) -> Reasons | None:
    """Business as usual and the machines' figures of a report, made anew.

    Args:
        document: the report.
        formulation: of the fleet.
        result: made anew from the plan in the report.

    Returns:
        None for a report without reasons.

    Raises:
        ProofError: business as usual in the report is no plan of the fleet.
    """
    if document.get("reasons") is None:
        return None
    return Reasons(
        level=Explain.QUICK,
        baseline=_baseline(document, formulation),
        obstacle=None,
        short_usd=None,
        leases=(),
        alternatives=(),
        machines=machine_figures(formulation, result.plan),
        marginal=pd.DataFrame(columns=["kind", "name", "month", "unit", "usd_per_unit"]),
    )


def _baseline(document: JsonObject, formulation: Formulation) -> Plan | None:
    told = document.get("baseline")
    if told is None:
        return None
    program = as_usual(formulation)
    x = decode_plan(told.get("columns") if isinstance(told, dict) else None)
    if x.shape != (program.shape[1],) or not np.isfinite(x).all():
        raise ProofError("business as usual in the report is no plan of this program")
    check = verify(program, x)
    if not check.ok:
        worst = check.worst_row or check.worst_column
        raise ProofError(f"business as usual in the report breaks {worst}")
    solved = claimed_result(document, formulation.program, x, None)
    return make_result(formulation, solved, SolveOptions(), build_seconds=0.0).plan
