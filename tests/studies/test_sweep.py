"""Sweeps: axes, cases, journal, where the plan changes, the tornado."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

import optimizer
from optimizer.cli.main import main
from optimizer.errors import UsageError
from optimizer.plan import load
from optimizer.solvers.base import SolveOptions
from optimizer.studies import page
from optimizer.studies.sweep import Settings, page_of, sweep, to_csv, to_json
from optimizer.studies.sweep.axes import Axis, overrides_of, parse_axis, scaled
from optimizer.studies.sweep.cases import from_axes, from_file
from optimizer.studies.sweep.journal import Journal
from optimizer.studies.sweep.outcome import Outcome, Signature
from optimizer.studies.sweep.run import Sweep
from optimizer.studies.sweep.tornado import Bar, numeric_keys
from optimizer.studies.sweep.work import Task

RENT = "contracts.ai-tenant.usd_per_kw_month"


@pytest.fixture(scope="module")
def quickstart(repo_root: Path) -> Path:
    return repo_root / "examples" / "quickstart" / "site.yaml"


@pytest.mark.parametrize(
    ("text", "values", "factor"),
    [
        ("a.b=28:32:2", ("28", "30", "32"), False),
        ("a=0:0.3:0.1", ("0", "0.1", "0.2", "0.3"), False),
        ("a=1:0:-0.5", ("1", "0.5", "0"), False),
        ("a=28:31:2", ("28", "30"), False),
        ("a=100:300:100", ("100", "200", "300"), False),
        ("a=x, y", ("x", "y"), False),
        ("a=*0.8:1.2:0.2", ("0.8", "1", "1.2"), True),
        ("a=*0.9,1.1", ("0.9", "1.1"), True),
    ],
)
def test_axes(text: str, values: tuple[str, ...], factor: bool) -> None:
    axis = parse_axis(text)
    assert (axis.values, axis.factor) == (values, factor)


@pytest.mark.parametrize(
    "text",
    ["a", "=1", "a=", "a=1:2", "a=1:2:0", "a=2:1:1", "a=1:2:x", "a=1,1", "a=*x", "a=0:1:1e-9"],
)
def test_what_is_no_axis_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_axis(text)


def test_factors_scale_numbers_and_curves_and_nothing_else(quickstart: Path) -> None:
    keys = load(quickstart).keys
    half = overrides_of(Axis("market.hashprice_usd_per_ph_day", ("0.5",), True), "0.5", keys)
    assert half == (
        "market.hashprice_usd_per_ph_day.2027-01=15.5",
        "market.hashprice_usd_per_ph_day.2028-05=11",
    )
    rent = overrides_of(Axis(RENT, ("1.1",), True), "1.1", keys)
    assert rent == (f"{RENT}=143",)
    curve = load(quickstart, overrides=half).market.hashprice
    assert curve[0] == 15.5
    for key in ("name", "no.such.key", "site.halls.shed.name"):
        with pytest.raises(UsageError):
            scaled(key, Decimal(2), keys)


def test_cases_from_axes_are_every_combination(quickstart: Path) -> None:
    keys = load(quickstart).keys
    cases = from_axes([parse_axis("x.a=1,2"), parse_axis("x.b=3,4")], keys)
    assert [case.at for case in cases] == [("1", "3"), ("1", "4"), ("2", "3"), ("2", "4")]
    assert cases[0].overrides == ("x.a=1", "x.b=3")
    with pytest.raises(UsageError, match="cases are more than"):
        from_axes([parse_axis("a=0:300:1"), parse_axis("b=0:300:1")], keys)


def test_cases_from_files(tmp_path: Path) -> None:
    table = tmp_path / "c.csv"
    table.write_text(f"name,{RENT},site.grid_mw\nlow,110,\n,150,12\n=1+1,120,11\n")
    cases = from_file(table)
    assert [case.name for case in cases] == ["low", "case 2", "=1+1"]
    assert cases[0].overrides == (f"{RENT}=110",)
    assert cases[1].overrides == (f"{RENT}=150", "site.grid_mw=12")
    named = tmp_path / "c.yaml"
    named.write_text("base:\nbear: {a.b: 1, c: {2027-01: 30}}\n")
    base, bear = from_file(named)
    assert base.overrides == ()
    assert bear.overrides == ("a.b=1", "c={2027-01: 30}")
    for text, name in [
        ("a,b\n1,2,3\n", "x.csv"),
        ("- 1\n", "x.yaml"),
        ("{", "x.yaml"),
        ("", "x.txt"),
    ]:
        bad = tmp_path / name
        bad.write_text(text)
        with pytest.raises(UsageError):
            from_file(bad)
    with pytest.raises(UsageError, match="cannot read"):
        from_file(tmp_path / "no.csv")


def test_a_journal_goes_on_after_a_line_that_was_cut_off(quickstart: Path, tmp_path: Path) -> None:
    problem, path = load(quickstart), tmp_path / "j.ndjson"
    tasks = [Task(quickstart, name, (f"a={name}",), SolveOptions()) for name in ("1", "2")]
    plan = Signature(leases=("x 3 MW",))
    journal = Journal(path, problem)
    journal.add(tasks[0], Outcome("1", "optimal", 1.5, 1.5, plan))
    path.write_bytes(path.read_bytes() + b'{"key": "half of a li')
    again = Journal(path, problem)
    assert again.known(tasks[0]) == Outcome("1", "optimal", 1.5, 1.5, plan)
    assert again.known(tasks[1]) is None
    again.add(tasks[1], Outcome("2", "infeasible", signature=Signature(none=True)))
    last = Journal(path, problem)
    assert last.known(tasks[0]) is not None
    assert last.known(tasks[1]) == Outcome("2", "infeasible", signature=Signature(none=True))
    other = replace(problem, sha256="0" * 64)
    assert Journal(path, other).known(tasks[0]) is None
    assert Journal(path, problem, restart=True).known(tasks[0]) is None


@pytest.fixture(scope="module")
def rents(quickstart: Path) -> Sweep:
    settings = Settings(jobs=1)
    return sweep(
        quickstart, [f"{RENT}=110:130:10"], tornado_percent=10, tornado_keys=3, settings=settings
    )


def test_the_plan_changes_where_two_plans_are_worth_the_same(
    rents: Sweep, quickstart: Path
) -> None:
    letters = [rents.plans[one.signature] for one in rents.outcomes if one.signature]
    assert letters[0] == "A"
    assert letters[-1] != "A"
    assert rents.edges
    assert all(one.edge.exact for one in rents.edges)
    assert rents.edges[0].edge.before == rents.outcomes[0].signature
    assert rents.edges[-1].edge.after == rents.outcomes[-1].signature
    first, last = rents.edges[0].edge.value, rents.edges[-1].edge.value
    for rent, signed in ((first - 0.01, False), (last + 0.01, True)):
        plan = optimizer.solve(load(quickstart, [f"{RENT}={rent}"])).plan
        assert bool(plan.decisions.contracts["signed"].iloc[0]) is signed


def test_the_edge_is_the_break_even_rent(rents: Sweep, quickstart: Path) -> None:
    told = optimizer.solve(quickstart, explain=optimizer.Explain.FULL).reasons
    assert told is not None
    edge = told.leases[0].break_even_usd_per_kw_month
    assert rents.edges[0].edge.value == pytest.approx(edge, abs=1e-3)


def test_the_tornado_is_what_solves_say(rents: Sweep, quickstart: Path) -> None:
    assert [bar.size for bar in rents.bars] == sorted((b.size for b in rents.bars), reverse=True)
    base = optimizer.solve(quickstart).plan.npv.npv_usd
    for bar in rents.bars:
        moved = scaled(bar.key, Decimal("1.1"), load(quickstart).keys)
        more = load(quickstart, moved)
        assert bar.high_usd == pytest.approx(optimizer.solve(more).plan.npv.npv_usd - base, abs=1.0)


def test_only_numbers_that_mean_something_are_moved(fleets: Path) -> None:
    keys = numeric_keys(load(fleets / "west-texas-hybrid" / "site.yaml").keys)
    assert "market.hashprice_usd_per_ph_day" in keys
    assert "contracts.funded-12y.usd_per_kw_month" in keys
    assert not any(key.endswith((".term_months", ".phases", ".name")) for key in keys)
    assert not any(key.startswith(("horizon", "fleetopt")) for key in keys)


def test_a_bar_without_a_plan_is_the_longest() -> None:
    assert Bar("a", None, 1.0, True).size > Bar("b", -1e12, 1e12, False).size


def test_no_plan_is_an_outcome_and_a_wrong_fleet_a_failure(quickstart: Path) -> None:
    found = sweep(
        quickstart,
        [
            "finance.cash_usd=-1e9,1e9",
        ],
        overrides=["contracts.ai-tenant.must_sign=true"],
        settings=Settings(jobs=1),
    )
    assert [one.npv_usd is None for one in found.outcomes] == [True, False]
    assert found.plans[Signature(none=True)] == "-"
    wrong = sweep(quickstart, ["site.grid_mw=x,11"], settings=Settings(jobs=1))
    assert [one.reason for one in wrong.outcomes] == ["failed", "optimal"]
    assert "failed" in page.to_terminal(page_of(wrong))


def test_jobs_and_journal_change_nothing(quickstart: Path, tmp_path: Path, rents: Sweep) -> None:
    journal = tmp_path / "j.ndjson"
    settings = Settings(jobs=2, journal=journal, edges=False)
    seen: list[tuple[int, int]] = []

    def told(done: int, total: int, _last: str) -> None:
        seen.append((done, total))

    first = sweep(quickstart, [f"{RENT}=110:130:10"], settings=settings, progress=told)
    assert seen[-1] == (3, 3)
    assert [one.npv_usd for one in first.outcomes] == [one.npv_usd for one in rents.outcomes]
    seen.clear()
    second = sweep(quickstart, [f"{RENT}=110:130:10"], settings=settings, progress=told)
    assert seen == []
    assert second.outcomes == first.outcomes


def test_formats(rents: Sweep) -> None:
    document = json.loads(to_json(rents))
    assert document["cases"][0]["plan"] == "A"
    assert document["changes"][0]["before"] == "A"
    rows = list(csv.DictReader(to_csv(rents).splitlines()))
    assert [float(row["npv_usd"]) for row in rows] == [one.npv_usd for one in rents.outcomes]
    shown = page_of(rents)
    text = page.to_terminal(shown)
    assert [line for line in text.splitlines() if len(line) > 100] == []
    html = page.to_html(shown)
    assert html.count("<figure") == 2
    assert "Where the plan changes" in page.to_markdown(shown)


def test_the_command(quickstart: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    out = tmp_path / "s.json"
    args = ["sweep", str(quickstart), "--vary", f"{RENT}=110,130", "--jobs", "1", "--no-changes"]
    done = runner.invoke(main, [*args, "-o", str(out), "--vary", "site.grid_mw=11,12"])
    assert done.exit_code == 0, done.output
    assert "Plans: ai-tenant.usd_per_kw_month across, site.grid_mw down" in done.stdout
    assert len(json.loads(out.read_text())["cases"]) == 4
    for bad in (
        ["sweep", str(quickstart)],
        ["sweep", str(quickstart), "--vary", "a=1", "--vary", "b=1", "--vary", "c=1"],
        ["sweep", str(quickstart), "--vary", "a=1,2", "--vary", "a=3,4"],
        ["sweep", str(quickstart), "--vary", "name=*0.5,2"],
        ["sweep", str(quickstart), "--vary", "a=1", "--cases", "x.csv"],
    ):
        done = runner.invoke(main, bad)
        assert done.exit_code == 2, bad
        assert "Traceback" not in done.output
    none = ["sweep", str(quickstart), "--vary", "finance.cash_usd=-1e9", "-q"]
    assert (
        runner.invoke(main, [*none, "--set", "contracts.ai-tenant.must_sign=true"]).exit_code == 1
    )
