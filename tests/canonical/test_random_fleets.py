"""The canonical plan of random fleets: sound, the same by every way, marked where it may vary."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from optimizer.choice.canonical import StageEnd, optimal_face
from optimizer.choice.faces import FaceError
from optimizer.errors import InputError
from optimizer.formulation import Formulation
from optimizer.lp import Expression
from optimizer.numerics.scaling import scale
from optimizer.numerics.verify import verify
from optimizer.results.canonical_plan import Canonical, IntegerTies, make_canonical
from optimizer.results.variation import variation
from optimizer.solvers.base import SolveOptions, SolveResult
from optimizer.solvers.raw import Attempt
from optimizer.solvers.solve import solve
from tests.canonical.small import build
from tests.fleet_tools import solved
from tests.referee.fleets import random_fleet

SEEDS = tuple(range(14))

OTHER_WAYS = {
    "no presolve": (Attempt(presolve=False), Attempt(presolve=True)),
    "interior point": (
        Attempt(presolve=True, extra=(("solver", "ipm"), ("run_crossover", "on"))),
        Attempt(presolve=False),
    ),
}


@cache
def _case(seed: int) -> tuple[Formulation, SolveResult, SolveResult, Canonical] | None:
    fleet = random_fleet(seed)
    try:
        formulation = build(fleet.document, fleet.files)
    except InputError:
        return None
    found = solved(formulation)
    if not found.has_plan:
        return None
    return formulation, found, *make_canonical(formulation, found)


def _apart(formulation: Formulation, x: np.ndarray, y: np.ndarray) -> float:
    """Largest difference of two plans relative to the size of the column."""
    size = np.maximum(scale(formulation.program).column_scale, np.abs(x))
    return float((np.abs(x - y) / size).max(initial=0.0))


def test_most_seeds_have_a_plan() -> None:
    assert sum(_case(seed) is not None for seed in SEEDS) >= 10


@pytest.mark.parametrize("seed", SEEDS)
def test_sound_and_settled(seed: int) -> None:
    case = _case(seed)
    if case is None:
        return
    formulation, found, picked, how = case
    program = formulation.program
    assert verify(program, picked.x).ok
    assert picked.verification == verify(program, picked.x)
    assert picked.objective == program.value(picked.x)
    assert found.objective is not None
    assert picked.objective == pytest.approx(found.objective, rel=1e-8, abs=1e-6)
    assert picked.objective >= found.objective - 1e-9 * max(1.0, abs(found.objective))
    assert how.unique
    assert not any(stage.end is StageEnd.FAILED for stage in how.stages)
    whole = bool(program.integer.any())
    assert how.integer_ties is (IntegerTies.BROKEN if whole else IntegerTies.NONE)
    again, _ = make_canonical(formulation, picked)
    assert _apart(formulation, picked.x, again.x) < 1e-7


@pytest.mark.parametrize("seed", SEEDS[:7])
def test_the_same_plan_by_every_way(seed: int) -> None:
    case = _case(seed)
    if case is None:
        return
    formulation, _, picked, _ = case
    other = solve(formulation.program, SolveOptions(gap=1e-8, threads=2, seed=5))
    plans = [make_canonical(formulation, other)[0].x]
    plans += [make_canonical(formulation, other, ways)[0].x for ways in OTHER_WAYS.values()]
    assert max(_apart(formulation, picked.x, x) for x in plans) < 1e-7


def _reported(formulation: Formulation) -> dict[str, Expression]:
    """Quantities of the report that are linear in the plan, by the path of their column."""
    f, out = formulation, {}
    if f.treasury:
        out["monthly.btc"] = f.treasury.held
    if f.cash:
        out["monthly.cash_usd"] = f.cash.held
    for book in f.debts.books:
        out[f"monthly.debts.{book.name}.balance_usd"] = book.balance
    for g, group in enumerate(f.sets.machine_groups):
        for name, block in (("owned", f.miners.owned), ("installed", f.miners.installed)):
            by_month = block.sum_to(f.sets.groups, f.sets.months).at(f.sets.groups, g)
            out[f"monthly.asics.{group.label}.{name}"] = by_month
    for h, hall in enumerate(f.problem.halls):
        space = (f.hosting.reserved + f.gpus.mw).at(f.sets.halls, h)
        out[f"monthly.halls.{hall.name}.reserved_mw"] = space
    return out


def _range(formulation: Formulation, picked: SolveResult, entry: Expression) -> float:
    """By how much a quantity may differ among plans worth the same, by two linear programs."""
    face = optimal_face(formulation.program, picked.x, picked.row_duals)
    scales = scale(formulation.program).column_scale
    weights = np.zeros(len(scales))
    np.add.at(weights, entry.cols, entry.vals)
    ends = [face.maximise(sign * weights * scales).x @ (weights * scales) for sign in (1, -1)]
    return float(abs(ends[0] - ends[1]))


@pytest.mark.parametrize("seed", SEEDS[:10])
def test_what_may_vary_is_marked_and_nothing_else(seed: int) -> None:
    case = _case(seed)
    if case is None:
        return
    formulation, _, picked, _ = case
    marks = variation(formulation, picked)
    for path, expression in _reported(formulation).items():
        months = expression.axes[0]
        size = np.abs(expression.value(picked.x)).max(initial=1.0)
        widest = max(
            _range(formulation, picked, expression.at(months, t)) for t in range(len(months))
        )
        if widest > 1e-4 * size:
            assert path in marks, f"{path} may vary by {widest}"
        elif widest < 1e-7 * size:
            assert path not in marks, path


def test_some_fleets_have_marks_and_some_have_none() -> None:
    cases = [case for seed in SEEDS if (case := _case(seed)) is not None]
    marked = [bool(variation(case[0], case[2])) for case in cases]
    assert any(marked)
    assert not all(marked)


def test_no_marks_where_the_face_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for seed in SEEDS if (case := _case(seed)) is not None)

    def fail(*_: object) -> None:
        raise FaceError("no")

    monkeypatch.setattr("optimizer.results.variation.optimal_face", fail)
    assert variation(case[0], case[2]) == ()
