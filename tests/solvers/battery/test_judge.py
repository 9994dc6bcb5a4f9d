"""The judge of the battery finds every lie that is told to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.solvers.base import Limit, Reason, SolveOptions, SolveResult
from optimizer.solvers.solve import solve
from tests.solvers.battery.case import Case, Right
from tests.solvers.battery.judge import complaints
from tests.solvers.programs import INF, program

LP = program([3, 2], [[1, 1], [1, -2]], [-INF, -4], [7.5, 5], [0.5, 0], [4.7, 9])
MIP = replace(LP, integer=np.array([True, False]))
OPTIONS = SolveOptions(threads=1)
OF_LP = Case("linear", "here", lambda: LP, optimum=3 * 4.7 + 2 * 2.8)
OF_MIP = Case("whole", "here", lambda: MIP, optimum=19.0)
NOTHING = {"x_or_none": None, "objective": None, "gap": None, "verification": None}
NO_DUALS = {"row_duals": None, "reduced_costs": None}


@pytest.fixture(scope="module")
def lp() -> SolveResult:
    return solve(LP, OPTIONS)


@pytest.fixture(scope="module")
def mip() -> SolveResult:
    return solve(MIP, OPTIONS)


def test_the_truth_is_accepted(lp, mip):
    assert complaints(OF_LP, LP, lp) == []
    assert complaints(OF_MIP, MIP, mip) == []
    assert complaints(OF_MIP, MIP, replace(mip, **NO_DUALS)) == []


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        ({"limit": Limit.TIME}, "names the time limit"),
        ({"message": ""}, "says nothing"),
        ({"version": ""}, "no name or version"),
        ({"bound": None, "gap": None}, "without a bound"),
        ({"bound": 18.0}, "below the optimum"),
        ({"bound": 19.5}, "where it is 0.0263158"),
        ({"bound": 19.5, "gap": 0.5 / 19}, "was asked for"),
        ({"objective": 19.5}, "of a plan worth"),
        ({"x_or_none": np.array([4.2, 3.3])}, "its whole numbers are none"),
        ({"x_or_none": np.array([4.0, 3.6])}, "fails the check"),
        ({"x_or_none": np.array([5.0, 2.5])}, "leaves the bounds"),
        ({"x_or_none": np.array([3.0, 3.5]), "objective": 16.0}, "called 16 optimal where 19 is"),
        ({"verification": None, "reason": Reason.INFEASIBLE, **NOTHING}, "not optimal"),
        ({"reason": Reason.FEASIBLE}, "not optimal: ended feasible"),
        ({"row_duals": np.array([1.0, 0.0])}, "reduced costs are off"),
        ({"reduced_costs": np.array([0.0, 0.0])}, "reduced costs are off"),
        ({"row_duals": None}, "row duals without"),
        ({"row_duals": np.zeros(2), "reduced_costs": MIP.objective}, "on column 0"),
    ],
)
def test_every_lie_is_found(mip, lie, words):
    found = complaints(OF_MIP, MIP, replace(mip, **lie))
    assert any(words in one for one in found), found


def test_duals_that_prove_too_little_are_found(lp):
    y = np.array([2.0, 0.001])
    lie = replace(lp, row_duals=y, reduced_costs=LP.objective - LP.matrix.T @ y)
    found = complaints(OF_LP, LP, lie)
    assert any("on row 1" in one for one in found), found
    assert any("prove" in one for one in found), found


@pytest.mark.parametrize(
    ("right", "ends"),
    [
        (Right.OPTIMAL, {"optimal"}),
        (Right.INFEASIBLE, {"infeasible"}),
        (Right.STOPPED_WITH_PLAN, {"feasible, time"}),
        (Right.STOPPED_WITHOUT_PLAN, {"none, time"}),
        (Right.STOPPED_OR_DONE, {"optimal", "none, time"}),
        (Right.HONEST, {"optimal", "feasible", "feasible, time", "none, time", "error"}),
    ],
)
def test_every_right_end_has_its_own(mip, right, ends):
    none = {**NOTHING, **NO_DUALS, "bound": None}
    results = {
        "optimal": mip,
        "feasible": replace(mip, reason=Reason.FEASIBLE),
        "feasible, time": replace(mip, reason=Reason.FEASIBLE, limit=Limit.TIME),
        "none, time": replace(mip, reason=Reason.NO_SOLUTION_FOUND, limit=Limit.TIME, **none),
        "none, node": replace(mip, reason=Reason.NO_SOLUTION_FOUND, limit=Limit.NODE, **none),
        "infeasible": replace(mip, reason=Reason.INFEASIBLE, **none),
        "error": replace(mip, reason=Reason.ERROR, **none),
    }
    if right is Right.HONEST:
        ends = {*ends, "none, node"}
    case = replace(OF_MIP, right=right)
    assert {name for name, end in results.items() if not complaints(case, MIP, end)} == ends
