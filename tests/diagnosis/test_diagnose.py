"""The shipped fleet without a way out, overrides, limits of time, and the reports."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer import inputs
from optimizer.diagnosis import clock, diagnose
from optimizer.diagnosis.findings import (
    ConflictKey,
    Cure,
    CureKind,
    Diagnosis,
)
from optimizer.lp import Program
from optimizer.report.diagnosis import diagnosis_text, place, set_options
from optimizer.report.json_diagnosis import diagnosis_document
from optimizer.report.json_text import dumps
from optimizer.report.layout import Canvas
from optimizer.solvers.base import Limit, Reason, SolveOptions, SolveResult
from optimizer.solvers.solve import solve
from tests.diagnosis.hand_made import fleet, has_plan, loan, written


@pytest.fixture(scope="module")
def no_way_out(fleets: Path) -> Diagnosis:
    """Of the shipped fleet."""
    return diagnose(inputs.load(fleets / "no-way-out" / "site.yaml"), seconds=600.0)


def test_no_way_out(no_way_out: Diagnosis, fleets: Path) -> None:
    path = fleets / "no-way-out" / "site.yaml"
    assert not no_way_out.physical
    assert no_way_out.unfinished == ()
    assert [one.month for one in no_way_out.shortfalls] == ["2027-03"]
    for cure in no_way_out.cures:
        assert has_plan(inputs.load(path, cure.overrides))
    assert {cure.kind for cure in no_way_out.cures} == {
        CureKind.CASH, CureKind.EQUITY, CureKind.EXTENSION
    }  # fmt: skip
    assert [cure.usd for cure in no_way_out.cures] == sorted(c.usd for c in no_way_out.cures)
    lines = path.read_text(encoding="utf-8").splitlines()
    where = {key.path: lines[key.line - 1] for key in no_way_out.conflict}
    assert set(where) == {
        "finance.cash_usd", "finance.min_cash_usd", "finance.equity.limit_usd",
        "finance.debts.note",
    }  # fmt: skip
    assert "{name: note, kind: term_loan" in where["finance.debts.note"]
    assert "equity: {limit_usd: 1500000" in where["finance.equity.limit_usd"]


def test_the_same_every_time(no_way_out: Diagnosis, fleets: Path) -> None:
    again = diagnose(inputs.load(fleets / "no-way-out" / "site.yaml"), seconds=600.0)
    assert replace(again, seconds=0.0) == replace(no_way_out, seconds=0.0)


def test_overrides_are_kept_and_named(fleets: Path) -> None:
    override = "finance.cash_usd=1000000"
    path = fleets / "no-way-out" / "site.yaml"
    found = diagnose(inputs.load(path, [override]), seconds=600.0)
    (cash,) = [key for key in found.conflict if key.path == "finance.cash_usd"]
    assert (cash.file, cash.line, cash.value) == (f"--set {override}", 0, "1000000")
    assert place(cash) == f"--set {override}"
    for cure in found.cures:
        assert has_plan(inputs.load(path, [override, *cure.overrides]))


def test_steps_are_told(fleets: Path) -> None:
    steps: list[str] = []
    diagnose(inputs.load(fleets / "no-way-out" / "site.yaml"), None, steps.append)
    assert steps[0] == "the cheapest repair"
    assert "a plan with finance.cash_usd=5085000" in steps


def test_without_time_it_says_so(fleets: Path) -> None:
    found = diagnose(inputs.load(fleets / "no-way-out" / "site.yaml"), seconds=0.0)
    assert found.unfinished == ("what is missing",)
    assert found.cures == ()
    assert found.conflict == ()
    assert not found.physical
    assert "what is missing" in diagnosis_text(found)


def test_a_time_limit_of_the_solver_holds_for_all(fleets: Path) -> None:
    problem = inputs.load(fleets / "no-way-out" / "site.yaml")
    found = diagnose(problem, SolveOptions(time_limit_s=0.0), seconds=600.0)
    assert found.unfinished == ("what is missing",)


def test_an_interrupt_ends_all(fleets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    solves = 0

    def interrupted(program: Program, options: SolveOptions) -> SolveResult:
        nonlocal solves
        solves += 1
        if solves < 3:
            return solve(program, options)
        return SolveResult(
            Reason.NO_SOLUTION_FOUND, Limit.INTERRUPT, "interrupted", "test", "1", 0.0, 1
        )

    monkeypatch.setattr(clock, "solve", interrupted)
    found = diagnose(inputs.load(fleets / "no-way-out" / "site.yaml"), seconds=600.0)
    assert solves == 3
    assert "what comes after the interrupt" in found.unfinished
    assert found.cures


def test_a_file_that_changed_gives_no_cures(tmp_path: Path) -> None:
    document = fleet({"overhead_usd_per_month": 350000})
    problem = inputs.load(written(document, tmp_path))
    written(fleet({"overhead_usd_per_month": 351000}), tmp_path)
    found = diagnose(problem, SolveOptions(threads=1), seconds=600.0)
    assert found.cures == ()
    assert "no longer says what was solved" in found.unfinished[0]
    (tmp_path / "site.yaml").unlink()
    gone = diagnose(problem, SolveOptions(threads=1), seconds=600.0)
    assert gone.cures == ()
    assert {key.line for key in gone.conflict} == {0}


def test_a_fleet_that_has_a_plan_misses_nothing(tmp_path: Path) -> None:
    found = diagnose(inputs.load(written(fleet(), tmp_path)), seconds=600.0)
    assert found.cures == ()
    assert found.shortfalls == ()
    assert found.conflict == ()


def test_a_single_site_and_a_key_that_is_not_written(tmp_path: Path) -> None:
    document = fleet({"debts": [loan(repayment="bullet", matures="2026-04", balance_usd=3e6)]})
    document["site"] = document.pop("sites")[0] | {"fixed_cost_usd_per_month": 250000}
    del document["finance"]["min_cash_usd"]
    path = written(document, tmp_path)
    found = diagnose(inputs.load(path), SolveOptions(threads=1), seconds=600.0)
    keys = {key.path: key for key in found.conflict}
    lines = path.read_text(encoding="utf-8").splitlines()
    floor = keys["finance.min_cash_usd"]
    assert floor.value == ""
    assert lines[floor.line - 1].strip() == "finance:"


SAMPLE = Diagnosis(
    words="Cash falls $1 short of finance.min_cash_usd in 2026-01.",
    physical=False,
    shortfalls=(),
    breaches=(),
    overspends=(),
    cures=(
        Cure(CureKind.LEASES, 5.0, ("contracts.a b.must_sign=false",), "do not sign 'a b'", False),
    ),
    conflict=(ConflictKey("finance.cash_usd", "x/" * 60 + "site.yaml", 7, "1", "cash is $1"),),
    minimal=True,
    unfinished=("something",),
    seconds=1.0,
)


@pytest.mark.parametrize("width", [60, 100])
def test_the_terminal_fits(no_way_out: Diagnosis, width: int) -> None:
    for found in (no_way_out, SAMPLE):
        text = diagnosis_text(found, Canvas(width=width))
        assert max(len(line) for line in text.splitlines()) <= width


def test_the_terminal_says_all(no_way_out: Diagnosis) -> None:
    # So wide that nothing wraps, however long the path of the folder that the fleet is read from.
    text = " ".join(diagnosis_text(no_way_out, Canvas(width=400)).split())
    for cure in no_way_out.cures:
        assert " ".join(set_options(cure).split()) in text
    for key in no_way_out.conflict:
        assert f"{key.path}: {key.words}" in text
    assert "(less may do)" in diagnosis_text(SAMPLE)


def test_options_survive_a_shell() -> None:
    assert shlex.split(set_options(SAMPLE.cures[0])) == ["--set", *SAMPLE.cures[0].overrides]


def test_the_document(no_way_out: Diagnosis) -> None:
    document = diagnosis_document(no_way_out)
    assert dumps(document)
    assert list(document) == [
        "words", "physical", "shortfalls", "breaches", "overspends", "cures", "conflict",
        "unfinished", "seconds",
    ]  # fmt: skip
    cures = document["cures"]
    assert isinstance(cures, list)
    assert cures[0] == {
        "kind": "extension",
        "price_usd": no_way_out.cures[0].usd,
        "set": list(no_way_out.cures[0].overrides),
        "words": no_way_out.cures[0].words,
        "least": True,
    }
