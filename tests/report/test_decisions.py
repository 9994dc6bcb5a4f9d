"""The plan as instructions, and the tightest month of covenants."""

import math
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from optimizer.report.covenants import covenant_table, debt_table, tightest
from optimizer.report.decisions import instructions
from optimizer.results.result import Plan
from tests.report.sample import idle_result, sample_result

MONTHS = 24


def plan_with(**changes: Any) -> Plan:
    """The sample's plan with some of its decisions replaced."""
    plan = sample_result().plan
    return replace(plan, decisions=replace(plan.decisions, **changes))


def said(plan: Plan, verb: str) -> list[str]:
    return [item.sentence for item in instructions(plan) if item.verb == verb]


def test_verbs_come_in_order_of_weight():
    verbs = [item.verb for item in instructions(sample_result().plan)]
    assert verbs == ["Sign", "Build", "Buy", "Buy", "Sell", "Stop", "Keep", "Leave"]


def test_a_lease_in_one_hall_names_the_hall():
    contracts = sample_result().plan.decisions.contracts.iloc[[0]]
    halls = pd.Series([{"rockdale/hall-a": 12.5}], index=contracts.index)
    contracts = contracts.assign(halls=halls, mw=12.5, term_months=18)
    assert said(plan_with(contracts=contracts), "Sign") == [
        "aws: 12.5 MW at rockdale/hall-a from 2026-11 for 18 months (to 2041-10) "
        "at $130.00/kW-month"
    ]


def test_leases_are_signed_in_the_order_of_their_months():
    contracts = sample_result().plan.decisions.contracts.iloc[[0, 0]]
    contracts = contracts.assign(name=["late", "early"], start=["2027-05", "2026-05"])
    names = [sentence.split(":")[0] for sentence in said(plan_with(contracts=contracts), "Sign")]
    assert names == ["early", "late"]


def sales(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"site": "pecos", "group": group, "month": month, "units": units, "usd": 10 * units}
            for group, month, units in rows
        ]
    )


def test_sales_of_a_group_are_one_instruction_however_scattered():
    months = [f"2026-{m:02d}" for m in (3, 5, 7, 9, 11)]
    scattered = sales(*(("pecos/s21", month, 100.0) for month in months), ("s19", "2026-04", 1.0))
    assert said(plan_with(asic_sales=scattered), "Sell") == [
        "pecos/s21: 500 machines in 2026-03..2026-11 (5 months) for $5.00k",
        "pecos/s19: 1 machine in 2026-04 for $10.00",
    ]


def test_orders_over_months_are_one_instruction():
    orders = pd.DataFrame(
        {
            "name": ["h200", "h200"],
            "month": ["2026-04", "2026-05"],
            "servers": [2, 3],
            "usd": [6e5, 9e5],
            "halls": [{"pecos/a": 2}, {"pecos/a": 1, "pecos/b": 2}],
            "arrives": ["2026-08", "2026-09"],
        }
    )
    assert said(plan_with(gpu_orders=orders), "Buy")[-1] == (
        "h200: 5 GPU servers in 2026-04..2026-05 for $1.50M, in service 2026-08..2026-09, "
        "3 in pecos/a, 2 in pecos/b"
    )


def test_draws_are_decisions():
    plan = sample_result().plan
    drawn = [1e6, 2e6, *[0.0] * (MONTHS - 2)]
    assert said(replace(plan, debts=plan.debts.assign(drawn_usd=drawn)), "Draw") == [
        "term-loan: $3.00M in 2026-03..2026-04"
    ]


def test_coins_sold_and_equity_raised_are_decisions():
    plan = sample_result().plan
    once = [0.0, 0.0, 0.0, 4e6, *[0.0] * (MONTHS - 4)]
    rich = replace(
        plan,
        money=plan.money.assign(coin_sales=once, equity_raised=once),
        monthly=plan.monthly.assign(btc=12.5),
    )
    assert said(rich, "Sell")[-1] == "held coins: $4.00M in 2026-06; 12.5 BTC left at the end"
    assert said(rich, "Raise") == ["equity: $4.00M in 2026-06"]


@pytest.mark.parametrize(
    ("running", "sentence"),
    [
        ([0.0] * MONTHS, "pecos/s21: run in no month; 15,000 machines kept"),
        ([5.0] * 23 + [0.0], "pecos/s21: last run in 2028-01; 15,000 machines kept"),
        ([0.0] * 23 + [5.0], None),
    ],
)
def test_machines_that_stand_still_at_the_end_are_named(running, sentence):
    plan = sample_result().plan
    group = plan.asics.loc[["pecos/s21"]].assign(running_mw=running)
    assert said(replace(plan, asics=group), "Stop") == ([sentence] if sentence else [])


def test_machines_that_are_sold_are_not_stopped():
    plan = sample_result().plan
    group = plan.asics.loc[["pecos/s21"]]
    gone = group.assign(running_mw=[5.0] + [0.0] * 23, owned=[9.0] + [0.0] * 23)
    assert said(replace(plan, asics=gone), "Stop") == []


def test_no_decisions_no_instructions():
    assert instructions(idle_result().plan) == []


def covenant(kind: str, required: float, *months: tuple[float, float, bool]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "covenant": f"{kind} {required}x",
                "kind": kind,
                "month": f"2026-{m + 1:02d}",
                "required": required,
                "actual": actual,
                "headroom_usd": headroom,
                "tested": tested,
            }
            for m, (actual, headroom, tested) in enumerate(months)
        ]
    )


def test_a_floor_is_tightest_where_the_ratio_is_lowest():
    rows = covenant("min_dscr", 1.2, (1.1, 1.0, False), (1.5, 9.0, True), (1.3, 10.0, True))
    (found,) = tightest(rows)
    assert (found.month, found.actual, found.headroom_usd, found.tests) == ("2026-03", 1.3, 10.0, 2)


def test_a_ceiling_is_tightest_where_the_ratio_is_highest():
    rows = covenant("max_leverage", 4.0, (0.0, 5.0, True), (3.5, 6.0, True), (3.0, 1.0, True))
    (found,) = tightest(rows)
    assert (found.month, found.actual) == ("2026-02", 3.5)


def test_a_month_without_a_ratio_is_tight_only_without_room():
    nothing_owed = (math.nan, 5.0, True)
    rows = covenant("min_dscr", 1.2, nothing_owed, (1.9, 7.0, True))
    assert next(tightest(rows)).month == "2026-02"
    no_room = (math.nan, 0.0, True)
    rows = covenant("min_dscr", 1.2, (1.9, 7.0, True), no_room)
    assert next(tightest(rows)).month == "2026-02"


def test_a_covenant_that_is_never_tested():
    (found,) = tightest(covenant("min_dscr", 1.2, (1.1, 1.0, False)))
    assert (found.month, found.required, found.actual, found.tests) == ("", 1.2, None, 0)


def test_without_debts_and_covenants_there_are_no_tables():
    plan = idle_result().plan
    assert covenant_table(plan) is None
    assert debt_table(plan) is None
