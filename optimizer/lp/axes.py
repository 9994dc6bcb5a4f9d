"""Axes: what the entries of a block of variables or rows are called.

An :class:`Axis` is a named list of labels. A :class:`Relation` is a named list of
tuples over other axes: the pairs (machine group, hall) that fit each other, or the
quadruples (segment, tier, class, month) in which running pays. Sparse sets are
relations instead of masked boxes, and sums over them are declared by naming the axes
to keep: the relation knows which labels every entry carries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Axis:
    """A named list of distinct labels.

    Attributes:
        name: what one entry is, singular: ``month``, ``hall``.
        labels: distinct labels, in order.
    """

    name: str
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(set(self.labels)) != len(self.labels):
            raise ValueError(f"axis {self.name!r} has repeated labels")

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {label: i for i, label in enumerate(self.labels)}

    def position(self, label: str) -> int:
        """Index of a label.

        Raises:
            KeyError: the axis has no such label.
        """
        return self._positions[label]

    def label(self, i: int) -> str:
        """Label of entry i."""
        return self.labels[i]

    def __repr__(self) -> str:
        return f"Axis({self.name!r}, {len(self)})"


@dataclass(frozen=True, eq=False)
class Relation:
    """A named list of tuples over parent axes.

    Attributes:
        name: what one entry is, singular.
        parents: the axes that an entry's parts belong to.
        codes: for each parent the position of every entry, each of shape (len,).
        shown: how many of the parents, from the first, make an entry's label.
    """

    name: str
    parents: tuple["AnyAxis", ...]
    codes: tuple[NDArray[np.int64], ...]
    shown: int

    @classmethod
    def of(
        cls,
        name: str,
        parents: Sequence["AnyAxis"],
        codes: Sequence[ArrayLike],
        shown: int | None = None,
    ) -> "Relation":
        """A relation from one array of positions per parent axis.

        Args:
            name: what one entry is.
            parents: the axes related.
            codes: positions on each parent, all of one length.
            shown: how many parents, from the first, make the label; default all.

        Raises:
            ValueError: the arrays differ in length or point outside their axis.
        """
        arrays = tuple(np.asarray(code, dtype=np.int64).ravel() for code in codes)
        if len(arrays) != len(parents) or not arrays or len({len(a) for a in arrays}) != 1:
            raise ValueError(f"relation {name!r} needs one array of one length per parent")
        for parent, code in zip(parents, arrays, strict=True):
            if code.size and (code.min() < 0 or code.max() >= len(parent)):
                raise ValueError(f"relation {name!r} points outside axis {parent.name!r}")
        return cls(name, tuple(parents), arrays, len(arrays) if shown is None else shown)

    def __len__(self) -> int:
        return len(self.codes[0])

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Relation)
            and self.name == other.name
            and self.parents == other.parents
            and all(np.array_equal(a, b) for a, b in zip(self.codes, other.codes, strict=True))
        )

    def __hash__(self) -> int:
        return hash((self.name, len(self)))

    def label(self, i: int) -> str:
        """Labels of entry i joined by commas."""
        parts = list(zip(self.parents, self.codes, strict=True))[: self.shown]
        return ", ".join(parent.label(int(code[i])) for parent, code in parts)

    def code(self, axis: "AnyAxis") -> NDArray[np.int64] | None:
        """Positions on an ancestor axis for every entry, or None if it is no ancestor."""
        for parent, code in zip(self.parents, self.codes, strict=True):
            if parent == axis:
                return code
            if isinstance(parent, Relation):
                deeper = parent.code(axis)
                if deeper is not None:
                    return deeper[code]
        return None

    def __repr__(self) -> str:
        parents = ", ".join(parent.name for parent in self.parents)
        return f"Relation({self.name!r} over {parents}, {len(self)})"


AnyAxis: TypeAlias = Axis | Relation
