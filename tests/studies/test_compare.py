"""Reports side by side: what differs, what are ties, and that money adds up."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import optimizer
from optimizer.cli.main import main
from optimizer.report.json_report import to_document, to_json
from optimizer.report.json_schedule import ReportError
from optimizer.studies import page
from optimizer.studies.compare import Side, compare, labels, page_of, read_side
from optimizer.studies.compare.changes import Sign
from optimizer.studies.compare.json import to_document as compare_document
from tests.report.sample import explained_result, planless_result, sample_result

Document = dict[str, Any]


def side(label: str, change: Any = None) -> Side:
    document: Any = copy.deepcopy(to_document(sample_result()))
    if change is not None:
        change(document)
    return read_side(document, label)


@pytest.fixture(scope="module")
def reports(fleets: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports of two-sites as it is and at two other hashprices, and of a fleet without a plan."""
    folder = tmp_path_factory.mktemp("reports")
    sets = {
        "base": [],
        "bear": ["asic_orders.s21-xp.usd_per_th=40"],
        "bull": ["finance.cash_usd=9000000"],
    }
    out = {}
    for name, overrides in sets.items():
        problem = optimizer.load(fleets / "two-sites" / "site.yaml", overrides)
        out[name] = folder / f"{name}.json"
        out[name].write_text(to_json(optimizer.solve(problem)), encoding="utf-8")
    out["none"] = folder / "none.json"
    none = optimizer.solve(fleets / "no-way-out" / "site.yaml")
    out["none"].write_text(to_json(none), encoding="utf-8")
    return out


def test_a_report_beside_itself_is_the_same() -> None:
    found = compare([side("a"), side("b")])
    assert found.same
    assert not any((found.keys, found.tables, found.decisions, found.lines, found.years))
    assert found.parted == (None,)
    words = page.to_terminal(page_of(found))
    assert "The input is the same, and so is the plan." in " ".join(words.split())


def test_decisions_have_signs() -> None:
    def change(document: Document) -> None:
        contracts = document["decisions"]["contracts"]
        contracts[0]["signed"] = False
        contracts[2] |= {"signed": True, "start": "2026-09", "mw": 8.0, "site": "pecos"}
        document["decisions"]["asic_orders"][0]["units"] += 100
        document["objective"]["npv_usd"] += 5e6
        document["objective"]["bound_usd"] += 5e6

    found = compare([side("a"), side("b", change)])
    signs = {(one.kind, one.name): one.sign for one in found.decisions}
    assert signs["lease", "aws"] is Sign.DROPPED
    assert signs["lease", "neocloud"] is Sign.ADDED
    assert [one.sign for one in found.decisions if one.kind == "order"] == [Sign.CHANGED]
    assert not found.same
    assert not any(one.tie for one in found.decisions)


def test_what_may_vary_is_a_tie() -> None:
    def change(document: Document) -> None:
        document["decisions"]["asic_sales"] = []
        document["choice"] = {"whole_number_ties": "none", "may_vary": ["decisions.asic_sales"]}

    found = compare([side("a"), side("b", change)])
    assert found.decisions
    assert all(one.tie for one in found.decisions)
    assert found.tied == (True,)
    assert found.same
    text = page.to_terminal(page_of(found))
    assert "ties among plans of the same worth" in " ".join(text.split())


def test_worths_closer_than_the_proof_are_told() -> None:
    def change(document: Document) -> None:
        document["fleet"]["keys"] = {"finance.cash_usd": 1}
        document["objective"]["npv_usd"] -= 2e6

    found = compare([side("a"), side("b", change)])
    assert found.within_proof == (True,)
    assert found.tied == (False,)
    assert "within what is proved" in " ".join(page_of(found).lead)
    assert [one.path for one in found.keys] == ["finance.cash_usd"]
    assert found.keys[0].values == (None, 1)


