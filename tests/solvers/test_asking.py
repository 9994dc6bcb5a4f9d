"""What a back-end cannot do is refused before it starts, never ignored."""

import importlib.util
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from optimizer.errors import MissingSolverError, UsageError
from optimizer.solvers import asking
from optimizer.solvers.base import Reason, SolveOptions
from optimizer.solvers.names import BACKENDS, SOLVERS
from optimizer.solvers.registry import CLASSES, backend_class, get, installed, place_of
from optimizer.solvers.solve import solve
from tests.solvers.programs import INF, knapsack, named, program

MIP = named(knapsack([10, 13, 7, 8], [3, 4, 2, 3], 7))
LP = named(program([2, 3], [[1, 1], [1, 3]], -INF, [4, 6], 0, 3))


@pytest.mark.parametrize(
    ("options", "model", "words"),
    [
        (
            {"solver": "glop"},
            MIP,
            "GLOP solves linear programs only, and 4 columns here must be whole",
        ),
        (
            {"solver": "pdlp"},
            MIP,
            "PDLP solves linear programs only, and 4 columns here must be whole",
        ),
        ({"solver": "cp-sat"}, LP, "CP-SAT solves programs in whole numbers only: use tree, highs"),
        ({"solver": "glop", "seed": 3}, LP, "GLOP takes no random seed: leave it out"),
        ({"solver": "glop", "threads": 2}, LP, "GLOP uses 1 thread, not 2: leave out"),
        ({"solver": "scip", "threads": 2}, MIP, "SCIP uses 1 thread, not 2: leave out"),
        ({"solver": "cp-sat", "node_limit": 5}, MIP, "CP-SAT takes no limit on nodes"),
    ],
)
def test_what_a_back_end_cannot_do_is_refused(options, model, words):
    with pytest.raises(UsageError, match=words) as caught:
        solve(model, SolveOptions(**options))
    assert caught.value.code == "E703"


def test_the_refusal_of_whole_numbers_names_who_takes_them():
    with pytest.raises(
        UsageError, match=r"use tree, highs, scip, cp-sat,? or cbc|use tree, highs, .* or "
    ):
        solve(MIP, SolveOptions(solver="glop"))
    others = asking._others(mip=True)
    assert "highs" in others
    assert "glop" not in others


def test_one_whole_column_is_one():
    with pytest.raises(UsageError, match="and one column here must be whole: use tree, highs"):
        solve(named(knapsack([1], [1], 1)), SolveOptions(solver="glop"))


def test_one_thread_is_what_a_solver_of_one_thread_uses():
    result = solve(LP, SolveOptions(solver="glop", threads=1))
    assert result.reason is Reason.OPTIMAL
    assert result.threads == 1


def _whole(**changes):
    return replace(MIP, **changes)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (_whole(integer=np.array([True, True, True, False])), "one column here is not"),
        (_whole(objective=np.array([1 / 3, 1, 1, 1])), "coefficients of at most 6 decimal places"),
        (_whole(matrix=MIP.matrix / 7), "coefficients of at most 6 decimal places"),
        (_whole(col_upper=np.full(4, 1e8)), "columns up to 1,000,000 only"),
        (
            _whole(col_upper=np.full(4, 1e6), matrix=MIP.matrix * 1e9, row_upper=np.array([1e9])),
            "cannot add up numbers this large exactly",
        ),
    ],
)
def test_cp_sat_refuses_what_it_would_have_to_round(model, words):
    with pytest.raises(UsageError, match=f"CP-SAT .*{words}.*: use highs or scip"):
        solve(model, SolveOptions(solver="cp-sat"))


def test_cp_sat_takes_decimals_and_gives_the_bound_in_the_objectives_own_unit():
    model = program([0.125, 0.3, 1.75], [[0.1, 0.25, 1.5]], -INF, 3.3, -4, 9, True, offset=1e3)
    ours = solve(named(model))
    theirs = solve(named(model), SolveOptions(solver="cp-sat", threads=1))
    assert theirs.reason is Reason.OPTIMAL
    assert theirs.objective == pytest.approx(ours.objective, rel=1e-9)
    assert theirs.bound == pytest.approx(ours.objective, rel=1e-6)


def test_cp_sat_sees_that_nothing_whole_lies_between_the_bounds_of_a_row():
    model = named(program([1, 1], [[0.2, 0.4]], 0.5, 0.5, 0, 9, True))
    assert solve(model, SolveOptions(solver="cp-sat")).reason is Reason.INFEASIBLE


# -------------------------------------------------------------------------------------- names
def test_an_unknown_name_is_told_with_what_comes_close():
    with pytest.raises(UsageError, match=r"no solver is called 'higs'.*Did you mean 'highs'\?"):
        solve(LP, SolveOptions(solver="higs"))


def test_every_name_has_a_class_and_every_class_its_name():
    assert tuple(CLASSES) == BACKENDS
    assert set(SOLVERS) == {*BACKENDS, "auto"}
    for name in BACKENDS:
        assert backend_class(name).name == name
        assert CLASSES[name] == place_of(backend_class(name)())


def test_a_missing_back_end_says_what_to_install(monkeypatch):
    true = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "ortools" else true(name)
    )
    with pytest.raises(MissingSolverError) as caught:
        get("scip")
    assert str(caught.value) == (
        "SCIP is not installed: it needs the package ortools: pip install 'fleetopt[backends]'"
    )
    assert caught.value.code == "E702"
    assert "scip" not in [found.name for found in installed()]


def test_a_back_end_without_its_program_is_missing(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(MissingSolverError, match="GLPK is not installed: its program glpsol is"):
        get("glpk")


def test_looking_for_back_ends_imports_no_solver():
    code = (
        "import sys, optimizer.solvers.solve, optimizer.solvers.race\n"
        "from optimizer.solvers.registry import installed\n"
        "names = [found.name for found in installed()]\n"
        "versions = [found.version() for found in installed()]\n"
        "assert all(versions), versions\n"
        "assert {'highs', 'scip', 'glop', 'pdlp', 'cp-sat', 'cbc'} <= set(names), names\n"
        "print(sorted({'highspy', 'pulp', 'ortools', 'gurobipy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("[]\n", "")


def test_the_names_for_a_commands_help_import_next_to_nothing():
    code = (
        "import sys, optimizer.solvers.names\n"
        "print(sorted({'numpy', 'scipy', 'highspy', 'optimizer.errors'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
