"""The JSON report, format 1."""

import json
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer.report.json_report import to_document, to_json
from optimizer.report.json_text import dumps
from optimizer.solvers.base import Limit, Reason
from tests.report.sample import (
    DEFAULT_RATE,
    HOSTING_RATE,
    idle_result,
    planless_result,
    sample_result,
)

TOP = [
    "fleetopt_report",
    "fleetopt_version",
    "fleet",
    "solver",
    "program",
    "termination",
    "objective",
    "certificate",
    "diagnosis",
    "ledger",
    "choice",
    "verification",
    "baseline",
    "reasons",
    "machines",
    "marginal_values",
    "decisions",
    "money_lines",
    "discounted",
    "terminal",
    "monthly",
    "prices",
    "covenants",
    "kpis",
    "schedule",
    "seal",
]
MONTHLY = [
    "month",
    "money",
    "cash_usd",
    "debt_usd",
    "btc",
    "ebitda_usd",
    "cfads_usd",
    "debt_service_usd",
    "dscr",
    "leverage",
    "min_cash_usd",
    "hashprice_usd_per_ph_day",
    "sites",
    "halls",
    "asics",
    "debts",
]


def report(result: Any) -> Any:
    """The report as any other program reads it."""
    return json.loads(to_json(result))


@pytest.fixture(scope="module")
def document() -> Any:
    return report(sample_result())


def test_sections_stand_in_their_order(document):
    assert list(document) == TOP
    assert list(document["monthly"]) == MONTHLY


def test_fleet_solver_and_termination(document):
    assert document["fleetopt_report"] == 1
    assert document["fleet"] == {
        "name": "sample",
        "file": "fleets/sample/site.yaml",
        "sha256": "0" * 64,
        "overrides": [],
        "horizon": {"start": "2026-03", "months": 24},
        "keys": {},
        "tables": {},
    }
    assert document["solver"] == {
        "name": "highs",
        "version": "1.13.1",
        "seconds": 2.345,
        "threads": 2,
        "gap_requested": 1e-6,
    }
    assert document["termination"] == {"reason": "optimal", "limit": None, "message": "Optimal"}
    assert list(document["objective"]) == ["npv_usd", "bound_usd", "gap", "discount_rate"]


def test_decisions(document):
    decisions = document["decisions"]
    assert list(decisions) == [
        "contracts",
        "conversions",
        "asic_orders",
        "asic_sales",
        "gpu_orders",
    ]
    signed, running, left, _ = decisions["contracts"]
    assert (signed["name"], signed["signed"], signed["start"]) == ("aws", True, "2026-11")
    assert signed["mw"] == 40.0
    assert signed["halls"] == {"rockdale/hall-a": 25.0, "rockdale/hall-b": 15.0}
    assert running["running"] is True
    assert (left["signed"], left["start"], left["mw"]) == (False, None, None)
    assert left["halls"] == {}
    assert list(decisions["conversions"][0]) == [
        "hall",
        "month",
        "phases",
        "hpc_mw",
        "capex_usd",
        "ready",
    ]
    assert decisions["asic_orders"][0]["units"] == 1000.0
    assert [sale["month"] for sale in decisions["asic_sales"]][0::4] == ["2026-05", "2026-09"]
    assert decisions["gpu_orders"][0]["halls"] == {"rockdale/hall-b": 64.0}


def test_every_monthly_list_has_a_value_for_each_month(document):
    def lists(node: Any) -> list[list[Any]]:
        if isinstance(node, dict):
            return [found for child in node.values() for found in lists(child)]
        return [node]

    monthly = lists(document["monthly"])
    assert len(monthly) > 60
    assert {len(values) for values in monthly} == {24}


def test_names_of_the_monthly_tables(document):
    monthly = document["monthly"]
    assert list(monthly["sites"]) == ["rockdale", "pecos"]
    assert set(monthly["sites"]["pecos"]) >= {
        "grid_mw",
        "mining_mw",
        "hosting_mw",
        "peak_mw",
        "energy_mwh",
        "energy_usd_per_mwh",
        "hashrate_ph",
        "curtailed_hours_pct",
    }
    assert list(monthly["halls"]["rockdale/hall-a"]) == [
        "asic_mw",
        "hpc_ready_mw",
        "reserved_mw",
        "building_mw",
    ]
    assert list(monthly["asics"]["pecos/s21"]) == [
        "owned",
        "installed",
        "running_mw",
        "hashrate_ph",
        "strike_usd_per_mwh",
        "break_even_hashprice_usd_per_ph_day",
    ]


def test_key_figures_nest_the_yields(document):
    kpis = document["kpis"]
    assert list(kpis["yield_usd_per_mw_year"]) == ["mining", "hosting", "site"]
    assert kpis["payback_months"] is None
    assert kpis["irr_pct"] == 17.3


