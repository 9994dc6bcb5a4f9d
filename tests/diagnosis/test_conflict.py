"""The search for a smallest conflict, on systems whose conflicts are known."""

from __future__ import annotations

import itertools
import random

import pytest

from optimizer.diagnosis.conflict import smallest_conflict
from optimizer.diagnosis.extensions import fewest


def drawn_conflicts(seed: int, count: int) -> list[frozenset[int]]:
    """Some sets of demands that cannot hold together."""
    rng = random.Random(seed)
    return [
        frozenset(rng.sample(range(count), rng.randint(1, min(4, count))))
        for _ in range(rng.randint(1, 4))
    ]


@pytest.mark.parametrize("seed", range(60))
def test_it_is_a_conflict_and_needs_all_its_members(seed: int) -> None:
    count = random.Random(seed).randint(1, 12)
    conflicts = drawn_conflicts(seed, count)

    def possible(kept: frozenset[int]) -> bool:
        return not any(conflict <= kept for conflict in conflicts)

    found = smallest_conflict(count, possible)
    assert found is not None
    assert found.minimal
    members = frozenset(found.members)
    assert not possible(members)
    assert all(possible(members - {one}) for one in members)


def test_fewer_questions_than_keys() -> None:
    asked = []

    def possible(kept: frozenset[int]) -> bool:
        asked.append(kept)
        return not {3, 40} <= kept

    found = smallest_conflict(64, possible)
    assert found is not None
    assert found.members == (3, 40)
    assert len(asked) < 32


def test_earlier_demands_are_preferred() -> None:
    found = smallest_conflict(6, lambda kept: len(kept) < 2)
    assert found is not None
    assert found.members == (0, 1)


@pytest.mark.parametrize("answer", [True, False])
def test_no_conflict_among_what_is_possible_or_blamed_elsewhere(answer: bool) -> None:
    assert smallest_conflict(4, lambda _: answer) is None


def test_what_is_not_known_is_kept_and_said() -> None:
    known = {frozenset(range(4)): False, frozenset(): True}
    found = smallest_conflict(4, known.get)
    assert found is not None
    assert found.members == (0, 1, 2, 3)
    assert not found.minimal


@pytest.mark.parametrize(("least", "longest"), list(itertools.product((1, 2, 7, 30), (30, 120))))
def test_fewest_months(least: int, longest: int) -> None:
    assert fewest(longest, lambda more: more >= least) == (least, True)


def test_fewest_months_that_never_do() -> None:
    assert fewest(120, lambda _: False) is None
    assert fewest(120, lambda _: None) is None


def test_fewest_months_where_time_ran_out() -> None:
    assert fewest(8, lambda more: True if more == 8 else None) == (8, False)
