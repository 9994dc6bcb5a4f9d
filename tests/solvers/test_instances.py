"""Published instances with known optima, read from MPS files."""

import pytest

from optimizer.solvers.base import Reason
from optimizer.solvers.highs import solve
from tests.solvers.kkt import assert_optimal
from tests.solvers.programs import DATA, read_mps

# Minimisation optima, on which HiGHS and CBC agree; data/README.md names the source.
OPTIMA = {
    "afiro": -464.75314285714285,
    "adlittle": 225494.96316238033,
    "bell5": 8966406.49152,
    "egout": 568.1007,
    "flugpl": 1201500.0,
    "gt2": 21166.0,
    "lseu": 1120.0,
    "p01": 263.0,
    "rgn": 82.19999924,
    "small_mip": 3.236842105263158,
}
INFEASIBLE = ("forest6", "galenet", "infeasible-mip0", "woodinfe")


@pytest.mark.parametrize("name", OPTIMA)
def test_known_optimum(name, tmp_path):
    instance = read_mps(DATA / f"{name}.mps.gz", tmp_path)
    result = solve(instance)
    assert_optimal(instance, result)
    assert result.objective == pytest.approx(-OPTIMA[name], rel=1e-7)


@pytest.mark.parametrize("name", INFEASIBLE)
def test_known_to_be_infeasible(name, tmp_path):
    instance = read_mps(DATA / f"{name}.mps.gz", tmp_path, box=1e9)
    assert solve(instance).reason is Reason.INFEASIBLE


def test_every_shipped_instance_is_used():
    shipped = {path.name.removesuffix(".mps.gz") for path in DATA.glob("*.mps.gz")}
    assert shipped == set(OPTIMA) | set(INFEASIBLE)
