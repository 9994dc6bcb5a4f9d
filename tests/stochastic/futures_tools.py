"""Small fleets with several futures, for tests."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

import optimizer
from optimizer.inputs.problem import Problem, Risk
from optimizer.scenario import LostTenant, Scenario, Slip

ROOT = Path(__file__).resolve().parents[2]


@cache
def fleet(name: str) -> Problem:
    """A fixture fleet without its own scenarios."""
    problem = optimizer.load(ROOT / "fleets" / name / "site.yaml")
    return replace(problem, scenarios=(), risk=Risk())


def walk(rng: np.random.Generator, months: int, volatility: float) -> tuple[float, ...]:
    """Factors of a random walk."""
    steps = rng.standard_normal(months) * volatility / np.sqrt(12)
    return tuple(np.exp(np.cumsum(steps)).tolist())


def futures(problem: Problem, number: int, seed: int = 0, spread: float = 1.0) -> Problem:
    """The fleet with random futures, its own curves the first."""
    rng, months = np.random.default_rng(seed), problem.horizon.months
    scenarios = [Scenario.as_planned("as planned", months, 1.0 / number)]
    for i in range(1, number):
        scenarios.append(
            Scenario(
                name=f"future {i}",
                probability=1.0 / number,
                hashprice=walk(rng, months, 0.12 * spread),
                btc_price=walk(rng, months, 0.25 * spread),
                power_price=walk(rng, months, 0.08 * spread),
                gpu_price=walk(rng, months, 0.10 * spread),
            )
        )
    return replace(problem, scenarios=tuple(scenarios))


def eventful(problem: Problem, seed: int = 0) -> Scenario:
    """A future in which everything happens: other prices, other hours, losses, delays."""
    rng, months = np.random.default_rng(seed), problem.horizon.months
    return Scenario(
        name="eventful",
        probability=1.0,
        hashprice=walk(rng, months, 0.1),
        btc_price=walk(rng, months, 0.3),
        power_price=walk(rng, months, 0.1),
        gpu_price=walk(rng, months, 0.1),
        power_draws=tuple(tuple(rng.integers(0, 2**31, 5).tolist()) for _ in range(months)),
        power_block_days=7,
        lost=tuple(LostTenant(c.name, months - 6) for c in problem.contracts if not c.must_sign),
        slips=tuple(Slip(hall.name, 3) for hall in problem.halls),
        defaults_drawn=True,
    )
