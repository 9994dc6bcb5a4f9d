"""Walks through what happened: nothing leaks, what is done is kept, worths add up."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import optimizer
from optimizer.cli.main import main
from optimizer.inputs.problem import Market, Problem
from optimizer.lp import Program
from optimizer.plan import Labour, load, solve
from optimizer.solvers.base import Limit, Reason, SolveOptions, SolveResult
from optimizer.studies.backtest import Backtest, BacktestError, Settings, backtest, page_of, to_json
from optimizer.studies.backtest.belief import Belief
from optimizer.studies.backtest.past import Past, read_past
from optimizer.studies.backtest.rules import RULES, Notice, Rule
from optimizer.studies.backtest.run import worth_to_date
from optimizer.studies.backtest.walk import Walk, Walked, prepared, walk
from optimizer.studies.page import to_html, to_markdown, to_terminal

BEAR = "fleets/bear-market/site.yaml"
TEXAS = "fleets/texas-2021/site.yaml"
QUICK = "examples/quickstart/site.yaml"
HISTORY = "examples/network-history/btc_network_daily.csv"
SOME = ("trend", "futures", "still", "mining", "foresight")
ALWAYS = 600
"""Notice of everything."""


def walked(problem: Problem, rule: Rule, every: int = 6, notice: int = ALWAYS) -> Walked:
    return walk(problem, Walk(rule, Past.unknown(), every, Notice(notice, ALWAYS), SolveOptions()))


def rule(key: str) -> Rule:
    return next(one for one in RULES if one.key == key)


KNOWING = Rule("knowing", "Knowing", "plans again, and knows what comes", belief=Belief.TRUE)


@pytest.fixture(scope="module")
def bear() -> Backtest:
    return backtest(BEAR, settings=Settings(every=12, labour=Labour(processes=1)))


@pytest.mark.parametrize(
    ("fleet", "every"),
    [
        (BEAR, 12),
        ("fleets/two-sites/site.yaml", 6),
        ("fleets/btc-treasury/site.yaml", 6),
        (QUICK, 6),
    ],
)
def test_who_knows_what_comes_walks_to_the_best_plan(fleet: str, every: int) -> None:
    # Planning again and again, remembering what was done, must lose nothing by itself.
    problem = load(fleet)
    best = solve(replace(problem, scenarios=())).plan.npv.npv_usd
    assert walked(problem, KNOWING, every).npv_usd == pytest.approx(best, rel=2e-6)


def changed_after(problem: Problem, month: int) -> Problem:
    """The same until a month; from it on everything is worth a third."""
    factor = np.where(np.arange(problem.horizon.months) < month, 1.0, 1 / 3)
    coin = problem.market.btc_price
    market = Market(problem.market.hashprice * factor, None if coin is None else coin * factor)
    orders = tuple(
        replace(
            one,
            price=one.price * factor,
            machine=replace(one.machine, resale=one.machine.resale * factor),
        )
        for one in problem.asic_orders
    )
    groups = tuple(
        replace(one, machine=replace(one.machine, resale=one.machine.resale * factor))
        for one in problem.asics
    )
    return replace(problem, market=market, asic_orders=orders, asics=groups, said=None)


@pytest.mark.parametrize("key", ["stays", "greedy"])
def test_nothing_is_done_before_a_month_that_depends_on_what_comes_after_it(key: str) -> None:
    problem = replace(load(BEAR), said=None)
    month = 24
    here, there = (walked(one, rule(key)) for one in (problem, changed_after(problem, month)))
    early = [one for one in here.steps if one.month <= month]
    assert early == [one for one in there.steps if one.month <= month]
    assert [one.decided for one in early] != [()] * len(early)
    cash = [one.result.plan.monthly["cash_usd"].to_numpy()[:month] for one in (here, there)]
    assert np.allclose(cash[0], cash[1], rtol=1e-9, atol=1.0)
    # And what comes after it does matter.
    assert here.npv_usd > there.npv_usd + 1e6


@pytest.mark.parametrize("later", [1 / 3, 3.0])
def test_nobody_mines_afterwards_what_has_become_dear(later: float) -> None:
    # Coins that are kept are worth what they are worth in the end: whoever knew that would mine at
    # a loss in the dip of winter 2028.
    fleet = "fleets/btc-treasury/site.yaml"
    problem = replace(load(fleet, ["finance.treasury.policy=hold_mined"]), said=None)
    coin = problem.market.btc_price
    assert coin is not None
    month = 12
    factor = np.where(np.arange(len(coin)) < month, 1.0, later)
    changed = replace(problem, market=Market(problem.market.hashprice, coin * factor))
    here, there = (walked(one, rule("still"), every=3) for one in (problem, changed))
    for column in ("btc", "ebitda_usd", "cash_usd"):
        was, now = (one.result.plan.monthly[column].to_numpy()[:month] for one in (here, there))
        assert np.allclose(was, now, rtol=1e-6, atol=2.0 if "usd" in column else 1e-3), column
    assert here.npv_usd != pytest.approx(there.npv_usd, rel=1e-2)


def test_nobody_does_better_than_who_knew(bear: Backtest) -> None:
    assert bear.foresight.rule.key == "foresight"
    for one in bear.walked:
        assert one.cured_usd == 0.0
        assert bear.regret_usd(one) >= -1.0
    assert bear.foresight.npv_usd == pytest.approx(64_317_044, rel=1e-6)


def test_rules_do_what_they_say(bear: Backtest) -> None:
    # Without a history there is no trend, and nothing to draw futures from.
    keys = ["stays", "still", "mining", "hosting", "greedy", "foresight"]
    assert [one.rule.key for one in bear.walked] == keys
    did = {one.rule.key: one.words for one in bear.walked}
    assert did["still"] == ()
    assert all("s21-xp" in words for words in did["mining"])
    assert did["mining"]
    assert any("ai-10y" in words for words in did["hosting"])
    assert not any("s21-xp" in words for words in did["hosting"])
    # Whoever takes all he can get for tenants takes the lease as early as it is offered.
    assert any("from 2027-11" in words for words in did["hosting"])


def test_what_was_done_is_replayed_from_the_fleet_file(bear: Backtest) -> None:
    for one in bear.walked:
        audit = one.result.plan.audit
        assert audit is not None
        assert not audit.breaches
        money = worth_to_date(one.result)[-1] + one.result.plan.terminal.sum()
        assert money == pytest.approx(one.npv_usd, abs=1.0)


def test_an_offer_is_not_taken_before_it_is_heard_of() -> None:
    problem = load(BEAR)
    # Orders are on offer from the start, the lease from month 10.
    far = walked(problem, rule("hosting"), notice=0)
    near = walked(problem, rule("hosting"), notice=10)
    when = [
        min(step.month for step in one.steps if any("ai-10y" in word for word in step.decided))
        for one in (far, near)
    ]
    assert when == [12, 0]


def test_a_lease_is_signed_when_its_build_must_begin() -> None:
    problem = load(BEAR)
    one = walked(problem, rule("stays"), every=3)
    (signed,) = [step for step in one.steps if any("ai-10y" in word for word in step.decided)]
    start = one.result.plan.decisions.contracts.set_index("name").loc["ai-10y", "start"]
    ahead = problem.horizon.labels.index(str(start)) - signed.month
    assert 9 <= ahead <= 9 + 3  # nine months of building, three to the next plan


def test_owners_put_in_no_more_than_it_takes() -> None:
    problem = load("fleets/no-way-out/site.yaml")
    one = walked(problem, rule("still"), every=3)
    assert one.first_cure is not None
    assert one.steps[0].distress
    cash = one.result.plan.monthly["cash_usd"].to_numpy()
    floor = one.result.plan.monthly["min_cash_usd"].to_numpy()
    assert (cash >= floor - 1.0).all()
    fleet = prepared(problem)
    assert fleet.risk.cure_cost == 0.5
    assert fleet.said is not None
    assert fleet.said.risk.cure_cost_pct == 50


def test_a_price_of_cures_in_the_file_stays() -> None:
    fleet = prepared(load("fleets/no-way-out/site.yaml", ["risk.cure_cost_pct=20"]))
    assert fleet.risk.cure_cost == pytest.approx(0.2)


def test_machines_are_sold_whole_where_they_must_be() -> None:
    problem = load(QUICK, ["objective.integer_units=true"])
    one = walked(problem, rule("stays"), every=12)
    sold = one.result.plan.decisions.asic_sales["units"].to_numpy(dtype=float)
    assert np.allclose(sold, np.round(sold), atol=1e-6)


def test_random_futures_are_planned_for_with_what_could_be_estimated_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("optimizer.studies.backtest.run.RULES", tuple(map(rule, SOME)))
    settings = Settings(HISTORY, every=20, futures=2, labour=Labour(processes=1))
    found = backtest(TEXAS, ["horizon.months=60"], settings)
    assert tuple(one.rule.key for one in found.walked) == SOME
    worth = {one.rule.key: one.npv_usd for one in found.walked}
    # The boom of 2021 was no time to buy.
    assert worth["mining"] < worth["still"] < worth["trend"]
    assert worth["trend"] <= worth["foresight"]
    assert found.walked[1].rule.title == "fleetopt, 2 futures"


def test_processes_come_to_the_same() -> None:
    alone, pool = (
        backtest(QUICK, settings=Settings(every=12, labour=Labour(processes=n))) for n in (1, 2)
    )
    assert to_json(alone) == to_json(pool)


class Ended:
    """A solver that is ended by a limit, at once."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit

    def __call__(self, _program: Program, options: SolveOptions) -> SolveResult:
        reason = Reason.NO_SOLUTION_FOUND
        return SolveResult(reason, self.limit, "a limit ended it", options.solver, "", 0.0, 1)


