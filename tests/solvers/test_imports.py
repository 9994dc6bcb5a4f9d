"""HiGHS and OR-Tools in one process: some pairs of versions cannot be imported together."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOLVE = """
from tests.solvers.others import cbc, ortools
from tests.solvers.programs import knapsack
from optimizer.solvers.solve import solve
mip = knapsack([10, 13, 7, 8], [3, 4, 2, 3], 7)
print(solve(mip).objective, ortools(mip), cbc(mip))
"""


@pytest.mark.parametrize(
    "first",
    [
        "import highspy; import ortools.linear_solver.pywraplp",
        "import ortools.linear_solver.pywraplp; import highspy",
        "import pulp; import highspy",
        "import highspy; import pulp",
    ],
)
def test_solvers_share_a_process_in_either_order(first):
    run = subprocess.run(
        [sys.executable, "-c", f"{first}\n{SOLVE}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout == "23.0 23.0 23.0\n"


def test_the_package_of_back_ends_imports_no_solver():
    code = (
        "import sys, optimizer.solvers.solve, optimizer.solvers.export, optimizer.numerics.verify;"
        "print(sorted({'highspy', 'pulp', 'ortools', 'pandas'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"
