"""Walks on which owners help, covenants stand in the way, or something must be signed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optimizer.inputs.problem import Problem
from optimizer.plan import Labour, build, load
from optimizer.solvers.base import SolveOptions
from optimizer.studies.backtest import Backtest, BacktestError, Settings, backtest, page_of, to_json
from optimizer.studies.backtest import run as running
from optimizer.studies.backtest.belief import Belief, believed
from optimizer.studies.backtest.memory import (
    ABSENT,
    ANSWERED,
    CHOSEN,
    DISPATCHED,
    FOLLOWING,
    RENEWED,
    Decided,
    Memory,
)
from optimizer.studies.backtest.past import Past
from optimizer.studies.backtest.rules import RULES, Notice, Rule, builds_for
from optimizer.studies.backtest.walk import Stuck, Walk, Walked, _built, prepared, walk
from optimizer.studies.page import to_html, to_terminal

ONE = Labour(processes=1)
HISTORY = "examples/network-history/btc_network_daily.csv"
QUICK = "examples/quickstart/site.yaml"
FLEETS = sorted(str(one) for one in Path("fleets").glob("*/site.yaml"))

POOR = """\
fleetopt: 1
name: poor
description: no cash, and a very good offer
horizon: {start: 2021-07, months: 12}
market: {hashprice_usd_per_ph_day: 280}
sites:
  - name: mill
    grid_mw: 10
    power: {supply: [{name: utility, kind: block, mw: 10, usd_per_mwh: 48}]}
    halls: [{name: shed, asic_mw: 9.2, pue: {asic: 1.05}}]
    asics: [{name: s19-xp, model: S19 XP, units: 10, resale_usd_per_th: 1}]
asic_orders:
  - {name: offer, model: S19 XP, sites: [mill], max_units: 2500, usd_per_th: 10,
     delivery_months: 3, latest: 2021-08, resale_usd_per_th: 1}
