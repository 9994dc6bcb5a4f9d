"""Is a tree a tree, are its witnesses what they should be, and which boxes do its leaves leave?

Every way in which the arrays could be wrong ends in a ``ProofError`` that says what is wrong.
A tree that passes covers the box: each inner node splits a whole-numbered column in two halves
with no whole number between them, has two children of its own, and every node hangs on the root.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.bound import Boxes
from optimizer.certificate.proof import Lemma, ProofError, Tree
from optimizer.certificate.system import System

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MOST_SPLIT_AT = 2**53 - 1
"""Up to here both sides of a split, at and at + 1, are floats."""

DEEPEST = 5_000
"""Splits above a leaf."""


def check_lemma(lemma: Lemma, columns: int, where: str) -> None:
    """Refuse a lemma whose row is no row of the program.

    Raises:
        ProofError: with the place, ``where``, and the reason.
    """
    _check_array(lemma.column, np.int64, f"{where}: column")
    _check_array(lemma.value, np.float64, f"{where}: value")
    if len(lemma.column) != len(lemma.value):
        raise ProofError(f"{where}: as many columns as values are needed")
    _check_range(lemma.column, 0, columns, f"{where}: column")
    if len(np.unique(lemma.column)) != len(lemma.column):
        raise ProofError(f"{where}: a column occurs twice")
    if not np.isfinite(lemma.value).all() or not _is_finite(lemma.upper):
        raise ProofError(f"{where}: every value and the right side must be finite floats")


def check_target(target: float | None) -> None:
    """Refuse a target that is no finite float.

    Raises:
        ProofError: with the reason.
    """
    if target is not None and not _is_finite(target):
        raise ProofError("the target must be a finite float")


def check_tree(tree: Tree, system: System, lemmas: int, where: str) -> None:
    """Refuse a tree that is malformed or uses rows that it must not.

    Args:
        tree: the tree.
        system: the rows and the box.
        lemmas: how many lemmas come before the tree: it may use those alone.
        where: name of the tree in messages.

    Raises:
        ProofError: with the place and the reason.
    """
    for name in ("column", "at", "left", "right", "witness", "start", "row"):
        _check_array(getattr(tree, name), np.int64, f"{where}: {name}")
    for name in ("weight", "value"):
        _check_array(getattr(tree, name), np.float64, f"{where}: {name}")
    _check_nodes(tree, system, where)
    _check_witnesses(tree, system, lemmas, where)


def _check_nodes(tree: Tree, system: System, where: str) -> None:
    nodes = len(tree.column)
    if nodes == 0:
        raise ProofError(f"{where}: a tree needs a root")
    for name in ("at", "left", "right", "witness"):
        if len(getattr(tree, name)) != nodes:
            raise ProofError(f"{where}: {name} must have one entry for each of {nodes} nodes")
    _check_range(tree.column, -1, system.columns, f"{where}: column")
    leaf = tree.column == -1
    inner = np.flatnonzero(~leaf)
    if not ((tree.left[leaf] == -1) & (tree.right[leaf] == -1) & (tree.at[leaf] == 0)).all():
        raise ProofError(f"{where}: a leaf has no children and is split nowhere")
    if (tree.witness[inner] != -1).any():
        raise ProofError(f"{where}: an inner node has no witness")
    if not system.integer[tree.column[inner]].all():
        raise ProofError(f"{where}: only whole-numbered columns can be split")
    # Two comparisons, not abs(): the smallest int64 has no absolute value.
    if ((tree.at < -MOST_SPLIT_AT) | (tree.at > MOST_SPLIT_AT)).any():
        raise ProofError(f"{where}: a column is split at 2^53 or beyond")
    children = np.concatenate([tree.left[inner], tree.right[inner]])
    if (children <= np.concatenate([inner, inner])).any():
        raise ProofError(f"{where}: a child must come after its parent")
    if (children >= nodes).any():
        raise ProofError(f"{where}: a child has the number of no node")
    if len(np.unique(children)) != len(children):
        raise ProofError(f"{where}: a node has two parents")
    if len(children) != nodes - 1:
        raise ProofError(f"{where}: a node hangs on no parent")
    _check_depth(tree, inner, where)


def _check_depth(tree: Tree, inner: IntArray, where: str) -> None:
    """A path of many splits is climbed once for each of its leaves."""
    depth = np.zeros(len(tree.column), dtype=np.int64)
    for node in inner.tolist():  # parents come before their children
        depth[[tree.left[node], tree.right[node]]] = depth[node] + 1
    if depth.max() > DEEPEST:
        raise ProofError(f"{where}: a leaf is more than {DEEPEST:,} splits deep")


def _check_witnesses(tree: Tree, system: System, lemmas: int, where: str) -> None:
    witnesses = len(tree.weight)
    _check_range(tree.witness, -1, witnesses, f"{where}: witness")
    if not np.isin(tree.weight, (0.0, 1.0)).all():
        raise ProofError(f"{where}: the weight of a witness is 0 or 1")
    if len(tree.row) != len(tree.value):
        raise ProofError(f"{where}: as many rows as multipliers are needed")
    if len(tree.start) != witnesses + 1:
        raise ProofError(f"{where}: start must have {witnesses + 1} entries")
    if tree.start[0] != 0 or tree.start[-1] != len(tree.row) or (np.diff(tree.start) < 0).any():
        raise ProofError(f"{where}: start must rise from 0 to {len(tree.row)}")
    if not np.isfinite(tree.value).all():
        raise ProofError(f"{where}: a multiplier is not a finite number")
    known = system.target_row + 1 + lemmas
    if (np.diff(tree.start) > known).any():
        raise ProofError(f"{where}: a witness has more multipliers than there are rows")
    if (tree.row >= known).any():
        raise ProofError(f"{where}: a multiplier is on a row that is not known there")
    _check_range(tree.row, 0, known, f"{where}: row")
    if system.target is None and (tree.row == system.target_row).any():
        raise ProofError(f"{where}: a multiplier is on the target row, but there is no target")


def _check_array(array: object, kind: type, where: str) -> None:
    if not isinstance(array, np.ndarray) or array.ndim != 1 or array.dtype != np.dtype(kind):
        raise ProofError(f"{where} must be a vector of {np.dtype(kind).name}")


def _check_range(array: IntArray, lowest: int, end: int, where: str) -> None:
    if ((array < lowest) | (array >= end)).any():
        raise ProofError(f"{where} must lie between {lowest} and {end - 1}")


def _is_finite(value: object) -> bool:
    # Whole numbers of Python are refused: a large one is no float, and would be rounded.
    return isinstance(value, float) and bool(np.isfinite(value))


@dataclass(frozen=True, eq=False)
class Leaves:
    """The leaves of a tree, ready to have their boxes told.

    Attributes:
        number: their node numbers, rising, shape (leaves,).
        split: the columns that the tree splits, shape (s,).
    """

    number: IntArray
    split: IntArray
    _tree: Tree
    _parent: IntArray
    _place: IntArray
    _lower: FloatArray
    _upper: FloatArray

    @classmethod
    def of(cls, tree: Tree, system: System) -> "Leaves":
        """The leaves of a tree that has been checked."""
        inner = np.flatnonzero(tree.column != -1)
        parent = np.full(len(tree.column), -1, dtype=np.int64)
        parent[tree.left[inner]] = inner
        parent[tree.right[inner]] = inner
        split, place = np.unique(tree.column[inner], return_inverse=True)
        places = np.full(len(tree.column), -1, dtype=np.int64)
        places[inner] = place
        return cls(
            number=np.flatnonzero(tree.column == -1),
            split=split,
            _tree=tree,
            _parent=parent,
            _place=places,
            _lower=system.box_lower[split],
            _upper=system.box_upper[split],
        )

    def boxes(self, number: IntArray) -> Boxes:
        """The boxes of some leaves, by their node numbers; all climb to the root together."""
        lower = np.repeat(self._lower[None, :], len(number), axis=0)
        upper = np.repeat(self._upper[None, :], len(number), axis=0)
        which = np.arange(len(number))
        node = number
        while len(node):
            parent = self._parent[node]
            going = parent >= 0
            which, node, parent = which[going], node[going], parent[going]
            place, at = self._place[parent], self._tree.at[parent].astype(np.float64)
            is_left = self._tree.left[parent] == node
            spot = which[is_left], place[is_left]
            upper[spot] = np.minimum(upper[spot], at[is_left])
            spot = which[~is_left], place[~is_left]
            lower[spot] = np.maximum(lower[spot], at[~is_left] + 1.0)
            node = parent
        return Boxes(self.split, lower, upper)
