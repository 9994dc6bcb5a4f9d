"""Published instances, and the shipped fleets, certified without believing the solver."""

import numpy as np
import pytest

import optimizer
from optimizer.certificate.checker import check_proof
from optimizer.formulation import formulate
from optimizer.numerics.presolve_checks import check
from optimizer.search.prove import Budget, Proved, Refuted, prove
from tests.solvers.programs import DATA, read_mps

# Minimisation optima; tests/solvers/data/README.md names the source.
OPTIMA = {
    "afiro": -464.75314285714285,
    "adlittle": 225494.96316238033,
    "flugpl": 1201500.0,
    "gt2": 21166.0,
    "p01": 263.0,
    "rgn": 82.19999924,
    "small_mip": 3.236842105263158,
}
INFEASIBLE = ("forest6", "galenet", "infeasible-mip0", "woodinfe")

HARD = {"bell5": (8966406.49152, 5e-3), "egout": (568.1007, 0.2), "lseu": (1120.0, 0.12)}
"""Optimum, and what gap is certified within a small budget."""


def instance(name, tmp_path, box=1e6):
    return check(read_mps(DATA / f"{name}.mps.gz", tmp_path, box)).program


@pytest.mark.parametrize("name", OPTIMA)
def test_optimum_is_certified(name, tmp_path):
    program, best = instance(name, tmp_path), -OPTIMA[name]
    result = prove(program, best)
    assert isinstance(result, Proved)
    checked = check_proof(program, result.proof)
    assert result.closed
    assert checked.bound == pytest.approx(best, rel=1.01e-6)


@pytest.mark.parametrize("name", INFEASIBLE)
def test_infeasibility_is_certified(name, tmp_path):
    program = instance(name, tmp_path, box=1e9)
    result = prove(program, None)
    assert isinstance(result, Proved)
    assert check_proof(program, result.proof, exact=True).bound == -np.inf


@pytest.mark.parametrize("name", HARD)
def test_budget_certifies_a_gap(name, tmp_path):
    program, (best, gap) = instance(name, tmp_path), HARD[name]
    result = prove(program, -best, budget=Budget(nodes=600))
    assert isinstance(result, Proved)
    assert not result.closed
    checked = check_proof(program, result.proof)
    assert checked.open_leaves == 0
    assert -best < checked.bound < -best + gap * best


@pytest.mark.parametrize("name", ["p01", "small_mip"])
def test_half_a_percent_less_is_refuted(name, tmp_path):
    program, best = instance(name, tmp_path), -OPTIMA[name]
    claim = best - 0.005 * abs(best)
    result = prove(program, claim)
    assert isinstance(result, Refuted)
    assert claim < result.objective <= best + 1e-6 * abs(best)


@pytest.mark.parametrize("name", ["btc-treasury", "gpu-cloud", "no-way-out", "two-sites"])
def test_fleet_is_certified(name, fleets):
    program = formulate(optimizer.load(fleets / name / "site.yaml")).program
    result = prove(program, None)
    best = None
    while isinstance(result, Refuted):
        best = result.objective
        result = prove(program, best)
    assert result.closed
    bound = check_proof(program, result.proof).bound
    if name == "no-way-out":
        assert (best, bound) == (None, -np.inf)
    else:
        assert bound == pytest.approx(best, rel=1.01e-6)
