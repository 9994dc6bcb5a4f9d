"""A schedule that was tampered with is never waved through."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from optimizer.errors import InputError
from optimizer.ledger import Line, replay
from optimizer.schedule import AsicSale
from tests.ledger.replays import Replay, solved
from tests.ledger.tampering import tampered
from tests.referee.fleets import random_fleet

EXAMPLES = ("btc-treasury", "gpu-cloud", "margin-squeeze")
SEEDS = range(25)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(fleets: Path, name: str) -> None:
    one = solved(fleets / name / "site.yaml")
    assert one is not None
    _all_are_caught(one, seed=0, per_kind=1)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_fleets(seed: int, tmp_path: Path) -> None:
    try:
        one = solved(random_fleet(seed).write(tmp_path), gap=0.05)
    except InputError:
        return
    if one is not None:
        _all_are_caught(one, seed, per_kind=2)


def _all_are_caught(one: Replay, seed: int, per_kind: int) -> None:
    assert one.audit.ok
    for other in tampered(one.schedule, random.Random(seed), per_kind):
        if isinstance(other.record, AsicSale):
            sales = replay(one.fleet, one.folder, other.schedule).of(Line.MACHINE_SALES)
            if sales == one.statement.of(Line.MACHINE_SALES):
                continue  # sold for nothing: the same plan in other words
        assert not one.audit_of(other.schedule).ok, other.how
