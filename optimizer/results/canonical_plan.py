"""The plan that is reported: of all plans that are worth as much, the one that is preferred."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from optimizer.choice.canonical import WORTH, Moves, Stage, StageOutcome, polish, select
from optimizer.choice.faces import WAYS
from optimizer.choice.interchange import Swap, column_exchange
from optimizer.choice.ties import cheaper, put_in_order, search, searchable, worth_more
from optimizer.formulation import Formulation
from optimizer.formulation.alike import exchanges
from optimizer.formulation.preferences import (
    Preference,
    quantity_preferences,
    whole_preferences,
)
from optimizer.numerics.verify import verify
from optimizer.solvers.base import SolveResult
from optimizer.solvers.ending import relative_gap
from optimizer.solvers.raw import Attempt

FloatArray = NDArray[np.float64]


class IntegerTies(StrEnum):
    """What is known of plans with other whole numbers that are worth as much."""

    NONE = "none"
    """The program has no whole numbers."""
    BROKEN = "broken"
    """All such plans were searched; the preferred whole numbers were taken."""
    ALIKE = "alike"
    """Things that the program cannot tell apart were put in the order of the file; other ties
    were not searched."""
    NOT_SEARCHED = "not searched"


@dataclass(frozen=True, eq=False)
class Canonical:
    """How the plan was picked among those of equal worth.

    Attributes:
        stages: what became of each preference, in order.
        unique: proved that no other plan with these whole numbers is liked as well.
        integer_ties: what was done about other whole numbers.
        changed: the plan is not the one that the solver found.
    """

    stages: tuple[StageOutcome, ...] = ()
    unique: bool = False
    integer_ties: IntegerTies = IntegerTies.NOT_SEARCHED
    changed: bool = False


def make_canonical(
    formulation: Formulation, solved: SolveResult, ways: tuple[Attempt, ...] = WAYS
) -> tuple[SolveResult, Canonical]:
    """Replace the plan of a solve by the preferred one that is worth as much.

    Args:
        formulation: of the fleet.
        solved: the end of a solve.
        ways: how to solve linear programs; all ways end in the same plan.

    Returns:
        The solve with the preferred plan and how it was picked. The same solve where there is no
        plan, or where Ctrl-C ended the choice: then no preference was looked at.
    """
    if not solved.has_plan:
        return solved, Canonical()
    try:
        return _picked(formulation, solved, ways)
    except KeyboardInterrupt:
        # The plan is there; who asks for the end wants it as it is.
        return solved, Canonical()


def _picked(
    formulation: Formulation, solved: SolveResult, ways: tuple[Attempt, ...]
) -> tuple[SolveResult, Canonical]:
    """The preferred plan of a solve that has one, and how it was picked."""
    program = formulation.program
    start, ties = _whole_numbers(formulation, solved)
    stages = tuple(map(_stage, quantity_preferences(formulation)))
    picked = select(program, start.x, start.row_duals, stages, ways)
    changed = picked.changed or start is not solved
    how = Canonical(picked.stages, picked.unique, ties, changed)
    return _with_plan(formulation, start, picked.x), how


def _whole_numbers(
    formulation: Formulation, solved: SolveResult
) -> tuple[SolveResult, IntegerTies]:
    """The solve with the preferred whole numbers among those known to be worth as much."""
    program = formulation.program
    if not program.is_mip:
        return solved, IntegerTies.NONE
    costs = tuple(preference.cost for preference in whole_preferences(formulation))
    swaps = (column_exchange(program, Swap(pairs)) for pairs in exchanges(formulation))
    ordered = put_in_order(solved.x, tuple(s for s in swaps if s is not None), costs)
    complete = False
    if searchable(program):
        proved = solved.gap is not None and solved.gap <= WORTH
        found = search(program, ordered, costs, proved)
        if worth_more(program, found.x, ordered) or cheaper(found.x, ordered, costs):
            better = _polished(formulation, solved, found.x)
            if better is not None:
                return better, IntegerTies.BROKEN if found.complete else IntegerTies.ALIKE
        else:
            complete = found.complete
    ties = IntegerTies.BROKEN if complete else IntegerTies.ALIKE
    if _same_whole_numbers(formulation, ordered, solved.x):
        return solved, ties
    return _polished(formulation, solved, ordered) or solved, ties


def _same_whole_numbers(formulation: Formulation, x: FloatArray, y: FloatArray) -> bool:
    whole = formulation.program.integer
    return bool((np.rint(x[whole]) == np.rint(y[whole])).all())


def _polished(formulation: Formulation, solved: SolveResult, x: FloatArray) -> SolveResult | None:
    """The solve with other whole numbers, where that is worth as much."""
    plan = polish(formulation.program, x)
    if plan is None or solved.objective is None:
        return None
    least = solved.objective - WORTH * max(1.0, abs(solved.objective))
    if formulation.program.value(plan.x) < least:
        return None
    other = replace(solved, row_duals=plan.row_duals, reduced_costs=plan.reduced_costs)
    return _with_plan(formulation, other, plan.x)


def _with_plan(formulation: Formulation, solved: SolveResult, x: FloatArray) -> SolveResult:
    """The solve with another plan that was checked; its bound and its gap go along."""
    program = formulation.program
    objective = program.value(x)
    bound = None if solved.bound is None else max(solved.bound, objective)
    return replace(
        solved,
        x_or_none=x,
        objective=objective,
        bound=bound,
        gap=relative_gap(objective, bound),
        verification=verify(program, x),
    )


def _stage(preference: Preference) -> Stage:
    changes = preference.changes
    if changes is None:
        return Stage(preference.name, preference.title, preference.cost)
    none = np.zeros(len(changes.weights))
    return Stage(
        preference.name,
        preference.title,
        preference.cost,
        Moves(changes.matrix, none, changes.weights),
    )
