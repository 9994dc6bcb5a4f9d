"""What is loaded, and when."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"pandas", "scipy", "highspy", "pydantic", "ortools", "pulp"}

# Runs a statement in a fresh interpreter and prints which modules it left loaded.
LOADED = """
import json, sys
try:
    exec(sys.argv[1])
except SystemExit as end:
    assert end.code in (0, None), end.code
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def run(repo_root: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=repo_root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(repo_root: Path, statement: str) -> set[str]:
    return set(json.loads(run(repo_root, "-c", LOADED, statement).splitlines()[-1]))


def test_help_loads_nothing_heavy(repo_root: Path) -> None:
    statement = "import sys; sys.argv = ['fleetopt', '--help']\n"
    statement += "from optimizer.cli.main import main; main()"
    names = loaded(repo_root, statement)
    assert "click" in names
    assert names & HEAVY == set()


def test_importing_the_package_loads_nothing_but_itself(repo_root: Path) -> None:
    names = loaded(repo_root, "import optimizer; optimizer.__version__")
    assert names & (HEAVY | {"numpy", "click", "yaml", "rich"}) == set()


@pytest.mark.parametrize(
    "order",
    [
        "import highspy; from ortools.linear_solver import pywraplp",
        "from ortools.linear_solver import pywraplp; import highspy",
        "import pulp; import highspy; from ortools.math_opt.python import mathopt",
        "from ortools.math_opt.python import mathopt; import pulp; import highspy",
    ],
)
def test_back_ends_can_be_loaded_in_one_process_and_solve(repo_root: Path, order: str) -> None:
    """The caps on highspy and ortools: an undefined symbol shows at import or at first use."""
    solve = """
highs = highspy.Highs()
highs.setOptionValue("output_flag", False)
x = highs.addIntegral(lb=0, ub=7)
highs.maximize(x)
print(highs.getInfo().objective_function_value)
"""
    assert run(repo_root, "-c", f"{order}\n{solve}").strip() == "7.0"
