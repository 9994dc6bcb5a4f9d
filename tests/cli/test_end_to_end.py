"""The shipped fleets through the real command, in processes of their own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["btc-treasury", "by-hand", "margin-squeeze", "two-sites"]


def fleetopt(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command; a warning of Python's is an error."""
    command = [sys.executable, "-W", "error", "-m", "optimizer", *arguments]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)


def site(name: str) -> str:
    return str(ROOT / "fleets" / name / "site.yaml")


def without_seconds(text: str) -> Any:
    """The report without what may differ between runs."""

    def timeless(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: timeless(item) for key, item in value.items() if key != "seconds"}
        return [timeless(item) for item in value] if isinstance(value, list) else value

    return timeless(json.loads(text))


@pytest.fixture(scope="module")
def solved() -> dict[str, subprocess.CompletedProcess[str]]:
    """Every small fleet, solved once for its JSON report."""
    return {name: fleetopt("solve", site(name), "--json") for name in SMALL}


@pytest.mark.parametrize("name", SMALL)
def test_a_shipped_fleet_is_proved_optimal(solved, name):
    done = solved[name]
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["termination"] == document["termination"] | {"reason": "optimal", "limit": None}
    assert document["verification"]["ok"] is True


@pytest.mark.parametrize("name", SMALL)
def test_the_report_adds_up(solved, name):
    document = json.loads(solved[name].stdout)
    npv = document["objective"]["npv_usd"]
    parts = [*document["discounted"].values(), *document["terminal"].values()]
    size = sum(map(abs, parts))
    assert sum(parts) == pytest.approx(npv, abs=1e-9 * size)
    monthly = document["monthly"]
    ebitda = [line["name"] for line in document["money_lines"] if line["group"] == "ebitda"]
    for t, value in enumerate(monthly["ebitda_usd"]):
        total = sum(monthly["money"][line][t] for line in ebitda)
        assert total == pytest.approx(value, abs=1e-9 * size)


@pytest.mark.parametrize("name", SMALL)
def test_the_tables_say_the_same_and_fit_a_page(solved, name):
    done = fleetopt("solve", site(name))
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in done.stdout
    assert "…" not in done.stdout
    npv = json.loads(solved[name].stdout)["objective"]["npv_usd"]
    assert lines[3].startswith(f"NPV ${npv / 1e6:.2f}M" if npv > 1e6 else f"NPV ${npv / 1e3:.1f}k")


def test_the_same_fleet_gives_the_same_bytes_but_for_seconds(solved):
    again = fleetopt("solve", site("two-sites"), "--json")
    assert without_seconds(again.stdout) == without_seconds(solved["two-sites"].stdout)
    first, second = (
        [line for line in text.splitlines() if '"seconds"' not in line]
        for text in (again.stdout, solved["two-sites"].stdout)
    )
    assert first == second


def test_a_file_holds_the_same_report_as_stdout(solved, tmp_path):
    done = fleetopt("solve", site("by-hand"), "-o", "plan.json", "--quiet", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    written = (tmp_path / "plan.json").read_text(encoding="utf-8")
    assert without_seconds(written) == without_seconds(solved["by-hand"].stdout)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_fleet_without_a_plan_ends_with_1_and_a_report(tmp_path):
    done = fleetopt("solve", site("no-way-out"), "-o", str(tmp_path / "plan.json"))
    assert done.returncode == 1
    assert "No plan: nothing meets all of the fleet's rules at once." in done.stdout
    document = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert document["termination"]["reason"] == "infeasible"
    assert document["objective"]["npv_usd"] is None
    assert document["decisions"] is None


def test_an_override_changes_the_plan(solved):
    done = fleetopt(
        "solve", site("by-hand"), "--json", "--set", "market.hashprice_usd_per_ph_day=50"
    )
    before = json.loads(solved["by-hand"].stdout)["objective"]["npv_usd"]
    assert json.loads(done.stdout)["objective"]["npv_usd"] > before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-file.yaml"], "no-such-file.yaml: "),
        ([site("by-hand"), "--set", "horizon.months=-3"], "horizon.months"),
        ([site("by-hand"), "--set", "horizon.moths=3"], "moths"),
        ([site("by-hand"), "--set", "nonsense"], "path.to.key=value"),
    ],
)
def test_a_fleet_that_cannot_be_read_ends_with_2_and_no_traceback(arguments, said, tmp_path):
    done = fleetopt("solve", *arguments, "-o", "plan.json", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("ending", "begins"), [("mps", "*"), ("lp", "\\"), ("LP", "\\")])
def test_a_model_is_exported(ending, begins, tmp_path):
    done = fleetopt("export", site("by-hand"), "-o", f"model.{ending}", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"Wrote model.{ending}: " in done.stderr
    assert " rows, " in done.stderr
    text = (tmp_path / f"model.{ending}").read_text(encoding="ascii")
    assert text.startswith(begins)
    assert [path.name for path in tmp_path.iterdir()] == [f"model.{ending}"]


@pytest.mark.parametrize(
    ("name", "said"), [("model.sav", "available: .mps, .lp"), ("no/model.lp", "no folder")]
)
def test_a_model_that_cannot_be_written_is_refused(name, said, tmp_path):
    done = fleetopt("export", site("by-hand"), "-o", name, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
