"""Ledger and plan agree: example fleets, random fleets, and fleets that keep coins."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import pytest
import yaml

from optimizer.errors import InputError
from optimizer.ledger import describe
from tests.ledger.replays import solved
from tests.referee.fleets import RandomFleet, random_fleet

EXAMPLES = ("btc-treasury", "by-hand", "gpu-cloud", "margin-squeeze", "two-sites")
SEEDS = range(60)
SEEDS_WITH_COINS = range(40)


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_fleets_agree(fleets: Path, name: str) -> None:
    one = solved(fleets / name / "site.yaml")
    assert one is not None
    assert one.audit.ok, describe(one.audit)


def test_the_large_fleet_agrees_whatever_the_plan(fleets: Path) -> None:
    # The ledger does not care whether a plan is the best one.
    one = solved(fleets / "west-texas-hybrid" / "site.yaml", gap=0.5)
    assert one is not None
    assert one.audit.ok, describe(one.audit)


def test_overrides_are_replayed_too(fleets: Path) -> None:
    low = ("market.hashprice_usd_per_ph_day=20",)
    one = solved(fleets / "by-hand" / "site.yaml", overrides=low)
    assert one is not None
    assert one.audit.ok, describe(one.audit)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_fleets_agree(seed: int, tmp_path: Path) -> None:
    _agrees(random_fleet(seed).write(tmp_path), gap=1e-6)


@pytest.mark.parametrize("seed", SEEDS_WITH_COINS)
def test_random_fleets_that_keep_coins_agree(seed: int, tmp_path: Path) -> None:
    fleet = random_fleet(seed)
    path = fleet.write(tmp_path)
    path.write_text(yaml.safe_dump(_with_coins(fleet, seed), sort_keys=False), encoding="utf-8")
    _agrees(path, gap=1e-6 if seed % 2 else 0.5)


def _agrees(path: Path, gap: float) -> None:
    try:
        one = solved(path, gap=gap)
    except InputError:
        return
    if one is not None:
        assert one.audit.ok, describe(one.audit)


def _with_coins(fleet: RandomFleet, seed: int) -> dict[str, object]:
    """The fleet with a treasury that keeps coins and, often, a loan against them."""
    rng, document = random.Random(seed), copy.deepcopy(fleet.document)
    finance = document.setdefault("finance", {"cash_usd": 1e6})
    treasury = finance.setdefault("treasury", {"btc": rng.choice([0, 5, 50.5])})
    treasury["policy"] = rng.choice(["optimize", "optimize", "hold_mined"])
    if rng.random() < 0.5:
        treasury["sell_fee_pct"] = rng.choice([0.1, 2])
    if rng.random() < 0.3:
        treasury["max_sell_btc_per_month"] = rng.choice([1, 3.5, 20])
    if "network" not in document["market"]:
        growth = rng.choice([-30, 0, 25, 80])
        price = {"start": 90000, "growth_pct_per_year": growth}
        document["market"].setdefault("btc_price_usd", price)
    debts = finance.setdefault("debts", [])
    if rng.random() < 0.6 and all(debt["kind"] != "btc_backed" for debt in debts):
        debts.append(
            {
                "name": "lombard",
                "kind": "btc_backed",
                "limit_usd": rng.choice([1e5, 5e6]),
                "drawn_usd": rng.choice([0.0, 0.0, 50000.0]),
                "rate_pct": 9.5,
                "max_ltv_pct": 50,
                "commitment_fee_pct": 0.3,
            }
        )
    return document