def test_an_interrupt_ends_the_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.studies.backtest.walk.solve", Ended(Limit.INTERRUPT))
    with pytest.raises(KeyboardInterrupt):
        walked(load(QUICK), rule("stays"))


def test_a_limit_is_no_distress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.studies.backtest.walk.solve", Ended(Limit.TIME))
    with pytest.raises(BacktestError, match="there is no plan in 2027-01: a limit ended it"):
        walked(load(QUICK), rule("stays"))


# ------------------------------------------------------------------------------ how it is shown


def test_the_page_says_what_was_not_proved(bear: Backtest) -> None:
    assert "before they were proved" not in to_terminal(page_of(bear))
    first = bear.walked[0]
    steps = (replace(first.steps[0], proved=False), *first.steps[1:])
    walked_ = (replace(first, steps=steps), *bear.walked[1:])
    assert "1 of 20 plans" in to_terminal(page_of(replace(bear, walked=walked_)))


def test_the_page_says_where_the_plan_lost(bear: Backtest) -> None:
    page = page_of(bear)
    text = to_terminal(page)
    assert "Perfect foresight" in text
    assert max(map(len, text.splitlines())) <= 100
    assert "Regret" in text
    # Make the plan lose, and see that it is said first.
    worst = sorted(bear.walked[:-1], key=lambda one: one.npv_usd)[0]
    loser = replace(worst, rule=rule("stays"))
    others = tuple(one for one in bear.walked[1:])
    text = to_terminal(page_of(replace(bear, walked=(loser, *others))))
    assert "lost to" in text.split("What each was worth")[0]


