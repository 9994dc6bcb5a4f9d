"""What is known of a program before anybody is judged.

Small programs are enumerated. Of larger ones the best plan that anybody found refutes whoever
calls less optimal, or nothing feasible; no majority is needed for that. That there is none
better is proved, where it can be, by a tree that is checked without any solver; where the
proof finds a better plan instead, that one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.certificate.checker import check_proof
from optimizer.lp.program import Program
from optimizer.numerics.presolve_checks import check
from optimizer.search.prove import Budget, Refuted, prove
from tests.solvers.fuzz.oracle import TooLargeError, best

ROOM = 2e-6
"""How far from each other two optima may be, relative: twice the gap that is asked for."""

BUDGET = Budget(nodes=2_000, iterations=100_000, seconds=10.0)


@dataclass(frozen=True)
class Truth:
    """What is known of a program.

    Attributes:
        low: worth of a plan that is known to exist, None where none is known.
        exact: True where there is none better, or none at all.
        source: how that is known.
    """

    low: float | None
    exact: bool
    source: str

    @property
    def room(self) -> float:
        """How far from it another optimum may be."""
        return ROOM * max(1.0, abs(self.low or 0.0))


def truth_of(program: Program, plans: Iterable[float]) -> Truth:
    """The optimum by enumeration, or the best of some plans and a proof of it.

    Args:
        program: as it was drawn.
        plans: what the plans that were found are worth, each checked row by row.
    """
    try:
        return Truth(best(program), True, "enumerated")
    except TooLargeError:
        return proved(check(program).program, max(plans, default=None))


def proved(program: Program, low: float | None) -> Truth:
    """The best plan, certified where a small budget suffices."""
    if 0 in program.shape or (program.col_lower > program.col_upper).any():
        return Truth(low, False, "best plan of all")
    end = prove(program, low, budget=BUDGET)
    if isinstance(end, Refuted):
        return Truth(end.objective, False, "better plan found in proving")
    bound = check_proof(program, end.proof).bound
    known = Truth(low, True, "certified")
    floor = -float("inf") if low is None else low
    return known if bound <= floor + known.room else Truth(low, False, "best plan of all")
