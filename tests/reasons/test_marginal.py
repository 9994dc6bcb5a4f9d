"""Marginal values against finite differences, whole numbers and reference prices fixed."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.choice.canonical import polish
from optimizer.formulation import Formulation, formulate
from optimizer.reasons.marginal import Prices, marginal_values, move_of
from optimizer.reasons.scarce import Scarce, scarce_things
from optimizer.solvers.base import SolveResult
from tests.reasons.cases import case

SEEDS = range(42)


def worth_with(formulation: Formulation, thing: Scarce, end: SolveResult, units: float) -> float:
    """Optimum with so many more units and the plan's whole numbers; -inf without a plan."""
    program = formulate(thing.more(formulation.problem, units)).program
    plan = polish(program, end.x) if program.shape == formulation.program.shape else None
    return -np.inf if plan is None else program.value(plan.x)


@pytest.mark.parametrize("part", range(6))
def test_a_dual_is_the_finite_difference(part: int) -> None:
    """Between what one step less costs and what one step more brings, and the latter if told so."""
    compared = 0
    for seed in SEEDS[part::6]:
        found = case(seed)
        if found is None:
            continue
        formulation, end, _ = found
        assert end.row_duals is not None
        prices = Prices.of(formulation.program, end.x, end.row_duals)
        base = formulation.program.value(end.x)
        for thing in scarce_things(formulation):
            move = move_of(formulation, thing)
            if move is None or move.step < 0:
                continue
            told = move.worth(prices).throughout
            step = move.step
            above = (worth_with(formulation, thing, end, step) - base) / step
            below = (base - worth_with(formulation, thing, end, -step)) / step
            room = (
                1e-3 * max(abs(told), abs(above)) + 1e-4 * max(1.0, abs(base)) / step * 1e-6 + 0.5
            )
            assert above - room <= told, (seed, thing.kind, thing.name, told, above)
            if np.isfinite(below):
                assert told <= below + room, (seed, thing.kind, thing.name, told, below)
            if np.isfinite(above):
                assert told == pytest.approx(above, abs=room), (seed, thing.kind, thing.name)
            compared += abs(told) > room
    assert compared >= 5


def test_monthly_values_come_to_the_value_throughout_where_duals_are_unique() -> None:
    """By the envelope theorem months add up, so a table may be read down and across."""
    agreed = 0
    for seed in SEEDS:
        found = case(seed)
        if found is None:
            continue
        formulation, end, _ = found
        assert end.row_duals is not None
        prices = Prices.of(formulation.program, end.x, end.row_duals)
        for thing in scarce_things(formulation):
            move = move_of(formulation, thing)
            if move is None or not thing.by_month or thing.kind == "hall_hpc":
                continue
            told = move.by_duals(prices)
            assert told[-1] == pytest.approx(0.0, abs=1e-6 + 1e-6 * np.abs(told).max())
            agreed += bool(told.any())
    assert agreed >= 20


def test_more_of_what_is_no_option_is_never_worth_less_than_nothing() -> None:
    """Grid, space, orders and looser covenants are limits; facilities may bear commitment fees."""
    seen = 0
    for seed in SEEDS:
        found = case(seed)
        if found is None:
            continue
        formulation, end, _ = found
        assert end.row_duals is not None
        frame = marginal_values(formulation, end.x, end.row_duals)
        free = frame[frame["kind"].isin(["grid", "hall_asic", "hall_hpc", "covenant", "capex"])]
        assert (free["usd_per_unit"] > -1.0).all(), (seed, free)
        seen += len(free)
    assert seen >= 50


def test_a_table_without_anything_scarce_is_empty_and_has_its_columns() -> None:
    formulation, end, _ = next(found for seed in SEEDS if (found := case(seed)) is not None)
    frame = marginal_values(formulation, end.x, np.zeros(formulation.program.shape[0]))
    assert list(frame.columns) == ["kind", "name", "month", "unit", "usd_per_unit"]
