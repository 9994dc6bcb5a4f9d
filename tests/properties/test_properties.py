"""What must hold for any right implementation, on random fleets."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from optimizer.results import make_result
from optimizer.solvers.solve import solve as solve_program
from tests.fleet_tools import TIGHT, Document, accepted, build, fixed_integers, optimum, solved
from tests.referee.fleets import random_fleet

seeds = st.integers(0, 100_000)
few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


fewer = settings(few, max_examples=6)  # two solves each, and a scale of 100 is slow


def near(value: float) -> float:
    """How far apart two solves of equal problems may end, USD."""
    return 1.0 + 1e-7 * abs(value)


@few
@given(seeds)
def test_money_lines_add_up_to_the_objective(seed: int) -> None:
    fleet = random_fleet(seed)
    assume(accepted(fleet.document, fleet.files))
    formulation = build(fleet.document, fleet.files)
    end = solved(formulation)
    assume(end.has_plan)
    plan = make_result(formulation, end, TIGHT, 0.0).plan
    assert end.objective is not None
    assert plan.discounted.sum() + plan.terminal.sum() == pytest.approx(end.objective, abs=1.0)
    if formulation.problem.finance is not None:
        opening = formulation.problem.finance.cash
        cash = opening + plan.money.to_numpy().sum(axis=1).cumsum()
        np.testing.assert_allclose(plan.monthly["cash_usd"], cash, atol=1.0, rtol=1e-7)


@few
@given(seeds, st.data())
def test_an_option_never_lowers_the_optimum(seed: int, data: st.DataObject) -> None:
    fleet = random_fleet(seed)
    assume(accepted(fleet.document, fleet.files))
    without = copy.deepcopy(fleet.document)
    sites = [*without.get("sites", []), *([without["site"]] if "site" in without else [])]
    offers = [without.get(key, []) for key in ("contracts", "asic_orders", "gpu_orders")]
    modes = [
        group["modes"] for site in sites for group in site.get("asics", []) if "modes" in group
    ]
    options = [
        (items, i)
        for items in [*offers, *modes]
        for i, item in enumerate(items)
        if not _forced(item, fleet.document)
    ]
    assume(options)
    items, i = options[data.draw(st.integers(0, len(options) - 1))]
    name = items.pop(i)["name"]
    for contract in without.get("contracts", []):
        if name in contract.get("excludes", []):
            contract["excludes"].remove(name)
    small = optimum(without, fleet.files)
    if small is None:
        reject()
    full = optimum(fleet.document, fleet.files)
    assert full is not None
    assert full >= small - near(small)


@few
@given(seeds, st.floats(0.2, 0.9))
def test_a_tighter_limit_never_raises_the_optimum(seed: int, share: float) -> None:
    fleet = random_fleet(seed)
    assume(accepted(fleet.document, fleet.files))
    tight = copy.deepcopy(fleet.document)
    touched = 0
    for order in [*tight.get("asic_orders", []), *tight.get("gpu_orders", [])]:
        for key in ("max_units", "max_servers"):
            if key in order:
                order[key] = int(order[key] * share)
                touched += 1
    equity = tight.get("finance", {}).get("equity")
    if equity:
        equity["limit_usd"] *= share
        touched += 1
    assume(touched)
    low = optimum(tight, fleet.files)
    if low is None:
        reject()
    high = optimum(fleet.document, fleet.files)
    assert high is not None
    assert low <= high + near(high)


@fewer
@given(seeds, st.sampled_from([0.25, 4.0, 100.0]))
def test_scaling_money_scales_the_optimum(seed: int, factor: float) -> None:
    fleet = random_fleet(seed)
    assume(accepted(fleet.document, fleet.files))
    assume(not fleet.files)  # their prices would have to be scaled, too
    first = optimum(fleet.document, fleet.files)
    if first is None:
        reject()
    scaled = optimum(_money_times(fleet.document, factor), fleet.files)
    assert scaled is not None
    assert scaled / factor == pytest.approx(first, rel=1e-6, abs=10.0)


@few
@given(seeds)
def test_assets_of_size_zero_change_nothing(seed: int) -> None:
    fleet = random_fleet(seed)
    assume(accepted(fleet.document, fleet.files))
    more = copy.deepcopy(fleet.document)
    for site in [*more.get("sites", []), *([more["site"]] if "site" in more else [])]:
        hall = {"name": "empty", "asic_mw": 0, "hpc_mw": 0}
        site["halls"].append(hall)
        machine = {"name": "none", "hashrate_th": 100, "power_w": 3000, "units": 0}
        site.setdefault("asics", []).append(machine)
    first, second = optimum(fleet.document, fleet.files), optimum(more, fleet.files)
    assert (first is None) == (second is None)
    if first is not None:
        assert second == pytest.approx(first, abs=near(first))


@few
@given(seeds, st.data())
def test_a_grid_dual_is_the_finite_difference(seed: int, data: st.DataObject) -> None:
    fleet = random_fleet(seed)
    assume(accepted(fleet.document, fleet.files))
    formulation = build(fleet.document, fleet.files)
    end = solved(formulation)
    assume(end.has_plan)
    fixed = fixed_integers(formulation, end)
    base = solved(fixed)
    assert base.row_duals is not None
    assert base.objective is not None
    block = next(b for b in fixed.program.rows if b.name == "power.grid")
    assume(block.numbers.size)
    row = int(data.draw(st.sampled_from(block.numbers.tolist())))
    step = 1e-3
    slopes = []
    for move in (step, -step):
        upper = fixed.program.row_upper.copy()
        upper[row] += move
        moved = solve_program(replace(fixed.program, row_upper=upper), TIGHT, None)
        if moved.objective is None:
            slopes.append(np.inf)
        else:
            slopes.append((moved.objective - base.objective) / move)
    room = 1e-4 * max(1.0, abs(base.row_duals[row])) + 1e-7 * abs(base.objective) / step
    assert slopes[0] - room <= base.row_duals[row] <= slopes[1] + room


def _forced(item: Document, document: Document) -> bool:
    """An item that the plan cannot refuse, whose removal is no loss of an option."""
    return bool(item.get("must_sign")) or (
        isinstance(item.get("start"), str) and item["start"] < document["horizon"]["start"]
    )


def _money_times(value: Any, factor: float, money: bool = False) -> Any:
    """A document with every number under a key in USD times a factor."""
    if isinstance(value, dict):
        return {
            key: _money_times(
                item,
                factor,
                (money and key not in ("growth_pct_per_year", "csv", "column"))
                or "usd" in key
                or key == "price"
                or key == "pass_through_price",
            )
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_money_times(item, factor, money) for item in value]
    if money and isinstance(value, (int, float)) and not isinstance(value, bool):
        return value * factor
    return value
