"""Proofs and plans as plain values that JSON can hold, and back, bit for bit.

All trees of a proof lie one behind the other in the same few vectors, with their sizes beside
them, so that hundreds of small lemmas stay small. Decoding trusts nothing: what is not the form
described here ends in a ``ProofError``; whether the decoded proof proves anything is for
``check_proof`` to say.
"""

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.packing import (
    JsonValue,
    pack_floats,
    pack_ints,
    unpack_floats,
    unpack_ints,
)
from optimizer.certificate.proof import Lemma, Proof, ProofError, Tree

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

Vector = TypeVar("Vector", IntArray, FloatArray)

VERSION = 1
"""Version of the form; another one is refused."""

MOST_TREES = 100_000
"""More lemmas than that are refused."""

_SIZES = ("nodes", "witnesses", "entries", "lemma_entries")
_BY_NODE = ("column", "at", "left", "right", "witness")
_INTS = (*_SIZES, *_BY_NODE, "start", "row", "lemma_column")
_FLOATS = ("weight", "value", "lemma_value", "lemma_upper")
_FIELDS = {"version", "target", *_INTS, *_FLOATS}


def encode_proof(proof: Proof) -> dict[str, JsonValue]:
    """A proof whose arrays have the shapes that ``Proof`` says as values for JSON."""
    trees = [*(lemma.tree for lemma in proof.lemmas), proof.tree]
    ints = {
        "nodes": _whole(len(tree.column) for tree in trees),
        "witnesses": _whole(len(tree.weight) for tree in trees),
        "entries": _whole(len(tree.row) for tree in trees),
        "lemma_entries": _whole(len(lemma.column) for lemma in proof.lemmas),
        **{name: np.concatenate([getattr(tree, name) for tree in trees]) for name in _BY_NODE},
        "start": np.concatenate([tree.start for tree in trees]),
        "row": np.concatenate([tree.row for tree in trees]),
        "lemma_column": _joined_ints([lemma.column for lemma in proof.lemmas]),
    }
    floats = {
        "weight": np.concatenate([tree.weight for tree in trees]),
        "value": np.concatenate([tree.value for tree in trees]),
        "lemma_value": _joined_floats([lemma.value for lemma in proof.lemmas]),
        "lemma_upper": np.array([lemma.upper for lemma in proof.lemmas], dtype=np.float64),
    }
    return {
        "version": VERSION,
        "target": proof.target,
        **{name: pack_ints(values) for name, values in ints.items()},
        **{name: pack_floats(values) for name, values in floats.items()},
    }


def decode_proof(value: object) -> Proof:
    """The proof that ``encode_proof`` made of it.

    Raises:
        ProofError: it made no such thing.
    """
    if not isinstance(value, dict) or set(value) != _FIELDS:
        raise ProofError(f"a proof has exactly the fields {', '.join(sorted(_FIELDS))}")
    if value["version"] != VERSION or isinstance(value["version"], bool):
        raise ProofError(f"only version {VERSION} of the form of proofs is known")
    target = value["target"]
    if not (target is None or (isinstance(target, float) and np.isfinite(target))):
        raise ProofError("target must be a finite number with a decimal point, or null")
    ints = {name: unpack_ints(value[name], name) for name in _INTS}
    floats = {name: unpack_floats(value[name], name) for name in _FLOATS}
    if len(ints["nodes"]) > MOST_TREES:
        raise ProofError(f"a proof has at most {MOST_TREES} trees")
    trees = _trees(ints, floats)
    lemmas = _lemmas(ints, floats, trees[:-1])
    return Proof(target, lemmas, trees[-1])


def encode_plan(x: FloatArray) -> dict[str, JsonValue]:
    """A plan, shape (n,), as values for JSON."""
    return pack_floats(x)


def decode_plan(value: object) -> FloatArray:
    """The plan that ``encode_plan`` made of it, shape (n,).

    Raises:
        ProofError: it made no such thing.
    """
    return unpack_floats(value, "plan")


def _trees(ints: dict[str, IntArray], floats: dict[str, FloatArray]) -> list[Tree]:
    nodes, witnesses, entries = ints["nodes"], ints["witnesses"], ints["entries"]
    if not len(nodes) == len(witnesses) == len(entries) == len(ints["lemma_entries"]) + 1:
        raise ProofError("every lemma, and the proof itself, needs one tree")
    by_node = {name: _cut(ints[name], nodes, name) for name in _BY_NODE}
    weight = _cut(floats["weight"], witnesses, "weight")
    start = _cut(ints["start"], witnesses + 1, "start")
    row = _cut(ints["row"], entries, "row")
    value = _cut(floats["value"], entries, "value")
    return [
        Tree(
            **{name: by_node[name][i] for name in _BY_NODE},
            weight=weight[i],
            start=start[i],
            row=row[i],
            value=value[i],
        )
        for i in range(len(nodes))
    ]


def _lemmas(
    ints: dict[str, IntArray], floats: dict[str, FloatArray], trees: list[Tree]
) -> tuple[Lemma, ...]:
    column = _cut(ints["lemma_column"], ints["lemma_entries"], "lemma_column")
    value = _cut(floats["lemma_value"], ints["lemma_entries"], "lemma_value")
    upper = floats["lemma_upper"]
    if len(upper) != len(trees):
        raise ProofError("lemma_upper must have one number for each lemma")
    return tuple(Lemma(column[i], value[i], float(upper[i]), tree) for i, tree in enumerate(trees))


def _cut(values: Vector, sizes: IntArray, name: str) -> list[Vector]:
    """One vector cut into pieces of the sizes given, which must use it up."""
    # Each by itself first: a sum of huge sizes could wrap around.
    if ((sizes < 0) | (sizes > len(values))).any() or int(sizes.sum()) != len(values):
        raise ProofError(f"{name}: the sizes of its pieces do not add up to {len(values)}")
    return np.split(values, np.cumsum(sizes)[:-1]) if len(sizes) else []


def _whole(values: Iterable[int]) -> IntArray:
    return np.fromiter(values, dtype=np.int64)


def _joined_ints(parts: list[IntArray]) -> IntArray:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _joined_floats(parts: list[FloatArray]) -> FloatArray:
    return np.concatenate([np.zeros(0), *parts])
