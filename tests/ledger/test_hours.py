"""Sorted hours and running totals give what a walk through every hour gives."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from optimizer.errors import InputError
from optimizer.ledger import Line, replay
from optimizer.ledger.hours import Cost, Hours, PriceColumn, classes_of
from tests.ledger.hourly import walk
from tests.ledger.replays import solved
from tests.referee.fleets import random_fleet

SEEDS = range(40)


# The walk adds floats; the ledger does not.
def near(expected: Any) -> Any:
    return pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_ledger_is_a_walk_through_every_hour(seed: int, tmp_path: Path) -> None:
    fleet = random_fleet(seed)
    try:
        one = solved(fleet.write(tmp_path), gap=0.05)
    except InputError:
        return
    if one is None:
        return
    books = walk(fleet.document, tmp_path, one.schedule)
    mine = {line.value: [float(usd) for usd in one.statement.of(line)] for line in Line}
    bills = zip(mine["energy"], mine["hosting_energy"], strict=True)
    mine["bill"] = [energy + hosting for energy, hosting in bills]
    for line, usd in books.usd.items():
        assert mine[line] == near(usd), line
    by_site = [site.energy_mwh for site in one.statement.sites]
    mwh = [sum(map(float, month)) for month in zip(*by_site, strict=True)]
    assert mwh == near(books.mwh)
    if not fleet.document.get("contracts") and "gpus" not in str(fleet.document):
        for site in one.statement.sites:
            highest = [books.highest[site.site, t] for t in range(len(site.peak_mw))]
            assert [float(mw) for mw in site.peak_mw] == near(highest)


def test_a_plan_of_nothing_still_pays_for_its_blocks(tmp_path: Path) -> None:
    fleet = random_fleet(0)
    one = solved(fleet.write(tmp_path))
    assert one is not None
    nothing = replace(one.schedule, runs=(), firm=())
    books = walk(fleet.document, tmp_path, nothing)
    statement = replay(one.fleet, one.folder, nothing)
    resale = [float(usd) for usd in statement.of(Line.POWER_RESALE)]
    assert resale == near(books.usd["power_resale"])


# ------------------------------------------------------------------------------------ classes

D = Decimal


def _hours(*prices: str, candidate: bool = False) -> Hours:
    column = PriceColumn.of([D(price) for price in prices])
    return Hours(column, 0, len(prices), D(1), D(2), candidate)


def test_classes_are_named_by_the_supplies_cheapest_first() -> None:
    costs = [Cost("hydro", D(30), False), Cost("market", D(4), True)]
    classes = classes_of([_hours("-5", "20", "26", "32", "60")], costs)
    assert [one.name for one in classes] == ["market < hydro", "hydro < market"]
    # At 26 + 4 the two cost the same: the constant one stands first.
    assert [one.hours.number for one in classes] == [4, 6]
    assert [one.hours.value for one in classes] == [30, 236]


def test_a_tie_within_rounding_is_a_tie() -> None:
    costs = [Cost("hydro", D(30), False), Cost("market", D(4), True)]
    (one,) = classes_of([_hours("25.9999999995")], costs)
    assert one.name == "hydro < market"
    (one,) = classes_of([_hours("25.999999998")], costs)
    assert one.name == "market < hydro"


def test_candidates_are_classes_of_their_own() -> None:
    costs = [Cost("market", D(0), True)]
    classes = classes_of([_hours("9", candidate=True), _hours("5", "7")], costs)
    assert [one.name for one in classes] == ["market *", "market"]


def test_constant_supplies_of_one_price_stand_in_file_order() -> None:
    costs = [Cost("b", D(30), False), Cost("a", D(30), False), Cost("c", D(29), False)]
    (one,) = classes_of([_hours("0")], costs)
    assert one.name == "c < b < a"


def test_resale_stands_below_the_market_in_every_hour() -> None:
    costs = [Cost("hedge", D("-1.5"), True), Cost("hydro", D(30), False), Cost("grid", D(6), True)]
    classes = classes_of([_hours("0", "24", "31.5", "40")], costs)
    assert [one.name for one in classes] == [
        "hedge < grid < hydro",
        "hedge < hydro < grid",
        "hydro < hedge < grid",
    ]
    assert [one.hours.number for one in classes] == [2, 2, 4]


def test_hours_cheaper_than_a_price() -> None:
    hours = _hours("10", "20", "20", "30")
    assert hours.cheaper_than(D(20)) == (D(2), D(20))
    assert hours.cheaper_than(D("20.01")) == (D(6), D(100))
    assert hours.cheaper_than(D(5)) == (D(0), D(0))
