"""Ask a back-end of another lineage whether it comes to the same end.

Two codes written by different people seldom share a mistake. It is evidence, not a proof;
what proves a plan without any solver is checked elsewhere.
"""

from dataclasses import dataclass

from optimizer.lp.program import Program
from optimizer.solvers.agreement import agree, tolerance
from optimizer.solvers.backend import Backend
from optimizer.solvers.base import ProgressCallback, Reason, SolveOptions, SolveResult
from optimizer.solvers.names import HIGHS
from optimizer.solvers.registry import backend_class
from optimizer.solvers.solve import solve

BUDGET_S = 60.0
"""Time for a second opinion, unless the caller says otherwise."""

WITNESSES_OF_MIP = ("scip", "cbc", HIGHS)
"""Back-ends to ask of whole numbers, the most trusted first."""

WITNESSES_OF_LP = ("glop", "cbc", HIGHS)
"""Back-ends to ask where nothing has to be whole."""


@dataclass(frozen=True)
class Corroboration:
    """A second opinion.

    Attributes:
        by: name of the back-end that agrees, None where none does.
        words: what it said, or why there is no second opinion.
        contradicted: True when it came to another end, so one of the two is wrong.
    """

    by: str | None
    words: str
    contradicted: bool = False


def corroborate(
    program: Program,
    result: SolveResult,
    options: SolveOptions,
    budget_s: float = BUDGET_S,
    progress: ProgressCallback | None = None,
) -> Corroboration:
    """Solve a program again with a back-end of another lineage than the result's.

    Args:
        program: what was solved.
        result: what came out; optimal, or no plan exists.
        options: what it was solved with; the gap counts, and the memory limit.
        budget_s: wall-clock limit in seconds.
        progress: called now and then in the calling thread.
    """
    if result.reason not in (Reason.OPTIMAL, Reason.INFEASIBLE):
        return Corroboration(None, f"there is nothing to corroborate: the solve {result.message}")
    if result.corroborated_by:
        other = backend_class(result.corroborated_by)
        return Corroboration(other.name, f"{other.title} came to the same end")
    witness = witness_for(program, result)
    if witness is None:
        return Corroboration(None, "no solver of another lineage is installed for such programs")
    asked = SolveOptions(
        time_limit_s=budget_s,
        gap=options.gap,
        solver=witness.name,
        isolated=True,
        memory_limit_mb=options.memory_limit_mb,
        node_limit=options.node_limit if witness.capabilities.nodes else None,
    )
    return _compare(result, solve(program, asked, progress), witness, options.gap)


def witness_for(program: Program, result: SolveResult) -> type[Backend] | None:
    """The first installed back-end that takes the program and is of another lineage."""
    lineage = backend_class(result.solver).lineage
    for name in WITNESSES_OF_MIP if program.is_mip else WITNESSES_OF_LP:
        witness = backend_class(name)
        if witness.lineage is not lineage and witness.missing() is None:
            return witness
    return None


def _compare(
    result: SolveResult, other: SolveResult, witness: type[Backend], gap: float
) -> Corroboration:
    title = witness.title
    if agree(result, other, gap):
        return Corroboration(witness.name, f"{title} came to the same end")
    mine, theirs, bound = result.objective, other.objective, other.bound
    if mine is None:
        if theirs is not None:
            words = f"{title} found a plan with an objective of {theirs:,.10g} where none should be"
            return Corroboration(None, words, contradicted=True)
        return Corroboration(None, f"{title} did not finish: {other.message}")
    room = tolerance(mine, gap)
    if other.reason is Reason.INFEASIBLE:
        return Corroboration(None, f"{title} says that no plan exists", contradicted=True)
    if theirs is not None and theirs > mine + room:
        words = f"{title} found an objective of {theirs:,.10g}, better than {mine:,.10g}"
        return Corroboration(None, words, contradicted=True)
    if bound is not None and bound < mine - room:
        words = f"{title} says that nothing above {bound:,.10g} exists, and here is {mine:,.10g}"
        return Corroboration(None, words, contradicted=True)
    if bound is not None and bound <= mine + room:
        return Corroboration(witness.name, f"{title} proved that nothing better exists")
    return Corroboration(None, f"{title} did not finish: {other.message}")
