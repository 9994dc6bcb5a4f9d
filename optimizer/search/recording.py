"""A tree as it grows, and its arrays in the end."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.proof import Tree


@dataclass(frozen=True, eq=False)
class Witness:
    """Multipliers that bound a box.

    Attributes:
        weight: 1.0 for a bound, 0.0 for a proof that the box holds no plan.
        row: numbers of the rows, rising, shape (k,).
        value: multipliers, positive on upper sides, shape (k,); in the short type where that
            loses nothing, for a long search holds many.
    """

    weight: float
    row: NDArray[np.int32]
    value: NDArray[np.float32] | NDArray[np.float64]


@dataclass(eq=False)
class Recorder:
    """A branch-and-bound tree under construction. Node 0, the root, is there from the start."""

    column: list[int] = field(default_factory=lambda: [-1])
    at: list[int] = field(default_factory=lambda: [0])
    left: list[int] = field(default_factory=lambda: [-1])
    right: list[int] = field(default_factory=lambda: [-1])
    witness: list[Witness | None] = field(default_factory=lambda: [None])
    bound: list[float] = field(default_factory=lambda: [np.inf])

    @property
    def nodes(self) -> int:
        """Nodes so far."""
        return len(self.column)

    def split(self, node: int, column: int, at: int) -> tuple[int, int]:
        """Split a leaf: x <= at on the left, x >= at + 1 on the right; the children's numbers."""
        left, right = self.nodes, self.nodes + 1
        self.column[node], self.at[node] = column, at
        self.left[node], self.right[node] = left, right
        self.witness[node] = None
        for _ in (left, right):
            self.column.append(-1)
            self.at.append(0)
            self.left.append(-1)
            self.right.append(-1)
            self.witness.append(None)
            self.bound.append(np.inf)
        return left, right

    def bound_by(self, node: int, witness: Witness | None, bound: float) -> None:
        """Let a witness bound a leaf, or leave it open if None."""
        self.witness[node], self.bound[node] = witness, bound

    def worst(self) -> float:
        """The highest bound of a leaf: no plan is worth more."""
        pairs = zip(self.column, self.bound, strict=True)
        return max((bound for column, bound in pairs if column < 0), default=-np.inf)

    def graft(self, node: int, part: "Recorder") -> dict[int, int]:
        """Put a tree in the place of a leaf; the new number of each of its nodes."""
        number = {0: node}
        for own in range(part.nodes):
            if part.column[own] >= 0:
                children = self.split(number[own], part.column[own], part.at[own])
                number[part.left[own]], number[part.right[own]] = children
            else:
                self.bound_by(number[own], part.witness[own], part.bound[own])
        return number

    def tree(self) -> Tree:
        """The arrays. Witnesses are numbered in the order of the leaves that use them first."""
        numbers: dict[int, int] = {}
        kept: list[Witness] = []
        which = np.full(self.nodes, -1, dtype=np.int64)
        for node, witness in enumerate(self.witness):
            if witness is None or self.column[node] >= 0:
                continue
            if id(witness) not in numbers:
                numbers[id(witness)] = len(kept)
                kept.append(witness)
            which[node] = numbers[id(witness)]
        return Tree(
            column=np.array(self.column, dtype=np.int64),
            at=np.array(self.at, dtype=np.int64),
            left=np.array(self.left, dtype=np.int64),
            right=np.array(self.right, dtype=np.int64),
            witness=which,
            weight=np.array([each.weight for each in kept], dtype=np.float64),
            start=np.cumsum([0, *(len(each.row) for each in kept)]).astype(np.int64),
            row=np.concatenate([np.zeros(0, np.int64), *(each.row for each in kept)]),
            value=np.concatenate([np.zeros(0), *(each.value for each in kept)]),
        )
