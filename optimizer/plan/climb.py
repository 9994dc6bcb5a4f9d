"""Up the ladder: how far an answer can be proved without believing who gave it."""

import time
from dataclasses import dataclass, replace
from threading import Event

from optimizer.certificate.certify import certify
from optimizer.certificate.ladder import Certificate
from optimizer.certificate.proof import Proof
from optimizer.lp import Program
from optimizer.plan.assurance import Certify
from optimizer.search.prove import Budget, Refuted, prove
from optimizer.solvers.base import Reason, SolveOptions, SolveResult
from optimizer.solvers.corroborate import corroborate
from optimizer.solvers.ending import plan_of, relative_gap
from optimizer.solvers.waiting import interruptible

CHEAP = Budget(nodes=2_000, iterations=150_000)
"""Work that a proof may take where nobody asked for one. Counted, not timed: the same input gives
the same certificate."""

DEAR = Budget(nodes=40_000, iterations=10_000_000)
"""Work that a proof may take where it was asked for."""

EXACT_SIZE = 20_000_000
"""Multiplications, non-zeros times witnesses, up to which an unasked proof is checked exactly."""

MOST_REFUTATIONS = 20
"""Better plans found one after the other before the search for a proof is given up."""

_PROVES = (Certify.AUTO, Certify.GAP, Certify.EXACT)


@dataclass(frozen=True, eq=False)
class Grounds:
    """What a certificate can be made from.

    Attributes:
        proof: of the bound, or that there is no plan; None where none was searched.
        seconds: taken to find it.
        corroborated_by: solver of another lineage that agrees, or None.
        words: why there is less than was asked for, "" otherwise.
    """

    proof: Proof | None = None
    seconds: float = 0.0
    corroborated_by: str | None = None
    words: str = ""


def seek(
    program: Program, solved: SolveResult, options: SolveOptions, level: Certify
) -> tuple[SolveResult, Grounds]:
    """Look for a proof of a solve's end.

    Args:
        program: what was solved.
        solved: how it ended.
        options: of the solve: the gap to prove, and the time limit, which a proof keeps to.
        level: how far to go.

    Returns:
        The end, which is another one where the search found a plan that is worth more than the
        one claimed to be optimal, and what speaks for it.
    """
    if solved.reason not in (Reason.OPTIMAL, Reason.INFEASIBLE):
        return solved, Grounds()
    if level is Certify.CORROBORATED:
        other = corroborate(program, solved, options)
        if other.contradicted:
            return _doubted(solved, other.words), Grounds(words=other.words)
        return solved, Grounds(corroborated_by=other.by, words="" if other.by else other.words)
    if solved.tree is not None and level in _PROVES:
        return solved, Grounds(Proof(None, (), solved.tree), 0.0, solved.corroborated_by or None)
    if level not in _PROVES:
        return solved, Grounds(corroborated_by=solved.corroborated_by or None)
    with interruptible() as asked:
        solved, grounds = _search(program, solved, options, level, asked)
    if asked.is_set():
        grounds = replace(grounds, words="the search for a proof was interrupted")
    return solved, grounds


def _search(
    program: Program,
    solved: SolveResult,
    options: SolveOptions,
    level: Certify,
    asked: Event,
) -> tuple[SolveResult, Grounds]:
    """Search a proof, starting again from each better plan that turns up on the way."""
    started = time.perf_counter()
    for _ in range(MOST_REFUTATIONS):
        worth = solved.objective if solved.has_plan else None
        found = prove(
            program,
            worth,
            gap=options.gap,
            budget=_budget(solved, options, level),
            row_duals=None if program.is_mip else solved.row_duals,
            stop=asked,
        )
        if not isinstance(found, Refuted):
            seconds = time.perf_counter() - started
            return solved, Grounds(found.proof, seconds, solved.corroborated_by or None)
        solved = _corrected(program, solved, found)
    return solved, Grounds(words="each plan was refuted by a better one")


def certificate_of(
    program: Program,
    solved: SolveResult,
    options: SolveOptions,
    level: Certify,
    grounds: Grounds,
) -> Certificate | None:
    """What is proved of the plan that is reported, None where nothing was asked for."""
    if level is Certify.NONE or not (solved.has_plan or solved.reason is Reason.INFEASIBLE):
        return None
    certificate = certify(
        program,
        solved.x if solved.has_plan else None,
        grounds.proof,
        gap=options.gap,
        exact=level is Certify.EXACT or (level is Certify.AUTO and _is_small(program, grounds)),
        corroborated_by=grounds.corroborated_by,
        prove_seconds=grounds.seconds,
    )
    said = (certificate.message, grounds.words)
    return replace(certificate, message="; ".join(words for words in said if words))


def settled(solved: SolveResult, certificate: Certificate | None, gap: float) -> SolveResult:
    """The end with the proof taken into account: its bound counts, not the solver's.

    Args:
        solved: the end, by the solver's account.
        certificate: what is proved, None where nothing is.
        gap: that was asked for.
    """
    if not solved.has_plan or certificate is None or not certificate.rung.is_proved:
        return solved
    assert certificate.bound is not None
    assert solved.objective is not None
    bound = max(certificate.bound, solved.objective)
    solved = replace(solved, bound=bound, gap=relative_gap(solved.objective, bound))
    if solved.reason is Reason.OPTIMAL:
        return solved
    words = f"optimal within a gap of {gap:g}, by proof and not by the solver's account"
    return replace(solved, reason=Reason.OPTIMAL, limit=None, message=words)


def _corrected(program: Program, solved: SolveResult, found: Refuted) -> SolveResult:
    """The better plan in place of the solver's; feasible until something proves it."""
    plan = plan_of(program, found.x)
    return replace(
        solved,
        reason=Reason.FEASIBLE,
        limit=None,
        corroborated_by="",
        message=f"{solved.solver} was wrong: a better plan was found while its answer was checked",
        objective=plan.objective,
        bound=None,
        gap=None,
        x_or_none=plan.x,
        row_duals=None,
        reduced_costs=None,
        verification=plan.verification,
    )


def _doubted(solved: SolveResult, words: str) -> SolveResult:
    """An end that another solver contradicts: one of the two is wrong, so nothing is proved."""
    words = f"two solvers contradict each other: {words}"
    if solved.has_plan:
        return replace(solved, reason=Reason.FEASIBLE, bound=None, gap=None, message=words)
    return replace(solved, reason=Reason.ERROR, bound=None, message=words)


def _budget(solved: SolveResult, options: SolveOptions, level: Certify) -> Budget:
    budget = CHEAP if level is Certify.AUTO else DEAR
    if options.time_limit_s is None:
        return budget
    left = max(options.time_limit_s - solved.seconds, 0.0)
    return Budget(nodes=budget.nodes, iterations=budget.iterations, seconds=left)


def _is_small(program: Program, grounds: Grounds) -> bool:
    if grounds.proof is None:
        return True
    trees = [grounds.proof.tree, *(lemma.tree for lemma in grounds.proof.lemmas)]
    return program.nonzeros * sum(len(tree.weight) for tree in trees) <= EXACT_SIZE
