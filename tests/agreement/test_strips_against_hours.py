"""Strips against the referee: a model with a variable for every hour has the same optimum."""

from __future__ import annotations

from pathlib import Path

import pytest

import optimizer
from optimizer.errors import InputError
from optimizer.formulation import formulate
from optimizer.solvers.base import Reason
from tests.fleet_tools import solved
from tests.referee import model as referee
from tests.referee.features import FEATURES
from tests.referee.fleets import random_fleet

SEEDS = range(120)
AGREEMENT = 1e-7


def difference(mine: float, other: float) -> float:
    """Relative difference of two optima; dollars below a million count as absolute."""
    return abs(mine - other) / max(1e6, abs(mine), abs(other))


@pytest.mark.parametrize("relax", [True, False], ids=["relaxation", "whole"])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_strips_lose_nothing(seed: int, relax: bool, tmp_path: Path) -> None:
    fleet = random_fleet(seed)
    path = fleet.write(tmp_path)
    other = referee.solve(fleet.document, tmp_path, relax=relax)
    assert other.status in ("optimal", "infeasible")
    try:
        problem = optimizer.load(path)
    except InputError as refused:
        # Leases that must be signed and cannot be are refused before any model is built.
        codes = {finding.code for finding in refused.findings if finding.severity == "error"}
        assert codes <= {"E342", "E345"}
        assert other.status == "infeasible"
        return
    mine = solved(formulate(problem), relax=relax)
    assert mine.reason is Reason(other.status), mine.message
    if other.npv_usd is not None:
        assert mine.objective is not None
        assert difference(mine.objective, other.npv_usd) <= AGREEMENT


def test_the_seeds_touch_every_feature() -> None:
    used = frozenset().union(*(random_fleet(seed).features for seed in SEEDS))
    assert FEATURES - used == frozenset()