def test_money_adds_up_on_real_reports(reports: dict[str, Path]) -> None:
    sides = [read_side(json.loads(reports[name].read_text()), name) for name in ("base", "bear")]
    found = compare(sides)
    assert {one.path.rpartition(".usd_per_th")[0] for one in found.keys} == {"asic_orders.s21-xp"}
    total = [sum(line.values[i] or 0.0 for line in found.lines) for i in (0, 1)]
    npvs = [one.npv or 0.0 for one in sides]
    # Lines that do not differ are left out on both sides alike.
    assert total[1] - total[0] == pytest.approx(npvs[1] - npvs[0], abs=60.0)  # half a dollar each
    sizes = [line.size for line in found.lines]
    assert sizes == sorted(sizes, reverse=True)
    grid = next(one for one in page_of(found).grids if one.title.startswith("Money by line"))
    assert grid.rows[-1][0] == "NPV"
    assert found.parted[0] is not None


def test_a_side_without_a_plan_is_absent_and_not_nil() -> None:
    none: Any = to_document(planless_result())
    found = compare([side("a"), read_side(none, "b")])
    assert "There is no plan for b." in page_of(found).lead[0]
    assert all(line.values[1] is None for line in found.lines)
    assert all(one.sign is Sign.DROPPED for one in found.decisions)


def test_labels_tell_sides_apart() -> None:
    assert labels(["x/base.json", "y/bear.json"]) == ["base", "bear"]
    assert labels(["a/site.yaml", "b/site.yaml"]) == ["a/site.yaml", "b/site.yaml"]
    assert labels(["a.json", "a.json"]) == ["a (1)", "a (2)"]


def test_a_document_that_is_no_report_is_refused() -> None:
    with pytest.raises(ReportError, match="is no whole report: `fleet`"):
        read_side({"fleetopt_report": 1}, "x")


@pytest.mark.parametrize("names", [("base", "bear"), ("base", "bear", "bull"), ("base", "none")])
def test_all_formats(reports: dict[str, Path], tmp_path: Path, names: tuple[str, ...]) -> None:
    files = [str(reports[name]) for name in names]
    out = [tmp_path / f"c.{ending}" for ending in ("json", "md", "html")]
    runner = CliRunner()
    done = runner.invoke(main, ["compare", *files, *(f"-o{path}" for path in out)])
    assert done.exit_code == 0, done.output
    assert [line for line in done.stdout.splitlines() if len(line) > 100] == []
    document = json.loads(out[0].read_text())
    assert [one["label"] for one in document["sides"]] == list(names)
    html = out[2].read_text()
    assert "<script" not in html
    assert "http" not in html
    assert len(re.findall(r"<table>", html)) == out[1].read_text().count("\n| --- ")
    again = runner.invoke(main, ["compare", *files, "--json"])
    assert json.loads(again.stdout) == document


def test_the_exit_code_is_asked_for(reports: dict[str, Path], tmp_path: Path) -> None:
    base, bear = str(reports["base"]), str(reports["bear"])
    runner = CliRunner()
    assert runner.invoke(main, ["compare", base, bear]).exit_code == 0
    assert runner.invoke(main, ["compare", base, bear, "--exit-code"]).exit_code == 1
    assert runner.invoke(main, ["compare", base, base, "--exit-code"]).exit_code == 0
    assert runner.invoke(main, ["compare", base]).exit_code == 2
    assert runner.invoke(main, ["compare", base, str(tmp_path / "no.json")]).exit_code == 2
    assert runner.invoke(main, ["compare", base, bear, "-o", "x.pdf"]).exit_code == 2


def test_a_fleet_file_is_solved(reports: dict[str, Path], fleets: Path) -> None:
    fleet = str(fleets / "two-sites" / "site.yaml")
    done = CliRunner().invoke(main, ["compare", str(reports["base"]), fleet, "--exit-code", "-q"])
    assert done.exit_code == 0, done.output
    assert "so is the plan" in " ".join(done.stdout.split())


def test_a_document_of_a_comparison_is_plain() -> None:
    found = compare([side("a"), read_side(_other(), "b")])
    text = json.dumps(compare_document(found))
    assert "NaN" not in text


def _other() -> Any:
    return to_document(explained_result())
