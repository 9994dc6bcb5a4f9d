"""``fleetopt solve``, its solves played by a stage."""

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.errors import TOPICS, Finding, Severity, render
from optimizer.plan import Assurance, Certify, Explain
from optimizer.report.json_report import to_json
from optimizer.report.terminal import to_terminal
from optimizer.solvers.base import Limit, Progress, Reason, SolveOptions
from tests.report.sample import feasible_result, planless_result, sample_result


def test_tables_go_to_stdout_and_nothing_to_stderr(stage):
    done = stage.run()
    assert done.exit_code == 0
    assert done.stdout == to_terminal(sample_result())
    assert done.stderr == ""


def test_json_goes_to_stdout(stage):
    done = stage.run("--json")
    assert done.stdout == to_json(sample_result())
    assert done.stderr == ""


def test_options_reach_the_solver(stage):
    stage.run(
        *("--time-limit", "7.5", "--gap", "0.01", "--threads", "2", "--seed", "5"),
        *("--solver", "SCIP", "--set", "a.b=1", "--set", "c=2"),
        *("--certify", "exact", "--ties", "any", "--explain", "quick"),
    )
    asked = SolveOptions(7.5, 0.01, 2, 5, "scip", isolated=True)
    assert stage.options == asked
    assert stage.assurance == Assurance(certify=Certify.EXACT, canonical=False)
    assert stage.explain is Explain.QUICK
    assert stage.path == Path("site.yaml")
    assert stage.overrides == ("a.b=1", "c=2")


def test_defaults(stage):
    stage.run()
    assert stage.options == SolveOptions(isolated=True)
    assert stage.assurance == Assurance()
    assert stage.explain is Explain.AUTO


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (sample_result(), 0),
        (planless_result(Reason.INFEASIBLE), 1),
        (planless_result(Reason.UNBOUNDED), 1),
        (planless_result(Reason.NO_SOLUTION_FOUND, Limit.TIME), 1),
        (planless_result(Reason.ERROR), 1),
        (feasible_result(Limit.TIME), 3),
        (feasible_result(Limit.INTERRUPT), 3),
        (planless_result(Reason.NO_SOLUTION_FOUND, Limit.INTERRUPT), 130),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes(stage, result, code):
    stage.result = result
    done = stage.run()
    assert done.exit_code == code
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (feasible_result(Limit.TIME), "The plan is feasible, not proved optimal: the time limit"),
        (feasible_result(Limit.INTERRUPT), "Interrupted: this is the best plan found so far"),
        (planless_result(Reason.INFEASIBLE), "No plan: nothing meets"),
    ],
)
def test_stderr_says_what_the_exit_code_means(stage, result, said):
    stage.result = result
    assert said in stage.run("--json").stderr


@pytest.mark.parametrize(
    "result", [sample_result(), planless_result(), feasible_result(Limit.INTERRUPT)]
)
def test_reports_are_written_however_it_ends(stage, result):
    stage.result = result
    done = stage.run("-o", "a.json", "-o", "B.JSON")
    assert Path("a.json").read_text(encoding="utf-8") == to_json(result)
    assert Path("B.JSON").read_bytes() == Path("a.json").read_bytes()
    assert "Wrote a.json\nWrote B.JSON\n" in done.stderr
    assert sorted(p.name for p in Path().iterdir()) == ["B.JSON", "a.json"]
    assert done.stdout == to_terminal(result)


def test_a_folder_that_is_not_ours_is_refused_before_the_solve(stage):
    Path("plan.csv").mkdir()
    Path("plan.csv/mine.txt").write_text("mine")
    done = stage.run("-o", "plan.csv")
    assert (done.exit_code, stage.solved) == (2, False)
    assert "did not write" in " ".join(done.stderr.split())


def test_a_package_that_is_missing_is_named_before_the_solve(stage, monkeypatch):
    monkeypatch.setattr("optimizer.cli.files.find_spec", lambda _name: None)
    done = stage.run("-o", "plan.parquet")
    assert (done.exit_code, stage.solved) == (2, False)
    assert "pip install 'fleetopt[parquet]'" in " ".join(done.stderr.split())