finance: {cash_usd: 300000, min_cash_usd: 250000}
objective: {maximize: npv, discount_rate_pct: 15}
"""


def rule(key: str) -> Rule:
    return next(one for one in RULES if one.key == key)


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    path = tmp_path_factory.mktemp("poor") / "site.yaml"
    path.write_text(POOR, encoding="utf-8")
    return backtest(path, settings=Settings(HISTORY, futures=2, labour=ONE))


def test_who_knew_may_ask_owners_like_everybody_else(poor: Backtest) -> None:
    # The plan for random futures counts on owners; so may the one who knows.
    cured = {one.rule.key: one.cured_usd for one in poor.walked}
    assert cured["futures"] > 1e6
    assert cured["foresight"] > 1e6
    for one in poor.walked:
        assert poor.regret_usd(one) >= -1.0
    futures = next(one for one in poor.walked if one.rule.futures)
    assert any(step.distress for step in futures.steps)


def test_the_page_says_what_owners_were_asked_for(poor: Backtest) -> None:
    text = to_terminal(page_of(poor))
    assert "Perfect foresight counts on $" in text
    assert "counts on cures" in text
    assert "has a weight of 0.5" in text


def test_the_document_says_how_it_was_made(poor: Backtest) -> None:
    document = json.loads(to_json(poor))
    assert document["history"] == "btc_network_daily.csv"
    assert (document["futures"], document["seed"]) == (2, 0)
    assert document["risk"] == {"weight": 0.5, "level_pct": 90.0}
    assert document["rules"][-1]["proved"] is True
    assert document["without_an_end"] == []


@pytest.mark.parametrize(
    ("key", "weight", "level"),
    [("weight=0.2", 0.2, 0.9), ("level_pct=80", 0.5, 0.8), ("cure_cost_pct=20", 0.5, 0.9)],
)
def test_only_what_the_file_says_of_risk_is_taken(key: str, weight: float, level: float) -> None:
    settings = Settings(every=12, labour=ONE)
    risk = backtest("fleets/by-hand/site.yaml", [f"risk.{key}"], settings).risk
    assert [risk.weight, risk.level] == pytest.approx([weight, level])


def test_a_plan_for_futures_is_read_by_the_program_it_is_of() -> None:
    # The futures' programs have other columns of power each; a facility under a covenant is used
    # or not by a column behind those.
    overrides = [
        "horizon.months=60",
        "finance.covenants=[{kind: min_dscr, ratio: 1.2, debts: [project], from: 2023-01}]",
        "sites.upton.power.supply=[{name: ppa, kind: block, mw: 50, usd_per_mwh: 60}]",
    ]
    settings = Settings(HISTORY, every=30, futures=4, labour=ONE)
    problem = running._weighed(load("fleets/texas-2021/site.yaml", overrides))
    past, known = running._known(settings, problem)
    futures = replace(rule("futures"), futures=4)
    task = Walk(futures, past, 30, Notice(600, 600), SolveOptions(gap=1e-3), known)
    one = walk(problem, task)
    assert one.result.has_plan
    assert one.words


def test_a_plan_of_another_program_is_refused() -> None:
    formulation = build(load(QUICK))
    x = np.zeros(formulation.program.shape[1] + 1)
    with pytest.raises(ValueError, match="columns"):
        Memory().with_values(formulation, x, CHOSEN, Decided(1))
    with pytest.raises(ValueError, match="columns"):
        Memory().renewed(formulation, x)


@pytest.mark.parametrize("key", ["still", "mining"])
def test_what_must_be_signed_is_built_by_every_rule(key: str) -> None:
    problem = load(QUICK, ["contracts.ai-tenant.must_sign=true"])
    one = walk(problem, Walk(rule(key), Past.unknown(), 12, Notice(600, 600), SolveOptions()))
    assert any("ai-tenant" in words for words in one.words)
    assert any("phase" in words for words in one.words)


def test_a_rule_that_gets_stuck_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = walk

    def stumbling(problem: Problem, task: Walk) -> Walked:
        if task.rule.key in stuck:
            raise BacktestError("there is no plan in 2026-08")
        return whole(problem, task)

    monkeypatch.setattr("optimizer.studies.backtest.walk.walk", stumbling)
    settings = Settings(every=12, labour=ONE)
    stuck = {"greedy", "stays"}
    found = backtest("fleets/by-hand/site.yaml", settings=settings)
    assert [one.rule.key for one in found.stuck] == ["stays", "greedy"]
    assert isinstance(found.stuck[0], Stuck)
    text = to_terminal(page_of(found))
    assert "Greedy margin per MW came to no end: there is no plan in 2026-08." in text
    assert "Holding still" in to_html(page_of(found))
    assert json.loads(to_json(found))["without_an_end"][1]["rule"] == "greedy"
    stuck = {"foresight"}
    with pytest.raises(BacktestError, match="Perfect foresight: there is no plan"):
        backtest("fleets/by-hand/site.yaml", settings=settings)


def test_in_distress_a_rule_still_does_what_it_does(tmp_path: Path) -> None:
    # No plan survives without owners; the one who wants machines still buys them.
    path = tmp_path / "site.yaml"
    path.write_text(POOR, encoding="utf-8")
    problem = load(path, ["finance.cash_usd=100000"])
    task = Walk(rule("mining"), Past.unknown(), 3, Notice(600, 600), SolveOptions())
    one = walk(problem, task)
    assert one.steps[0].distress
    assert one.first_cure == 0
    # No more than it takes: the floor of cash, and what is lost on the way.
    assert one.cured_usd == pytest.approx(150_000 / 0.5, rel=0.2)
    assert any("offer" in words for words in one.words)


# ---------------------------------------------------------------------------- what is remembered


@pytest.mark.parametrize("fleet", FLEETS)
def test_every_block_is_of_one_kind(fleet: str) -> None:
    kinds = (CHOSEN, ANSWERED, RENEWED, FOLLOWING, DISPATCHED, ABSENT)
    names = [name for kind in kinds for name in kind]
    assert len(set(names)) == len(names)
    problem = load(fleet)
    blocks = {block.name for block in build(problem).program.columns}
    assert blocks <= set(names)
    walked = {block.name for block in _built(prepared(problem)).program.columns}
    assert walked <= set(names) - set(ABSENT)
    assert "cures.paid" in walked or problem.finance is None


def test_a_lease_without_a_build_is_not_signed_ahead() -> None:
    problem = load("fleets/texas-2021/site.yaml")
    assert builds_for(problem).tolist() == [10, 10]
    bare = replace(problem, halls=tuple(replace(one, conversion=None) for one in problem.halls))
    assert builds_for(bare).tolist() == [0, 0]


# ------------------------------------------------------------------------- what power is believed


@pytest.mark.parametrize("month", [12, 15, 24])
def test_power_is_what_the_sites_own_last_year_was(month: int) -> None:
    problem = load("fleets/two-sites/site.yaml")
    assert sum(site.power.market is not None for site in problem.sites) >= 1
    seen = believed(problem, month, Belief.STAYS, Past.unknown())
    for site, own in zip(seen.sites, problem.sites, strict=True):
        if own.power.market is None:
            continue
        for t in range(month, problem.horizon.months):
            source = month - 12 + (t - month) % 12
            now, then = site.power.hours[t], own.power.hours[source]
            assert np.array_equal(now.price, then.price)
            assert now.weight.sum() == pytest.approx(own.power.hours[t].weight.sum())


def test_power_that_comes_is_not_seen_in_level_or_shape() -> None:
    problem = load("fleets/two-sites/site.yaml")
    month = 18
    spiked = []
    for site in problem.sites:
        market = site.power.market
        if market is None:
            spiked.append(site)
            continue
        hours = list(site.power.hours)
        for t in range(month, len(hours)):
            price = hours[t].price * 3.0
            price[0] = 5000.0
            hours[t] = replace(hours[t], price=price)
        mean = np.array([np.average(one.price, weights=one.weight) for one in hours])
        spiked.append(
            replace(
                site,
                power=replace(
                    site.power, hours=tuple(hours), market=replace(market, mean_price=mean)
                ),
            )
        )
    other = replace(problem, sites=tuple(spiked))
    one, two = (believed(it, month, Belief.STAYS, Past.unknown()) for it in (problem, other))
    for here, there in zip(one.sites, two.sites, strict=True):
        for was, now in zip(here.power.hours, there.power.hours, strict=True):
            assert np.array_equal(was.price, now.price)
            assert np.allclose(was.weight, now.weight)
        assert np.allclose(here.power.reference_price, there.power.reference_price)