def test_money_adds_up_to_the_npv(document):
    total = sum(document["discounted"].values()) + sum(document["terminal"].values())
    assert total == pytest.approx(document["objective"]["npv_usd"], rel=1e-12)


def test_a_reader_can_discount_the_lines_himself(document):
    t = np.arange(24)
    rates = document["objective"]["discount_rate"]
    assert rates == {"default": DEFAULT_RATE, "hosting": HOSTING_RATE}
    for line in document["money_lines"]:
        money = np.array(document["monthly"]["money"][line["name"]])
        if line["stream"] == "not_in_npv":
            assert line["name"] not in document["discounted"]
            continue
        worth = (money * (1 + rates[line["stream"]]) ** (-(t + 1) / 12)).sum()
        assert worth == pytest.approx(document["discounted"][line["name"]], rel=1e-12)


def test_groups_of_lines_add_up_to_ebitda_and_to_the_change_in_cash(document):
    monthly = document["monthly"]
    money = {name: np.array(values) for name, values in monthly["money"].items()}
    ebitda = [line["name"] for line in document["money_lines"] if line["group"] == "ebitda"]
    np.testing.assert_allclose(sum(money[name] for name in ebitda), monthly["ebitda_usd"])
    change = np.sum(list(money.values()), axis=0)
    np.testing.assert_allclose(np.diff(monthly["cash_usd"]), change[1:], rtol=1e-9)


def test_absent_numbers_are_null_and_never_nan():
    text = to_json(sample_result())
    assert "NaN" not in text
    assert "Infinity" not in text
    monthly = json.loads(text)["monthly"]
    assert monthly["btc"] == [None] * 24
    assert monthly["dscr"][:11] == [None] * 11
    assert monthly["dscr"][11] == 1.31


def test_an_infinite_bound_is_null():
    result = sample_result()
    npv = replace(result.plan.npv, bound_usd=math.inf, gap=None)
    endless = replace(result, plan_or_none=replace(result.plan, npv=npv))
    assert report(endless)["objective"]["bound_usd"] is None


def test_there_is_no_negative_zero():
    result = sample_result()
    assert np.signbit(result.plan.money["hosting_energy"].iloc[0])
    assert not re.search(r"-0\.0[,\]\n]", to_json(result))


def test_full_precision_survives():
    result = sample_result(scale=1 / 3)
    assert report(result)["objective"]["npv_usd"] == result.plan.npv.npv_usd
    rent = result.plan.money["rent"].tolist()
    assert report(result)["monthly"]["money"]["rent"] == rent


def test_the_same_result_gives_the_same_bytes_but_for_seconds():
    first = sample_result()
    second = sample_result()
    second = replace(second, solver=replace(second.solver, seconds=9.0, build_seconds=1.0))
    assert to_json(first) == to_json(sample_result())
    assert to_json(first) == to_json(second).replace('"seconds": 9.0', '"seconds": 2.345')


@pytest.mark.parametrize(
    ("reason", "limit"),
    [
        (Reason.INFEASIBLE, None),
        (Reason.UNBOUNDED, None),
        (Reason.NO_SOLUTION_FOUND, Limit.TIME),
        (Reason.ERROR, None),
    ],
)
def test_without_a_plan_the_objective_is_null(reason, limit):
    document = report(planless_result(reason, limit))
    assert list(document) == TOP
    assert set(document["objective"].values()) == {None}
    assert document["termination"]["reason"] == reason.value
    assert document["termination"]["limit"] == (limit.value if limit else None)
    assert [name for name in TOP[7:-1] if document[name] is not None] == []


def test_a_plan_that_decides_nothing_has_empty_lists():
    document = report(idle_result())
    assert all(rows == [] for rows in document["decisions"].values())
    assert document["covenants"] == []
    assert document["monthly"]["asics"] == {}
    assert document["monthly"]["cash_usd"] == [None] * 3
    assert document["kpis"]["min_dscr"] is None


class TestText:
    def test_a_list_of_plain_values_is_one_line(self):
        text = dumps({"a": [1.5, None, "x"], "b": [{"c": []}], "d": {}})
        expected = '{\n  "a": [1.5, null, "x"],\n  "b": [\n    {\n      "c": []\n    }\n  ],\n'
        assert text == expected + '  "d": {}\n}\n'

    def test_it_reads_back(self):
        document = to_document(sample_result())
        assert json.loads(dumps(document)) == document

    def test_a_number_that_is_not_finite_is_refused(self):
        with pytest.raises(ValueError, match="JSON compliant"):
            dumps({"a": math.nan})

    def test_names_in_other_scripts_stay_readable(self):
        assert dumps("Стройка") == '"Стройка"\n'
