"""``fleetopt verify`` from the command line: what it prints, its exit codes, and no solver."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

import optimizer
from optimizer.cli.main import main
from optimizer.report.json_report import to_json

NO_SOLVER = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("highspy", "ortools", "pulp"):
            raise ImportError(f"{name} is a solver")

sys.meta_path.insert(0, Refuse())
from optimizer.cli.main import main
main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def report(fleets, tmp_path_factory):
    path = tmp_path_factory.mktemp("reports") / "plan.json"
    result = optimizer.solve(fleets / "by-hand" / "site.yaml")
    path.write_text(to_json(result), encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(main, ["verify", *map(str, arguments)], prog_name="fleetopt")


def test_a_true_report_ends_with_0(report, fleets):
    done = run(report, fleets / "by-hand" / "site.yaml")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    checks = [line.split()[:2] for line in lines if line.startswith("holds")]
    names = ("seal", "fleet", "plan", "bound", "numbers", "ledger")
    assert checks == [["holds", name] for name in names]
    assert done.stdout.replace("\n", "").endswith("by-hand/site.yaml.")
    assert "is true of" in done.stdout
    assert max(map(len, lines[:8])) <= 100


def test_no_solver_is_needed(report, fleets):
    done = subprocess.run(
        [sys.executable, "-c", NO_SOLVER, "verify", report, fleets / "by-hand" / "site.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_changed_number_ends_with_1_and_is_named(report, fleets, tmp_path):
    document = json.loads(report.read_text(encoding="utf-8"))
    document["monthly"]["money"]["mining_revenue"][1] += 1000.0
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(document), encoding="utf-8")
    done = run(forged, fleets / "by-hand" / "site.yaml")
    assert done.exit_code == 1
    assert "monthly.money.mining_revenue.1: the report says" in " ".join(done.stdout.split())
    assert "NOT true" in done.stdout


def test_the_checks_as_json(report, fleets):
    done = run(report, fleets / "by-hand" / "site.yaml", "--json")
    document = json.loads(done.stdout)
    assert document["ok"] is True
    assert {check["standing"] for check in document["checks"]} == {"holds"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[1]", "is no report of fleetopt"),
        ('{"fleetopt_report": 99}', "report format 99"),
        ('{"fleetopt_report": 1}', "has no `fleet`"),
        ('{"fleetopt_report": NaN}', "NaN is no JSON number"),
        ("[" * 100_000, "is not JSON"),
    ],
    ids=["empty", "cut", "list", "later format", "nothing else", "NaN", "deep"],
)
def test_what_is_no_report_ends_with_2(fleets, tmp_path, text, said):
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    done = run(path, fleets / "by-hand" / "site.yaml")
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_that_is_not_there_ends_with_2(fleets, tmp_path):
    done = run(tmp_path / "none.json", fleets / "by-hand" / "site.yaml")
    assert done.exit_code == 2
    assert "No such file" in done.stderr


def test_a_fleet_that_is_wrong_ends_with_2(report, tmp_path):
    done = run(report, tmp_path / "none.yaml")
    assert done.exit_code == 2
    assert done.stdout == ""
