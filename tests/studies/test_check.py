"""Fleets held to expectations: drift reads like a diff, reasons are kept, CI is told."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from optimizer.cli.main import main
from optimizer.studies.check import Outcome, Verdict, find_fleets, to_junit
from optimizer.studies.check.drift import Drift, drifts
from optimizer.studies.check.expected import (
    Expected,
    ExpectedError,
    Tolerances,
    Worth,
    read_expected,
    write_expected,
)
from optimizer.studies.check.facts import Facts
from optimizer.studies.pool import Done, Lost, run_all

FACTS = Facts(
    reason="optimal",
    low=1_000_000.0,
    high=1_000_000.5,
    decisions={
        "lease aws": {"start": "2027-01", "mw": 12.0, "site": "pecos"},
        "order s21 2027-01": {"units": 100.4},
    },
    figures={"min_dscr": 1.31},
)


def expected(**changes: object) -> Expected:
    base = Expected(
        reason="optimal",
        npv_usd=Worth(low=1_000_000.0, high=1_000_000.5),
        decisions=FACTS.decisions,
        figures=FACTS.figures,
    )
    return base.model_copy(update=changes)


def test_what_is_as_expected_does_not_drift() -> None:
    assert drifts(expected(), FACTS) == ()


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (expected(reason="infeasible"), [("end of the solve", "infeasible", "optimal")]),
        (
            expected(npv_usd=Worth(low=1.1e6, high=1.1e6)),
            [("NPV", "$1,100,000.00", "$1,000,000.00")],
        ),
        (expected(npv_usd=None), [("NPV", "", "$1,000,000.00")]),
        (
            expected(decisions={**FACTS.decisions, "build pecos/a 2027-01": {"hpc_mw": 4.0}}),
            [("build pecos/a 2027-01", "hpc_mw 4", "")],
        ),
        (
            expected(decisions={"lease aws": FACTS.decisions["lease aws"]}),
            [("order s21 2027-01", "", "units 100.4")],
        ),
        (expected(figures={"min_dscr": 1.4}), [("figure min_dscr", "1.4", "1.31")]),
        (expected(figures={"irr_pct": 9.0}), [("figure irr_pct", "9", "")]),
    ],
)
def test_what_drifted_is_told(wanted: Expected, lines: list[tuple[str, str, str]]) -> None:
    assert [(d.what, d.expected, d.got) for d in drifts(wanted, FACTS)] == lines


def test_intervals_only_have_to_meet_and_tolerances_hold() -> None:
    wide = expected(npv_usd=Worth(low=9e5, high=1.2e6))
    assert drifts(wide, FACTS) == ()
    near = expected(npv_usd=Worth(low=1_000_090.0, high=1_000_090.0))
    assert drifts(near, FACTS) == ()
    tight = near.model_copy(update={"tolerances": Tolerances(relative=1e-6)})
    assert [d.what for d in drifts(tight, FACTS)] == ["NPV"]
    units = replace(FACTS, decisions={**FACTS.decisions, "order s21 2027-01": {"units": 101.2}})
    assert drifts(expected(), units) == ()
    more = replace(FACTS, decisions={**FACTS.decisions, "order s21 2027-01": {"units": 102.0}})
    assert [d.what for d in drifts(expected(), more)] == ["order s21 2027-01"]


def test_an_expectation_reads_back_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "expected.json"
    assert read_expected(path) is None
    write_expected(path, expected())
    assert read_expected(path) == expected()
    path.write_text('{"fleetopt_expected": 2}')
    with pytest.raises(ExpectedError, match="`fleetopt_expected`"):
        read_expected(path)
    path.write_text("{")
    with pytest.raises(ExpectedError, match="mend it"):
        read_expected(path)


@pytest.fixture
def folder(fleets: Path, tmp_path: Path) -> Path:
    for name in ("by-hand", "no-way-out"):
        shutil.copytree(fleets / name, tmp_path / name)
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["check", *args])


def test_the_shipped_expectations_hold(folder: Path) -> None:
    done = run(str(folder), "--jobs", "2")
    assert done.exit_code == 0, done.output
    assert done.stdout.endswith("2 fleets: 2 holds.\n")
    assert "by-hand/site.yaml: holds" in done.stderr


def test_drift_reads_like_a_diff_and_is_taken_over_with_a_reason(folder: Path) -> None:
    file = folder / "by-hand" / "site.yaml"
    text = file.read_text()
    file.write_text(re.sub(r"units: (\d+)", r"units: 2\1", text))
    assert file.read_text() != text
    junit = folder / "check.xml"
    done = run(str(folder), "-q", "--jobs", "1", "--junit", str(junit))
    assert done.exit_code == 1
    assert any(line.strip().startswith("- NPV: $171,0") for line in done.stdout.splitlines())
    assert any(line.strip().startswith("+ NPV: $") for line in done.stdout.splitlines())
    suite = ElementTree.parse(junit).getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    assert run(str(folder), "--update").exit_code == 2
    assert run(str(folder), "--reason", "x").exit_code == 2
    done = run(str(folder), "-q", "--update", "--reason", "Another hashprice.")
    assert done.exit_code == 0
    known = read_expected(folder / "by-hand" / "expected.json")
    assert known is not None
    assert known.history[-1].reason == "Another hashprice."
    assert len(known.history) == 2
    assert run(str(folder), "-q").exit_code == 0


def test_a_fleet_without_an_expectation_is_new(folder: Path) -> None:
    (folder / "by-hand" / "expected.json").unlink()
    done = run(str(folder), "-q", "--json")
    assert done.exit_code == 1
    verdicts = {one["fleet"]: one["verdict"] for one in json.loads(done.stdout)["fleets"]}
    assert sorted(verdicts.values()) == ["holds", "new"]


def test_a_fleet_that_cannot_be_read_fails_alone(folder: Path) -> None:
    (folder / "by-hand" / "site.yaml").write_text("fleetopt: 1\n")
    done = run(str(folder), "-q")
    assert done.exit_code == 2
    assert "1 holds, 1 failed" in done.stdout
    assert "Traceback" not in done.output


def test_a_folder_without_fleets_is_refused(tmp_path: Path) -> None:
    assert run(str(tmp_path)).exit_code == 2
    assert run(str(tmp_path / "no")).exit_code == 2
    assert find_fleets(tmp_path) == []


def test_junit_holds_nothing_that_xml_cannot() -> None:
    drifted = Outcome(Path("a/site.yaml"), Verdict.DRIFTED, 1.0, (Drift("x\x00<", "1", "2"),))
    root = ElementTree.fromstring(to_junit([drifted]))
    assert root[0][0][0].text == "- x?<: 1\n+ x?<: 2"


def work(item: int) -> int:
    if item == 13:
        os._exit(1)
    if item < 0:
        raise ValueError("negative")
    return item * 2


def test_a_worker_that_dies_costs_its_item_only() -> None:
    done: dict[int, object] = {}

    def told(one: Done[int]) -> None:
        done[one.index] = one.value

    run_all(work, [1, 13, 2, -1, 3], 2, told)
    assert done[0] == 2
    assert done[1] == Lost("its process died")
    assert done[2] == 4
    assert done[3] == Lost("ValueError: negative")
    assert done[4] == 6
