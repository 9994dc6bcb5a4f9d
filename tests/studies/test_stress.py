"""A plan's decisions held fixed: shocks, fresh scenarios, what owners have to put in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import optimizer
from optimizer.cli.main import main
from optimizer.inputs.problem import Problem
from optimizer.plan import Labour, load, solve
from optimizer.report.json_schedule import ReportError
from optimizer.stochastic.futures import Future
from optimizer.studies.page import to_html, to_markdown, to_terminal
from optimizer.studies.stress import Settings, Stress, page_of, stress, to_json
from optimizer.studies.stress.shocks import Tenant, impact, shocked, shocks
from optimizer.studies.stress.suffering import Trial, suffer

FLEET = Path("fleets/bear-market/site.yaml")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stress") / "plan.json"
    optimizer.write(optimizer.solve(FLEET), path)
    return path


@pytest.fixture(scope="module")
def found(report: Path) -> Stress:
    return stress(report, settings=Settings(paths=12, labour=Labour(processes=1)))


def by_name(told: Stress) -> dict[str, float | None]:
    return {one.name: one.npv_usd for one in told.named}


def test_without_a_shock_nothing_changes(found: Stress) -> None:
    own = optimizer.solve(FLEET).plan.npv.npv_usd
    calm = found.named[0]
    assert calm.npv_usd == pytest.approx(own, rel=1e-7)
    assert calm.survives
    assert calm.cure_usd == 0


def test_every_shock_from_the_field_is_tried(found: Stress) -> None:
    assert list(by_name(found)) == [
        "as planned",
        "hashprice halves",
        "coin -60 %",
        "forced sale of coins and machines",
        "summer of scarcity",
        "ai-10y defaults",
        "builds 6 months late",
        "rates +300 bp",
        "all at once",
    ]


def test_all_at_once_is_the_worst(found: Stress) -> None:
    worths = [one.npv_usd for one in found.named]
    assert worths[-1] == min(worth for worth in worths if worth is not None)
    assert found.named[-1].cure_usd == max(one.cure_usd for one in found.named)
    assert found.named[-1].cash_out is not None
    assert found.named[-1].broken.startswith("min_dscr 1.2x")


def test_what_is_read_without_cures_needs_them(found: Stress) -> None:
    for one in (*found.named, *found.fresh):
        assert one.survives == (one.cure_usd == 0), one.name
        if one.cash_out is not None:
            assert found.min_cash is not None
            cash, floor = np.array(one.cash_usd), np.array(found.min_cash)
            assert (cash[: one.cash_out] >= floor[: one.cash_out] - 1.0).all()
            assert cash[one.cash_out] < floor[one.cash_out]


def test_fresh_scenarios_are_others_and_the_same_each_time(report: Path, found: Stress) -> None:
    again = stress(report, settings=Settings(paths=12, labour=Labour(processes=1), against=False))
    assert [one.npv_usd for one in again.fresh] == [one.npv_usd for one in found.fresh]
    assert not again.neutral_named
    assert found.neutral_named
    assert len({one.npv_usd for one in found.fresh}) == 12


def test_a_debt_without_help_from_coins(report: Path) -> None:
    problem = optimizer.load(FLEET)
    chosen = {one.name: one for one in shocks(problem, ())}
    forced = shocked(problem, chosen["forced sale of coins and machines"])
    assert forced.problem.finance is not None
    assert problem.finance is not None
    assert problem.finance.treasury is not None
    price = problem.market.btc_price
    assert price is not None
    gone = 160 * price[0] * (1 - impact(160.0)) * (1 - problem.finance.treasury.sell_fee)
    assert forced.problem.finance.cash == pytest.approx(problem.finance.cash + gone)
    assert 0 < impact(160.0) < impact(1600.0) < 0.05
    dearer = shocked(problem, chosen["rates +300 bp"]).problem.finance
    assert dearer is not None
    for old, new in zip(problem.finance.debts, dearer.debts, strict=True):
        assert new.rate == pytest.approx(old.rate + 0.03)


def test_hashprice_follows_the_coin_where_the_file_gives_the_network() -> None:
    for path, follows in ((FLEET, False), (Path("fleets/btc-treasury/site.yaml"), True)):
        named = {one.name: one for one in shocks(optimizer.load(path), ())}
        fallen = named["coin -60 %"].scenario
        assert (fallen.hashprice == fallen.btc_price) is follows


def test_the_largest_tenant_defaults_a_year_after_its_start() -> None:
    problem = optimizer.load(FLEET)
    tenants = (Tenant("ai-10y", 10, 7.0),)
    named = {one.name: one for one in shocks(problem, tenants)}
    (lost,) = named["ai-10y defaults"].scenario.lost
    assert (lost.contract, lost.month) == ("ai-10y", 22)


def test_a_fleet_without_scenarios_can_be_stressed(tmp_path: Path) -> None:
    fleet = Path("fleets/margin-squeeze/site.yaml")
    optimizer.write(optimizer.solve(fleet), tmp_path / "plan.json")
    told = stress(tmp_path / "plan.json", settings=Settings(paths=3, labour=Labour(processes=1)))
    assert not told.neutral_named
    assert told.named[0].survives
    assert any(one.cure_usd > 0 for one in told.named)


def test_decisions_without_any_answer_are_told() -> None:
    problem: Problem = optimizer.load(FLEET)
    once = np.zeros(len(Future.of(problem, problem.scenarios[0]).stages.once))
    once[:] = 1000.0
    (first, *_) = shocks(problem, ())
    (told,) = suffer(problem, Trial((first,), once))
    assert told.npv_usd is None
    assert not told.survives


def test_reports_that_do_not_fit_are_refused(report: Path, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="SHA-256"):
        stress(report, "fleets/btc-treasury/site.yaml")
    bare = optimizer.solve(
        FLEET, assurance=optimizer.Assurance(certify=optimizer.plan.Certify.NONE)
    )
    optimizer.write(bare, tmp_path / "bare.json")
    with pytest.raises(ReportError, match="certify none"):
        stress(tmp_path / "bare.json")


def test_every_format_says_it(found: Stress) -> None:
    page = page_of(found)
    terminal, markdown, html = to_terminal(page), to_markdown(page), to_html(page)
    for text in (terminal, markdown, html):
        assert "all at once" in text
    assert max(len(line) for line in terminal.splitlines()) <= 100
    assert "stress_cash" in html
    document = json.loads(to_json(found))
    assert [one["name"] for one in document["shocks"]] == list(by_name(found))
    assert document["without_risk_aversion"] is not None


def test_the_command(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "stress.html"
    arguments = ["stress", str(report), "--paths", "0", "--alone", "--jobs", "1", "-o", str(out)]
    ran = CliRunner().invoke(main, arguments)
    assert ran.exit_code == 0, ran.output
    assert "all at once" in ran.stdout
    assert f"Wrote {out}" in ran.stderr
    missing = CliRunner().invoke(main, ["stress", str(tmp_path / "none.json")])
    assert missing.exit_code == 2
    assert "cannot read" in missing.stderr


EARLY = """\
fleetopt: 1
name: early
description: a hole that machines could fill
horizon: {start: 2026-09, months: 36}
market: {hashprice_usd_per_ph_day: 90}
sites:
  - name: mill
    grid_mw: 10
    power: {supply: [{name: utility, kind: block, mw: 10, usd_per_mwh: 48}]}
    halls: [{name: shed, asic_mw: 9.2, pue: {asic: 1.05}}]
    asics: [{name: s19-xp, model: S19 XP, units: 3000, resale_usd_per_th: 8}]
