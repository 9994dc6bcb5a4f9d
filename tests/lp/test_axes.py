"""Axes name entries; relations name tuples of entries."""

import numpy as np
import pytest

from optimizer.lp import Axis, Relation

SITES = Axis("site", ("west", "east"))
MONTHS = Axis("month", ("2026-01", "2026-02", "2026-03"))
HALLS = Relation.of(
    "hall", (Axis("hall name", ("west/A", "west/B", "east/A")), SITES), ([0, 1, 2], [0, 0, 1]), 1
)
HALL_MONTHS = Relation.of("hall month", (HALLS, MONTHS), ([2, 0], [1, 2]))


def test_repeated_labels_are_refused() -> None:
    with pytest.raises(ValueError, match="repeated labels"):
        Axis("site", ("a", "a"))


def test_position_finds_a_label_and_raises_for_another() -> None:
    assert SITES.position("east") == 1
    with pytest.raises(KeyError):
        SITES.position("north")


def test_a_relation_shows_the_labels_of_its_first_parents() -> None:
    assert HALLS.label(2) == "east/A"
    assert HALL_MONTHS.label(0) == "east/A, 2026-02"


def test_a_relation_knows_its_grandparents() -> None:
    np.testing.assert_array_equal(HALL_MONTHS.code(SITES), [1, 0])
    np.testing.assert_array_equal(HALL_MONTHS.code(MONTHS), [1, 2])
    assert HALL_MONTHS.code(Axis("year", ("2026",))) is None


def test_positions_outside_a_parent_are_refused() -> None:
    with pytest.raises(ValueError, match="outside axis 'month'"):
        Relation.of("x", (SITES, MONTHS), ([0], [3]))


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one array of one length"):
        Relation.of("x", (SITES, MONTHS), ([0, 1], [0]))


def test_relations_are_equal_by_content() -> None:
    again = Relation.of("hall month", (HALLS, MONTHS), ([2, 0], [1, 2]))
    other = Relation.of("hall month", (HALLS, MONTHS), ([2, 0], [1, 1]))
    assert again == HALL_MONTHS
    assert hash(again) == hash(HALL_MONTHS)
    assert other != HALL_MONTHS
