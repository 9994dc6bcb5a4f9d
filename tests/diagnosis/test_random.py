"""On random fleets under pressure: every cure cures, and every conflict is one and is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer import inputs
from optimizer.diagnosis import diagnose
from optimizer.diagnosis.business_demands import business_demands
from optimizer.diagnosis.demands import relaxed
from optimizer.diagnosis.findings import Cure, Diagnosis
from optimizer.diagnosis.physical_demands import physical_demands, without_money
from optimizer.inputs.problem import Problem
from optimizer.solvers.base import SolveOptions
from tests.diagnosis.hand_made import has_plan
from tests.diagnosis.no_way_out import pressed

PLENTY = 1e9
SEEDS = (10, 12, 15, 16, 18, 19, 21, 23, 29, 38)


@pytest.mark.parametrize("seed", SEEDS)
def test_cures_and_conflict(seed: int, tmp_path: Path) -> None:
    path = pressed(seed).write(tmp_path)
    problem = inputs.load(path)
    assert not has_plan(problem)
    found = diagnose(problem, SolveOptions(threads=1), seconds=600.0)
    assert found.unfinished == ()
    assert found.cures or found.physical
    for cure in found.cures:
        assert has_plan(inputs.load(path, cure.overrides)), cure
        less = a_little_less(problem, cure)
        assert less is None or not has_plan(inputs.load(path, less)), cure
    assert found.minimal
    check_conflict(problem, found)


def a_little_less(problem: Problem, cure: Cure) -> list[str] | None:
    """New cash or a ratio that falls short of a cure by a step; None for other kinds."""
    finance = problem.finance
    if not cure.least or len(cure.overrides) != 1 or finance is None:
        return None
    path, _, value = cure.overrides[0].partition("=")
    if path == "finance.cash_usd":
        step = 1000.0 if cure.usd >= 1e5 else 1.0
        return [f"{path}={float(value) - 1.01 * step - 1e-4 * cure.usd}"]
    if path.endswith(".ratio"):
        asked = finance.covenants[int(path.split(".")[2])].ratio
        step = 0.0102 if asked > float(value) else -0.0102
        return [f"{path}={float(value) + step:.4f}"]
    return None


def check_conflict(problem: Problem, found: Diagnosis) -> None:
    """The keys told conflict, and do not without any one of them."""
    named = {key.path for key in found.conflict}
    base, demands = problem, business_demands(problem, PLENTY)
    if not named <= {demand.path for demand in demands}:
        base, demands = without_money(problem), physical_demands(problem)
    members = frozenset(i for i, demand in enumerate(demands) if demand.path in named)
    assert len(members) == len(named)
    assert not has_plan(relaxed(base, demands, members))
    for one in members:
        assert has_plan(relaxed(base, demands, members - {one})), demands[one].path
