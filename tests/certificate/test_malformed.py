"""Whatever is not a proof is refused, in words that say where and why."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from optimizer.certificate.checker import check_proof
from optimizer.certificate.proof import ProofError, Tree
from tests.certificate.small import INF, leaf, lemma, program, proof, tree

SPLIT = (0, 0, 1, 2)
LEAVES = tree([SPLIT, 0, -1], [(1, {0: 1.0})])
DEEP = tree([(0, 0, 1, 2), (1, 0, 3, 4), -1, -1, -1])
CUT = lemma({0: 1}, 1, tree([-1]))


def base():
    """x0, x1 whole, x2 not; one row."""
    return program([1, 1, 1], [[1, 1, 1]], -INF, 2, 0, 1, [True, True, False])


def changed(tree, **arrays):
    """The tree with one entry (position, value), or all of an array, replaced."""
    for name, new in arrays.items():
        array = getattr(tree, name).copy()
        if isinstance(new, tuple):
            array[new[0]] = new[1]
        else:
            array = np.array(new, dtype=array.dtype)
        tree = dataclasses.replace(tree, **{name: array})
    return tree


def replaced(tree: Tree, **fields: Any) -> Tree:
    """The tree with fields of a wrong type."""
    return dataclasses.replace(tree, **fields)


TREES = {
    "no root": (tree([]), "needs a root"),
    "cycle": (changed(DEEP, left=(1, 0)), "a child must come after its parent"),
    "own child": (changed(DEEP, left=(1, 1)), "a child must come after its parent"),
    "child before parent": (changed(DEEP, right=(1, 1)), "a child must come after its parent"),
    "missing child": (changed(LEAVES, right=(0, -1)), "a child must come after its parent"),
    "no such child": (changed(LEAVES, right=(0, 3)), "number of no node"),
    "two parents": (changed(DEEP, right=(1, 2)), "a node has two parents"),
    "the same child twice": (changed(LEAVES, right=(0, 1)), "a node has two parents"),
    "unreachable": (tree([-1, -1]), "hangs on no parent"),
    "leaf with a child": (changed(LEAVES, left=(1, 2)), "a leaf has no children"),
    "leaf that is split": (changed(LEAVES, at=(1, 1)), "is split nowhere"),
    "inner node with a witness": (changed(LEAVES, witness=(0, 0)), "inner node has no witness"),
    "continuous column": (changed(LEAVES, column=(0, 2)), "only whole-numbered columns"),
    "no such column": (changed(LEAVES, column=(0, 3)), "column must lie between -1 and 2"),
    "negative column": (changed(LEAVES, column=(0, -2)), "column must lie between -1 and 2"),
    "huge split": (changed(LEAVES, at=(0, 2**63 - 1)), r"split at 2\^53 or beyond"),
    "split where one more is no float": (
        changed(LEAVES, at=(0, 2**53)),
        r"split at 2\^53 or beyond",
    ),
    "hugely negative split": (changed(LEAVES, at=(0, -(2**63))), r"split at 2\^53 or beyond"),
    "short array": (changed(LEAVES, at=[0, 0]), "at must have one entry for each of 3 nodes"),
    "no such witness": (changed(LEAVES, witness=(1, 1)), "witness must lie between -1 and 0"),
    "negative witness": (changed(LEAVES, witness=(1, -2)), "witness must lie between -1 and 0"),
    "negative weight": (changed(LEAVES, weight=(0, -1.0)), "weight of a witness is 0 or 1"),
    "odd weight": (changed(LEAVES, weight=(0, 0.5)), "weight of a witness is 0 or 1"),
    "weight not a number": (changed(LEAVES, weight=(0, np.nan)), "weight of a witness is 0 or 1"),
    "multiplier not a number": (changed(LEAVES, value=(0, np.nan)), "not a finite number"),
    "infinite multiplier": (changed(LEAVES, value=(0, np.inf)), "not a finite number"),
    "too few multipliers": (changed(LEAVES, value=[]), "as many rows as multipliers"),
    "too few starts": (changed(LEAVES, start=[0]), "start must have 2 entries"),
    "late start": (changed(LEAVES, start=(0, 1)), "start must rise from 0 to 1"),
    "early end": (changed(LEAVES, start=(1, 0)), "start must rise from 0 to 1"),
    "negative row": (changed(LEAVES, row=(0, -1)), "row must lie between 0 and 2"),
    "no such row": (changed(LEAVES, row=(0, 3)), "a row that is not known there"),
    "no target": (changed(LEAVES, row=(0, 1)), "there is no target"),
    "narrow numbers": (
        dataclasses.replace(LEAVES, row=LEAVES.row.astype(np.int32)),
        "row must be a vector of int64",
    ),
    "whole multipliers": (
        replaced(LEAVES, value=LEAVES.row),
        "value must be a vector of float64",
    ),
    "a table": (
        dataclasses.replace(LEAVES, at=LEAVES.at.reshape(1, 3)),
        "at must be a vector of int64",
    ),
    "a list": (replaced(LEAVES, at=[0, 0, 0]), "at must be a vector of int64"),
    "falling starts": (
        changed(tree([0], [(1, {0: 1.0}), (1, {0: 1.0}), (1, {0: 1.0})]), start=[0, 2, 1, 3]),
        "start must rise from 0 to 3",
    ),
}


def test_the_tree_that_is_spoiled_below_is_good():
    assert check_proof(base(), proof(LEAVES, [CUT])).ok
    assert check_proof(base(), proof(DEEP, [CUT])).ok
    assert check_proof(base(), proof(changed(LEAVES, row=(0, 1)), target=1.0)).ok
    assert check_proof(base(), proof(changed(LEAVES, row=(0, 2)), [CUT])).ok


@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize("of_lemma", [False, True])
def test_malformed_trees(name, of_lemma):
    bad, reason = TREES[name]
    if of_lemma:
        what, where = proof(LEAVES, [CUT, lemma({0: 1}, 9, bad)]), "lemma 1"
    else:
        what, where = proof(bad, [CUT]), "tree"
    with pytest.raises(ProofError, match=rf"{where}: .*{reason}"):
        check_proof(base(), what)


LEMMAS = {
    "own row": (lemma({0: 1}, 1, leaf(1, {2: 1.0})), "a row that is not known there"),
    "later row": (lemma({0: 1}, 1, leaf(1, {3: 1.0})), "a row that is not known there"),
    "claims too much": (lemma({0: 1}, 0.5, tree([-1])), r"at most 0\.5, but .* only 1\.0"),
    "claims emptiness": (lemma({0: 1}, -1, leaf(0, {0: 1.0})), r"at most -1\.0, but .* only 1\.0"),
    "not a number": (lemma({0: np.nan}, 1, tree([-1])), "finite floats"),
    "no right side": (lemma({0: 1}, np.nan, tree([-1])), "finite floats"),
    "infinite right side": (lemma({0: 1}, np.inf, tree([-1])), "finite floats"),
    "whole right side": (
        dataclasses.replace(CUT, upper=2**53 + 1),
        "finite floats",
    ),
    "no such column": (lemma({3: 1}, 1, tree([-1])), "column must lie between 0 and 2"),
    "negative column": (lemma({-1: 1}, 1, tree([-1])), "column must lie between 0 and 2"),
    "a column twice": (
        dataclasses.replace(CUT, column=np.array([0, 0]), value=np.array([1.0, 1.0])),
        "a column occurs twice",
    ),
    "columns without values": (
        dataclasses.replace(CUT, column=np.array([0, 1])),
        "as many columns as values",
    ),
}


@pytest.mark.parametrize("name", LEMMAS)
@pytest.mark.parametrize("exact", [False, True])
def test_malformed_lemmas(name, exact):
    bad, reason = LEMMAS[name]
    with pytest.raises(ProofError, match=rf"lemma 0.*{reason}"):
        check_proof(base(), proof(LEAVES, [bad, CUT]), exact)


@pytest.mark.parametrize("target", [np.nan, np.inf, -np.inf, 10**400, "much", True])
def test_malformed_targets(target):
    with pytest.raises(ProofError, match="target must be a finite float"):
        check_proof(base(), proof(LEAVES, target=target))
