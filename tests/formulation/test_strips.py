"""Tiers, classes and strip values against a count of the hours one by one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.formulation.sets import make_sets
from optimizer.formulation.strips import Strips, make_strips
from optimizer.inputs.problem import (
    AsicGroup,
    Hall,
    HourTable,
    Machine,
    Market,
    MarketSupply,
    Mining,
    Objective,
    Power,
    PowerBlock,
    Problem,
    Site,
)
from optimizer.months import Horizon, Month

HORIZON = Horizon(Month.parse("2026-07"), 1)
ONE = np.ones(1)


def block(name: str, price: float, take_or_pay: bool, resale: bool) -> PowerBlock:
    """A block of 5 MW; resale costs 1 USD/MWh."""
    return PowerBlock(name, 5.0, price * ONE, take_or_pay, resale, 1.0, np.array([True]))


def small_problem(
    prices: list[float], blocks: list[PowerBlock], responsive: bool = True, curtailment: float = 0.0
) -> Problem:
    """One site, one hall, one machine with a power mode; every third hour may be the peak."""
    price = np.array(prices)
    weight = np.full(len(price), HORIZON.hours[0] / len(price))
    hours = HourTable(price, weight, np.arange(len(price)) % 3 == 0)
    market = MarketSupply("grid", 2.0 * ONE, None, price.mean() * ONE)
    power = Power(tuple(blocks), market, (hours,), 0 * ONE, 10 * ONE, 40 * ONE)
    mining = Mining(0.02, responsive, 1.5 * ONE, curtailment)
    modes = np.array([[3000.0, 100.0], [2000.0, 80.0]])
    machine = Machine(100.0, 3000.0, modes, 0.97, 0 * ONE, 0 * ONE)
    return Problem(
        name="small",
        description="",
        path=Path("site.yaml"),
        sha256="",
        horizon=HORIZON,
        market=Market(40 * ONE, None),
        sites=(Site("west", 50 * ONE, 0.0, 0 * ONE, power, mining),),
        halls=(Hall("west/A", 0, 10.0, 0.0, "air", 1.05, 1.3, None, None),),
        asics=(AsicGroup("west/s19", 0, machine, 100.0, 0, (0,)),),
        gpus=(),
        contracts=(),
        asic_orders=(),
        gpu_orders=(),
        finance=None,
        objective=Objective(0.12, 0.12, True, True, 0.0, False),
    )


def strips_of(problem: Problem) -> Strips:
    """Its strips."""
    return make_strips(problem, make_sets(problem))


def costs(strips: Strips, prices: np.ndarray) -> np.ndarray:
    """Cost of every tier in every hour, (tiers, hours)."""
    tiers = strips.tiers
    return tiers.base[:, :1] + np.where(tiers.rising[:, None], prices[None, :], 0.0)


price_lists = st.lists(st.integers(-40, 160).map(lambda p: p / 2), min_size=1, max_size=30)
block_lists = st.lists(
    st.tuples(
        st.integers(-10, 120), st.sampled_from([(False, False), (True, False), (True, True)])
    ),
    max_size=4,
).map(lambda kinds: [block(f"b{i}", p, *kind) for i, (p, kind) in enumerate(kinds)])


@given(price_lists, block_lists)
def test_within_a_class_no_two_tiers_change_places(
    prices: list[float], blocks: list[PowerBlock]
) -> None:
    strips = strips_of(small_problem(prices, blocks))
    assert np.isclose(sum(strips.classes.hours), HORIZON.hours[0])
    for table in strips.classes.table:
        cost = costs(strips, table.price)
        difference = cost[:, None, :] - cost[None, :, :]
        never_dearer = (difference <= 1e-12).all(axis=2)
        never_cheaper = (difference >= -1e-12).all(axis=2)
        assert (never_dearer | never_cheaper).all()


@given(price_lists, block_lists)
def test_peak_candidates_are_classes_of_their_own(
    prices: list[float], blocks: list[PowerBlock]
) -> None:
    strips = strips_of(small_problem(prices, blocks))
    candidates = sorted(prices[i] for i in range(0, len(prices), 3))
    found = [
        price
        for table, candidate in zip(strips.classes.table, strips.classes.candidate, strict=True)
        if candidate
        for price in table.price
    ]
    assert sorted(found) == candidates


@settings(max_examples=60)
@given(price_lists, block_lists, st.booleans(), st.sampled_from([0.0, 0.05]))
def test_a_strip_is_the_sum_over_its_running_hours(
    prices: list[float], blocks: list[PowerBlock], responsive: bool, curtailment: float
) -> None:
    problem = small_problem(prices, blocks, responsive, curtailment)
    strips = strips_of(problem)
    value = strips.segments.value
    seen = set()
    for i in range(len(strips.axis)):
        window = int(strips.slots.codes[1][strips.axis.codes[1][i]])
        table = strips.classes.table[window]
        segment, tier = int(strips.segment[i]), int(strips.tier[i])
        seen.add((segment, tier, window))
        cost = costs(strips, table.price)[tier]
        weight = np.diff(table.hours)
        runs = (value[segment, 0] > cost) if responsive else np.ones(len(cost), dtype=bool)
        assert np.isclose(strips.hours[i], (1 - curtailment) * weight[runs].sum())
        expected = (1 - curtailment) * (weight * cost)[runs].sum()
        assert np.isclose(strips.cost[i], expected, atol=1e-6)
    for segment in range(len(value)):
        for tier in range(len(strips.tiers.axis)):
            for window, table in enumerate(strips.classes.table):
                if (segment, tier, window) not in seen:
                    assert (value[segment, 0] <= costs(strips, table.price)[tier]).all()


def test_the_model_does_not_grow_with_the_hours() -> None:
    rng = np.random.default_rng(3)
    blocks = [block("ppa", 35.0, True, True), block("lost", 30.0, True, False)]
    sizes = []
    for hours in (60, 720, 7200):
        prices = np.round(rng.normal(30, 25, hours), 2).tolist()
        sizes.append(len(strips_of(small_problem(prices, blocks)).axis))
    assert sizes[0] <= sizes[1] == sizes[2]


def test_blocks_out_of_force_offer_nothing() -> None:
    ended = replace(block("old", 10.0, False, False), active=np.array([False]))
    strips = strips_of(small_problem([20.0, 60.0], [ended]))
    assert set(strips.tier.tolist()) == {1}
