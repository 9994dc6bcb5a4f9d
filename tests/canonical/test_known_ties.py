"""Ties that anyone can see: which plan is picked, and that it costs nothing."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from optimizer.choice.interchange import Swap, column_exchange
from optimizer.results.canonical_plan import IntegerTies, make_canonical
from optimizer.results.variation import variation
from tests.canonical.small import (
    CONVERSION,
    LEASE,
    Document,
    canonical,
    fleet,
    plan_of,
    with_other,
)

ONE_HALL = [
    {"name": "east", "asic_mw": 4, "conversion": CONVERSION},
    {"name": "west", "asic_mw": 4},
]
TWO_HALLS = [
    {"name": "east", "asic_mw": 4, "conversion": CONVERSION},
    {"name": "west", "asic_mw": 4, "conversion": CONVERSION},
]


def _leases(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, **copy.deepcopy(LEASE)} for name in names]


def _signed(document: Document) -> list[str]:
    formulation, found, picked, how = canonical(document)
    assert how.integer_ties is IntegerTies.BROKEN
    assert picked.objective == pytest.approx(found.objective, rel=1e-9)
    contracts = plan_of(formulation, picked).decisions.contracts
    return list(contracts[contracts["signed"]]["name"])


@pytest.mark.parametrize("names", [("anna", "bert", "carl"), ("carl", "bert", "anna")])
def test_of_identical_leases_the_first_in_the_file_is_signed(names: tuple[str, ...]) -> None:
    assert _signed(fleet(halls=ONE_HALL, contracts=_leases(*names))) == [names[0]]


def test_of_identical_halls_the_first_in_the_file_is_rebuilt() -> None:
    document = fleet(halls=TWO_HALLS, contracts=_leases("anna"))
    for halls in (TWO_HALLS, TWO_HALLS[::-1]):
        document["site"]["halls"] = halls
        formulation, _, picked, how = canonical(document)
        plan = plan_of(formulation, picked)
        assert list(plan.decisions.conversions["hall"]) == [f"home/{halls[0]['name']}"]
        assert how.unique


def test_alike_things_are_put_in_order_where_plans_are_not_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("optimizer.choice.ties.LARGEST_SEARCH", 0)
    leases = _leases("anna", "bert")
    formulation, found, picked, how = canonical(fleet(halls=TWO_HALLS[:1], contracts=leases))
    assert how.integer_ties is IntegerTies.ALIKE
    # Hand over the plan in which the second lease is signed instead: the first comes back.
    axis = formulation.hosting.offers.contracts
    partner = column_exchange(formulation.program, Swap(((axis, 0, 1),)))
    assert partner is not None
    other = with_other(found, picked.x[partner])
    signed = plan_of(formulation, other).decisions.contracts
    assert list(signed["signed"]) == [False, True]
    again, how = make_canonical(formulation, other)
    assert how.changed
    assert list(plan_of(formulation, again).decisions.contracts["signed"]) == [True, False]
    assert again.row_duals is not None
    np.testing.assert_allclose(again.x, picked.x, rtol=1e-9, atol=1e-9)


def test_leases_that_differ_are_no_tie() -> None:
    leases = _leases("anna", "bert")
    leases[1]["usd_per_kw_month"] = 201
    formulation, _, _, _ = canonical(fleet(halls=ONE_HALL, contracts=leases))
    swap = Swap(((formulation.hosting.offers.contracts, 0, 1),))
    assert column_exchange(formulation.program, swap) is None
    assert _signed(fleet(halls=ONE_HALL, contracts=leases)) == ["bert"]


def test_a_deal_that_brings_nothing_is_not_made() -> None:
    lease = _leases("free")[0]
    lease |= {"usd_per_kw_month": 0, "load_factor_pct": 0}
    halls = [{"name": "east", "asic_mw": 4}, {"name": "annex", "hpc_mw": 3}]
    assert _signed(fleet(halls=halls, contracts=[lease])) == []


def test_machines_worth_nothing_are_kept() -> None:
    asics = [{"name": "old", "model": "S19 XP", "units": 900, "resale_usd_per_th": 0}]
    formulation, _, picked, how = canonical(
        fleet(asics=asics, market={"hashprice_usd_per_ph_day": 5})
    )
    plan = plan_of(formulation, picked)
    assert how.unique
    assert plan.decisions.asic_sales.empty
    # Kept, and installed rather than stored, in the first hall of the file.
    first = formulation.sets.pairs.codes[1] == 0
    assert np.allclose(formulation.miners.installed.value(picked.x)[first], 900)
    marks = variation(formulation, picked)
    assert "decisions.asic_sales" in marks
    assert "monthly.asics.home/old.owned" in marks


NO_DISCOUNT = {"maximize": "npv", "discount_rate_pct": 0}

# A machine that earns from December on, ordered for the same money in any month before.
LATE = {
    "market": {"hashprice_usd_per_ph_day": {"2027-01": 1, "2027-12": 300}},
    "asics": [],
    "asic_orders": [
        {
            "name": "new",
            "model": "S21 XP",
            "max_units": 100,
            "latest": "2027-11",
            "delivery_months": 1,
            "usd_per_th": 1,
            "resale_usd_per_th": 1,
        }
    ],
    "objective": NO_DISCOUNT,
}


def test_money_is_spent_as_late_as_it_may_be() -> None:
    formulation, _, picked, how = canonical(fleet(**LATE))
    orders = plan_of(formulation, picked).decisions.asic_orders
    assert how.unique
    assert list(orders["month"]) == ["2027-11"]
    assert list(orders["units"]) == pytest.approx([100])
    assert "decisions.asic_orders" in variation(formulation, picked)


def test_nothing_is_ordered_that_brings_nothing() -> None:
    keys = copy.deepcopy(LATE) | {"market": {"hashprice_usd_per_ph_day": 1}}
    formulation, _, picked, _ = canonical(fleet(**keys))
    assert plan_of(formulation, picked).decisions.asic_orders.empty


def test_debt_and_equity_that_cost_nothing_are_left_alone() -> None:
    finance = {
        "cash_usd": 10_000_000,
        "debts": [{"name": "line", "kind": "revolver", "limit_usd": 1_000_000, "rate_pct": 0}],
        "equity": {"limit_usd": 1_000_000},
    }
    formulation, found, picked, how = canonical(fleet(finance=finance))
    assert formulation.equity is not None
    plan = plan_of(formulation, picked)
    assert how.unique
    assert plan.debts["drawn_usd"].max() == 0.0
    assert formulation.equity.raised.value(picked.x).max() == 0.0
    assert picked.objective == pytest.approx(found.objective, rel=1e-9)
    marks = variation(formulation, picked)
    assert {"monthly.debts.line.drawn_usd", "monthly.cash_usd", "schedule.equity"} <= set(marks)


def test_equity_that_is_needed_is_raised_when_it_is_needed() -> None:
    finance = {"cash_usd": 100, "equity": {"limit_usd": 9_000_000}, "min_cash_usd": 0}
    keys = copy.deepcopy(LATE) | {"finance": finance}
    formulation, _, picked, _ = canonical(fleet(**keys))
    assert formulation.equity is not None
    raised = formulation.equity.raised.value(picked.x)
    cost = plan_of(formulation, picked).decisions.asic_orders["usd"].sum()
    assert np.flatnonzero(raised).tolist() == [10]
    assert raised[10] == pytest.approx(cost - 100)


def test_machines_do_not_wander() -> None:
    """Two halls as good as each other: each machine stays where it is."""
    formulation, _, picked, _ = canonical(fleet())
    installed = formulation.miners.installed.value(picked.x)
    assert np.allclose(installed, installed[:, :1])
    assert installed.sum(axis=0).max() == pytest.approx(900)


def test_of_two_groups_alike_the_first_runs() -> None:
    asics = [{"name": name, "model": "S19 XP", "units": 900} for name in ("one", "two")]
    document = fleet(asics=asics, grid_mw=2)
    document["site"]["halls"] = [{"name": "east", "asic_mw": 10}]
    formulation, _, picked, how = canonical(document)
    assert how.unique
    asics_frame = plan_of(formulation, picked).asics["running_mw"]
    assert asics_frame.loc["home/one"].min() > 1.5
    assert asics_frame.loc["home/two"].max() == pytest.approx(0.0, abs=1e-9)
