"""What a report says of the solve it comes from, as far as that goes into its numbers."""

from optimizer.lp import Program
from optimizer.lp.expression import FloatArray
from optimizer.numerics.verify import verify
from optimizer.report.document import number, section, text
from optimizer.report.json_schedule import ReportError
from optimizer.report.json_text import JsonObject
from optimizer.solvers.base import Limit, Reason, SolveOptions, SolveResult
from optimizer.solvers.ending import relative_gap


def options_of(document: JsonObject) -> SolveOptions:
    """The gap that was asked for.

    Raises:
        ReportError: it is no gap.
    """
    gap = number(section(document, "solver"), "gap_requested")
    try:
        return SolveOptions(gap=1e-6 if gap is None else gap)
    except ValueError as error:
        raise ReportError(f"`solver.gap_requested`: {error}") from None


def claimed_result(
    document: JsonObject, program: Program, x: FloatArray, proved: float | None
) -> SolveResult:
    """A solve that ended as the report says, with the plan that it holds.

    Args:
        document: the report.
        program: built from the fleet file.
        x: the plan, shape (n,).
        proved: bound that a proof gives; None where there is only the report's word for one.

    Raises:
        ReportError: the report says what no solve can say.
    """
    termination, solver = section(document, "termination"), section(document, "solver")
    limit = termination.get("limit")
    objective, bound = program.value(x), number(section(document, "objective"), "bound_usd")
    if proved is not None:
        bound = max(proved, objective)
    try:
        return SolveResult(
            reason=Reason(text(termination, "reason")),
            limit=None if limit is None else Limit(str(limit)),
            message=text(termination, "message"),
            solver=text(solver, "name"),
            version=text(solver, "version"),
            seconds=0.0,
            threads=int(number(solver, "threads") or 0),
            objective=objective,
            bound=bound,
            gap=relative_gap(objective, bound),
            x_or_none=x,
            verification=verify(program, x),
        )
    except ValueError as error:
        raise ReportError(f"the report contradicts itself: {error}") from None
