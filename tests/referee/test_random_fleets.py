"""The generator: repeatable, readable back, and using everything it promises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

from tests.referee.features import FEATURES
from tests.referee.fleets import random_fleet

SEEDS = range(200)


def test_a_seed_is_a_fleet() -> None:
    assert random_fleet(7) == random_fleet(7)
    assert random_fleet(7) != random_fleet(8)


def test_every_feature_occurs_often() -> None:
    counts = Counter(name for seed in SEEDS for name in random_fleet(seed).features)
    rare = {name: counts[name] for name in FEATURES if counts[name] < 8}
    assert rare == {}


def test_written_and_read_back(tmp_path: Path) -> None:
    for seed in range(10):
        fleet = random_fleet(seed)
        path = fleet.write(tmp_path / str(seed))
        assert yaml.safe_load(path.read_text(encoding="utf-8")) == fleet.document
        assert {p.name for p in path.parent.iterdir()} == {"site.yaml", *fleet.files}