def test_a_report_without_a_plan_has_a_null_objective(stage):
    stage.result = planless_result()
    stage.run("-o", "a.json")
    assert json.loads(Path("a.json").read_text())["objective"]["npv_usd"] is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plan.pdf", "'.pdf' is no known ending; available: .json,"),
        ("no/such/plan.csv", "there is no folder"),
        ("plan", "has no ending"),
        ("no/such/plan.json", "there is no folder"),
        (".json", "has no ending"),
    ],
)
def test_a_report_that_cannot_be_written_is_refused_before_the_solve(stage, name, said):
    done = stage.run("-o", "good.json", "-o", name)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())
    assert not stage.solved
    assert list(Path().iterdir()) == []


def test_a_folder_is_no_report(stage):
    Path("plan.json").mkdir()
    done = stage.run("-o", "plan.json")
    assert done.exit_code == 2
    assert "is a folder" in done.stderr
    assert "this is a folder, not a file" in stage.run("-o", ".").stderr


def test_a_file_name_that_is_no_text_does_not_break_the_report(stage):
    sample = sample_result()
    stage.result = replace(sample, fleet=replace(sample.fleet, file="b\udcff.yaml"))
    assert stage.run("-o", "plan.json").exit_code == 0
    assert json.loads(Path("plan.json").read_text("utf-8"))["fleet"]["file"] == "b?.yaml"


def test_a_place_without_rights_is_refused_before_the_solve(stage, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    done = stage.run("-o", "plan.json")
    assert done.exit_code == 2
    assert "no right to write 'plan.json'" in done.stderr
    assert not stage.solved


def test_a_full_disk_keeps_the_old_report_and_still_prints_the_plan(stage, monkeypatch):
    Path("plan.json").write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = stage.run("-o", "plan.json")
    assert done.exit_code == 2
    assert done.stderr == "Error: cannot write 'plan.json': No space left on device\n"
    assert done.stdout == to_terminal(sample_result())
    assert [p.name for p in Path().iterdir()] == ["plan.json"]
    assert Path("plan.json").read_text() == "old"


def test_a_link_stays_a_link(stage):
    Path("real.json").write_text("old")
    Path("link.json").symlink_to("real.json")
    assert stage.run("-o", "link.json").exit_code == 0
    assert Path("link.json").is_symlink()
    assert json.loads(Path("real.json").read_text())["fleetopt_report"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--solver", "excel"], "'excel' is not one of 'tree', 'highs', 'scip'"),
        (["--time-limit", "0"], "--time-limit"),
        (["--time-limit", "nan"], "not a finite number"),
        (["--gap", "-1"], "--gap"),
        (["--gap", "inf"], "not a finite number"),
        (["--threads", "-1"], "--threads"),
        (["--threads", "100000"], "is not in the range 0<=x<=256"),
        (["--seed", "x"], "--seed"),
    ],
)
def test_options_that_mean_nothing_are_refused(stage, arguments, said):
    done = stage.run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert not stage.solved


@pytest.mark.parametrize("code", [code for code in TOPICS if code.startswith("W")][:1])
def test_warnings_go_to_stderr_even_when_quiet(stage, code):
    warning = Finding(code, Severity.WARNING, "site.yaml", 3, 5, "sites.0", "hall b stays empty")
    stage.warnings = (warning,)
    for arguments in ([], ["--quiet"]):
        done = stage.run(*arguments)
        assert done.stderr == render([warning]) + "\n\n"
        assert "hall b stays empty" in done.stderr
        assert done.exit_code == 0
        assert done.stdout == to_terminal(sample_result())


def slow(progress):
    """A solve of 21 seconds, told four times a second."""
    for quarter in range(84):
        seconds = quarter / 4
        found = 1e8 if seconds > 8 else None
        progress(Progress(seconds, found, 1.1e8, 0.1 if found else None, quarter))


def test_off_a_terminal_progress_is_a_line_now_and_then(stage):
    stage.during = slow
    lines = stage.run().stderr.splitlines()
    assert lines == [
        "5 s: no plan yet, bound $110.0M, 20 nodes",
        "10 s: best $100.0M, bound $110.0M, gap 10.0 %, 40 nodes",
        "15 s: best $100.0M, bound $110.0M, gap 10.0 %, 60 nodes",
        "20 s: best $100.0M, bound $110.0M, gap 10.0 %, 80 nodes",
    ]


def test_quiet_asks_for_no_progress(stage):
    heard: list[object] = []
    stage.during = heard.append
    stage.run("--quiet")
    assert heard == [None]
    assert stage.run("--quiet", "-o", "a.json").stderr == ""
