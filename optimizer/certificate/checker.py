"""Check a proof that no plan is worth more than a bound, trusting no solver and no prover.

What is believed: the program's arrays, the bounds of ``bound``, and that a whole number is at
most s or at least s + 1. ``trees`` refuses whatever is malformed; here the leaves are bounded,
the lemmas held against what their trees prove, and the last tree's worst leaf is the answer.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.bound import Bounds, Boxes, Direction, ExactBounds, FloatBounds
from optimizer.certificate.proof import Lemma, Proof, ProofError, Tree
from optimizer.certificate.system import Multipliers, assemble
from optimizer.certificate.trees import Leaves, check_lemma, check_target, check_tree

if TYPE_CHECKING:
    from optimizer.lp.program import Program

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

MOST_AT_ONCE = 500_000
"""Numbers held at a time for the boxes of leaves: a few tens of megabytes."""


@dataclass(frozen=True)
class Checked:
    """What a proof proves.

    Attributes:
        bound: no plan is worth more (offset included); minus infinity where there is no plan,
            plus infinity where nothing is proved.
        nodes, leaves: size of the last tree.
        open_leaves: leaves of the last tree that no witness closes: they are bounded by their box.
        lemmas: number of lemmas, all proved.
        ok: some finite bound, or that there is no plan, is proved.
    """

    bound: float
    nodes: int
    leaves: int
    open_leaves: int
    lemmas: int
    ok: bool


@dataclass(frozen=True, eq=False)
class LeafBounds:
    """Upper bounds proved for the leaves of a tree, in the order of their nodes.

    Attributes:
        bound: shape (leaves,), minus infinity where a leaf is proved to hold no plan.
        is_open: True where no witness closes the leaf, shape (leaves,).
    """

    bound: FloatArray
    is_open: BoolArray

    @property
    def worst(self) -> float:
        """What the tree proves everywhere."""
        return float(self.bound.max())


def check_proof(program: Program, proof: Proof, exact: bool = False) -> Checked:
    """Check a proof from end to end.

    Args:
        program: what the proof is about.
        proof: the proof; nothing about it is taken for granted.
        exact: in whole numbers instead of floats with bounded rounding errors.

    Raises:
        ProofError: the proof is malformed, or a lemma does not follow from its tree.
    """
    check_target(proof.target)
    columns = program.matrix.shape[1]
    for number, lemma in enumerate(proof.lemmas):
        check_lemma(lemma, columns, f"lemma {number}")
    system = assemble(program, proof.target, proof.lemmas)
    for number, lemma in enumerate(proof.lemmas):
        check_tree(lemma.tree, system, number, f"lemma {number}")
    check_tree(proof.tree, system, len(proof.lemmas), "tree")
    bounds: Bounds = ExactBounds(system) if exact else FloatBounds(system)
    for number, lemma in enumerate(proof.lemmas):
        _check_proved(bounds, lemma, number)
    last = leaf_bounds(bounds, proof.tree, Direction(program.objective, float(program.offset)))
    bound = last.worst
    if proof.target is not None and _uses_target(proof, system.target_row):
        bound = max(bound, float(proof.target))
    return Checked(
        bound=bound,
        nodes=len(proof.tree.column),
        leaves=len(last.bound),
        open_leaves=int(last.is_open.sum()),
        lemmas=len(proof.lemmas),
        ok=bound < np.inf,
    )


def leaf_bounds(bounds: Bounds, tree: Tree, direction: Direction) -> LeafBounds:
    """What the witnesses of a well-formed tree prove about its leaves.

    A leaf without a witness, and one whose witness of weight 0 fails to prove it empty, is
    open: bounded by its box alone.

    Args:
        bounds: floats or exact, of the system whose rows the tree uses.
        tree: a tree that ``check_tree`` accepts.
        direction: what is bounded.
    """
    leaves = Leaves.of(tree, bounds.system)
    witness = tree.witness[leaves.number]
    proved = np.full(len(witness), np.inf)
    is_open = witness < 0
    # Leaves that share a witness are next to each other, and as many go together as fit.
    order = np.argsort(witness, kind="stable")
    most = max(1, MOST_AT_ONCE // (len(leaves.split) + 1))
    for begin in range(0, len(order), most):
        chunk = order[begin : begin + most]
        boxes = leaves.boxes(leaves.number[chunk])
        edges = np.flatnonzero(np.diff(witness[chunk], prepend=-2, append=-2))
        for first, end in itertools.pairwise(edges):
            run = slice(int(first), int(end))
            found, missed = _run(bounds, tree, int(witness[chunk[first]]), direction, boxes[run])
            proved[chunk[run]] = found
            is_open[chunk[run]] |= missed
    is_open &= proved > -np.inf
    return LeafBounds(proved, is_open)


def _run(
    bounds: Bounds, tree: Tree, witness: int, direction: Direction, boxes: Boxes
) -> tuple[FloatArray, BoolArray]:
    """Bounds of leaves that share a witness, and where it fails to prove one empty."""
    nothing_left = boxes.are_empty() | bounds.system.is_empty
    out = np.full(len(nothing_left), -np.inf)
    missed = np.zeros(len(nothing_left), dtype=np.bool_)
    live = np.flatnonzero(~nothing_left)
    if witness >= 0 and len(live):
        weight = float(tree.weight[witness])
        entry = slice(int(tree.start[witness]), int(tree.start[witness + 1]))
        by = Multipliers(tree.row[entry], tree.value[entry])
        found = bounds.over(direction, weight, by, boxes[live])
        if weight == 1.0:
            out[live] = found
            return out, missed
        live = live[~(found < 0.0)]
        missed[live] = True
    if len(live):
        out[live] = bounds.over(direction, 1.0, _NO_MULTIPLIERS, boxes[live])
    return out, missed


_NO_MULTIPLIERS = Multipliers(np.zeros(0, dtype=np.int64), np.zeros(0))


def lemma_bound(bounds: Bounds, lemma: Lemma) -> float:
    """The smallest right side that a lemma's tree proves for its left side.

    A sum of whole multiples of whole numbers is whole: its bound is rounded down.

    Args:
        bounds: floats or exact, of the system whose rows the tree uses.
        lemma: a lemma whose row and tree are well-formed; its ``upper`` is not looked at.
    """
    direction = np.zeros(bounds.system.columns)
    direction[lemma.column] = lemma.value
    proved = leaf_bounds(bounds, lemma.tree, Direction(direction)).worst
    whole = bounds.system.integer[lemma.column].all() and (lemma.value % 1.0 == 0.0).all()
    return float(np.floor(proved)) if whole else proved


def _check_proved(bounds: Bounds, lemma: Lemma, number: int) -> None:
    proved = lemma_bound(bounds, lemma)
    if not proved <= lemma.upper:
        raise ProofError(
            f"lemma {number} says at most {lemma.upper!r}, but its tree proves only {proved!r}"
        )


def _uses_target(proof: Proof, target_row: int) -> bool:
    trees = [proof.tree, *(lemma.tree for lemma in proof.lemmas)]
    return any(bool((tree.row == target_row).any()) for tree in trees)