finance:
  cash_usd: 2000000
  min_cash_usd: 250000
  debts:
    - {name: note, kind: term_loan, balance_usd: 4000000, rate_pct: 12.5, repayment: bullet,
       matures: 2026-12}
objective: {maximize: npv, discount_rate_pct: 15}
"""


def test_a_fleet_sells_machines_before_it_asks_owners(tmp_path: Path) -> None:
    fleet, report = tmp_path / "site.yaml", tmp_path / "plan.json"
    fleet.write_text(EARLY, encoding="utf-8")
    optimizer.write(optimizer.solve(fleet), report)
    told = stress(report, settings=Settings(paths=0, labour=Labour(processes=1)))
    halved = next(one for one in told.named if one.name == "hashprice halves")
    assert halved.survives
    assert halved.cure_usd == 0.0
    # It is worth what a plan made for that hashprice is, which orders nothing either.
    known = solve(load(fleet, ["market.hashprice_usd_per_ph_day=45"]))
    assert halved.npv_usd == pytest.approx(known.plan.npv.npv_usd, rel=1e-6)


def test_what_has_no_answer_is_not_left_out_of_the_worst(found: Stress) -> None:
    lost = replace(found.fresh[0], npv_usd=None, cure_usd=0.0)
    named = (*found.named[:-1], replace(found.named[-1], npv_usd=None, cure_usd=0.0))
    text = to_terminal(page_of(replace(found, fresh=(lost, *found.fresh[1:]), named=named)))
    assert "Expected NPV, of those answered" in text
    assert "no cure helps" in text
    assert "all at once, has no cure" in text
    assert "of those answered" not in to_terminal(page_of(found))


def test_a_fleet_file_is_told_from_a_report() -> None:
    told = CliRunner().invoke(main, ["stress", str(FLEET)])
    assert told.exit_code == 2
    assert "is no report but a fleet file" in told.stderr