def test_every_kind_of_page(bear: Backtest) -> None:
    page = page_of(bear)
    html = to_html(page)
    assert "backtest_worth" in html
    assert "backtest_beliefs" in html
    assert "| Perfect foresight |" in to_markdown(page).replace("**", "")
    document = json.loads(to_json(bear))
    assert document["fleetopt_backtest"] == 1
    assert document["months_between_plans"] == 12
    for one in document["rules"]:
        assert len(one["worth_to_date_usd"]) == len(document["months"])
        assert one["regret_usd"] == pytest.approx(
            document["rules"][-1]["npv_usd"] - one["npv_usd"], abs=1e-6
        )


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "backtest.json"
    told = CliRunner().invoke(
        main,
        ["backtest", "fleets/by-hand/site.yaml", "--every", "1", "--jobs", "1", "-o", str(out)],
    )
    assert told.exit_code == 0, told.output
    assert "not knowing what comes" in told.output
    assert json.loads(out.read_text())["fleet"] == "by-hand"
    missing = CliRunner().invoke(main, ["backtest", TEXAS, "--history", "none.csv"])
    assert missing.exit_code == 2
    assert "none.csv cannot be read" in missing.output
    assert "E614" in missing.output
    late = CliRunner().invoke(main, ["backtest", BEAR, "--history", HISTORY])
    assert late.exit_code == 2
    assert "2026-12" in late.output


def test_the_public_name() -> None:
    assert optimizer.backtest is backtest
    assert read_past(HISTORY, load(TEXAS).horizon).hashprice[-1] > 200
