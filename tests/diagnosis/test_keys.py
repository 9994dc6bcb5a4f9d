"""Paths that overrides resolve as meant, and amounts rounded so that they suffice."""

from __future__ import annotations

import pytest

from optimizer.diagnosis import keys
from optimizer.diagnosis.words import listed, usd


@pytest.mark.parametrize(
    ("names", "index", "expected"),
    [
        (["note", "term loan"], 1, "debts.term loan"),
        (["note", "a.b"], 0, "debts.0"),
        (["a=b"], 0, "debts.0"),
        (["1", "note"], 1, "debts.1"),
        ([" spaced"], 0, "debts.0"),
    ],
)
def test_items(names: list[str], index: int, expected: str) -> None:
    assert keys.item("debts", names, index) == expected


@pytest.mark.parametrize(
    ("amount", "size", "up", "down"),
    [
        (412000.0, 412000.0, 412000, 412000),
        (412000.4, 412000.4, 413000, 412000),
        (412000.000001, 412000.0, 412000, 412000),
        (1234.2, 1234.2, 1235, 1234),
        (-7694510.2, 22305489.8, -7694000, -7695000),
    ],
)
def test_rounding(amount: float, size: float, up: int, down: int) -> None:
    assert keys.rounded_up(amount, size) == up
    assert keys.rounded_down(amount, size) == down


def test_numbers_and_words() -> None:
    assert keys.number(5412000.0) == "5412000"
    assert keys.number(0.25) == "0.25"
    assert usd(-1234.4) == "-$1,234"
    assert usd(-0.2) == "$0"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
