"""Random fleets with their plans, made once for all tests of reasons."""

from __future__ import annotations

from functools import cache

from optimizer.errors import InputError
from optimizer.formulation import Formulation
from optimizer.lp import Program
from optimizer.results import Result, make_result
from optimizer.solvers.base import SolveResult
from optimizer.solvers.solve import solve as solve_program
from tests.fleet_tools import TIGHT, build, solved
from tests.referee.fleets import random_fleet

Case = tuple[Formulation, SolveResult, Result]


@cache
def case(seed: int) -> Case | None:
    """Formulation, solve and result of a random fleet; None where it has no plan."""
    fleet = random_fleet(seed)
    try:
        formulation = build(fleet.document, fleet.files)
    except InputError:
        return None
    end = solved(formulation)
    if not end.has_plan:
        return None
    return formulation, end, make_result(formulation, end, TIGHT, 0.0)


def solve(program: Program) -> SolveResult | None:
    """Solves tightly, as ``optimizer.reasons`` asks for it."""
    return solve_program(program, TIGHT, None)


def near(value: float) -> float:
    """USD by which two solves of equal problems may differ."""
    return 1.0 + 1e-6 * abs(value)
