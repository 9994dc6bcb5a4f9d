r"""What is to be believed: a proof that no plan is worth more, as plain arrays.

For a direction $\alpha$ (the objective, or the left side of a lemma), rows with bounds and a
box, any multipliers $y$ prove (Neumaier and Shcherbina, Mathematical Programming 99, 2004)

$$ w\,\alpha x \le \sum_i \max(y_i \underline{b}_i, y_i \overline{b}_i)
   + \sum_j \max(d_j \underline{x}_j, d_j \overline{x}_j),
   \qquad d = w\,\alpha - y A $$

where $y_i$ counts only if the bound that its sign asks for is finite. With $w = 1$ that is a
bound; with $w = 0$ and a right side below 0 there is no plan in the box (a Farkas proof).

A **tree** splits the box on whole-numbered columns, $x_j \le s$ or $x_j \ge s + 1$, until every
leaf has such multipliers. Its leaves cover the box, so the worst of them holds everywhere.

A **lemma** is a row $\alpha x \le \beta$ that a tree proves from the program's rows, the
**target** row $c x \ge$ target where there is one, and the lemmas before it: a bound that
can be tightened, a cut. Where all its columns are whole-numbered and all its coefficients whole,
so is $\alpha x$: what its tree proves is rounded down to a whole number. Later trees may use
the lemma as one more row. What is then proved is: no plan is worth more than the larger of the
target and the last tree's bound.

Rows are numbered: the program's rows 0..m-1, then the target row (m, always numbered, absent
where ``target`` is None), then the lemmas in order (m + 1 + k).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class ProofError(Exception):
    """A proof is malformed or does not prove what it says; the message says where, in words."""


@dataclass(frozen=True, eq=False)
class Tree:
    """A branch-and-bound tree in arrays. Node 0 is the root; children come after their parent.

    Attributes:
        column: column split at each node, -1 at a leaf, shape (nodes,).
        at: the left child has x <= at, the right one x >= at + 1; 0 at a leaf, shape (nodes,).
        left, right: numbers of the children, -1 at a leaf, shape (nodes,).
        witness: which multipliers close each leaf, -1 at inner nodes and at open leaves,
            shape (nodes,). Several leaves may share one. An open leaf is bounded by the box alone.
        weight: w of each witness, 0.0 or 1.0, shape (witnesses,).
        start, row, value: the witnesses' multipliers as compressed rows: witness k has
            ``value[start[k]:start[k + 1]]`` on the rows ``row[...]``; start has shape
            (witnesses + 1,).
    """

    column: IntArray
    at: IntArray
    left: IntArray
    right: IntArray
    witness: IntArray
    weight: FloatArray
    start: IntArray
    row: IntArray
    value: FloatArray


@dataclass(frozen=True, eq=False)
class Lemma:
    """A row ``sum value * x[column] <= upper`` and the tree that proves it.

    Attributes:
        column, value: its entries, shape (k,).
        upper: right side.
        tree: proof; every leaf proves at most ``upper`` (or that the leaf is empty).
    """

    column: IntArray
    value: FloatArray
    upper: float
    tree: Tree


@dataclass(frozen=True, eq=False)
class Proof:
    """A proof about a program to be maximised.

    Attributes:
        target: objective (offset included) that the lemmas may assume to be reached; None for none.
        lemmas: in the order in which they may be used.
        tree: the last tree, whose direction is the objective. Where all its leaves are empty and
            there is no target, the program is infeasible.
    """

    target: float | None
    lemmas: tuple[Lemma, ...]
    tree: Tree
