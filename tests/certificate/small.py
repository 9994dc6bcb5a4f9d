"""Small programs, proofs by hand, and the truth about them by trying everything."""

import itertools

import numpy as np
import scipy.sparse as sp
from hypothesis import strategies as st

from optimizer.certificate.proof import Lemma, Proof, Tree
from optimizer.lp.program import Program

INF = np.inf


def program(c, A, row_lower, row_upper, lower, upper, integer=False, offset=0.0) -> Program:
    """A program from anything that numpy understands; scalars are repeated."""
    matrix: sp.csr_array = sp.csr_array(np.atleast_2d(np.asarray(A, dtype=float)))
    m, n = matrix.shape

    def full(values, size, kind=float):
        return np.broadcast_to(np.asarray(values, dtype=kind), (size,)).copy()

    return Program(
        objective=full(c, n),
        offset=offset,
        matrix=matrix,
        row_lower=full(row_lower, m),
        row_upper=full(row_upper, m),
        col_lower=full(lower, n),
        col_upper=full(upper, n),
        integer=full(integer, n, bool),
    )


def tree(nodes, witnesses=()) -> Tree:
    """A tree from nodes, (column, at, left, right) or a leaf's witness; witnesses: (w, {i: y})."""
    inner = [node if isinstance(node, tuple) else (-1, 0, -1, -1) for node in nodes]
    column, at, left, right = np.array(inner, dtype=np.int64).reshape(-1, 4).T.copy()
    witness = [-1 if isinstance(node, tuple) else node for node in nodes]
    rows = [list(y.items()) for _, y in witnesses]
    return Tree(
        column=column,
        at=at,
        left=left,
        right=right,
        witness=np.array(witness, dtype=np.int64),
        weight=np.array([w for w, _ in witnesses], dtype=float),
        start=np.cumsum([0, *map(len, rows)]),
        row=np.array([i for row in rows for i, _ in row], dtype=np.int64),
        value=np.array([y for row in rows for _, y in row], dtype=float),
    )


def leaf(weight, multipliers) -> Tree:
    """A tree of one leaf with one witness."""
    return tree([0], [(weight, multipliers)])


def proof(last, lemmas=(), target=None) -> Proof:
    return Proof(target, tuple(lemmas), last)


def lemma(row, upper, proved_by) -> Lemma:
    """A lemma from {column: value}."""
    columns = np.array(list(row), dtype=np.int64)
    return Lemma(columns, np.array(list(row.values()), dtype=float), float(upper), proved_by)


def best(base: Program) -> float:
    """The optimum of a program of whole numbers alone, by trying them all; minus infinity if none.

    Right for coefficients that are small multiples of 1/8: nothing is rounded then.
    """
    assert base.integer.all()
    ranges = [
        range(int(np.ceil(low)), int(np.floor(high)) + 1)
        for low, high in zip(base.col_lower, base.col_upper, strict=True)
    ]
    points = np.array(list(itertools.product(*ranges)), dtype=float).reshape(-1, len(ranges))
    activity = points @ base.matrix.toarray().T
    fits = ((activity >= base.row_lower) & (activity <= base.row_upper)).all(axis=1)
    worth = points[fits] @ base.objective + base.offset
    return float(worth.max(initial=-INF))


eighths = st.integers(-40, 40).map(lambda k: k / 8)


@st.composite
def whole_programs(draw, columns=(1, 3), rows=(1, 3)) -> Program:
    """Programs of few whole numbers in small boxes; most have plans, some have none."""
    n, m = draw(st.integers(*columns)), draw(st.integers(*rows))
    A = np.array([[draw(eighths) for _ in range(n)] for _ in range(m)])
    low = np.array([draw(st.integers(-16, 8)) / 8 for _ in range(n)])
    high = low + [draw(st.integers(5, 24)) / 8 for _ in range(n)]
    # Most rows leave room for one point of the box; some cut it off.
    point = np.array([draw(st.integers(int(np.ceil(end)), int(end) + 1)) for end in low])
    room = st.integers(-4, 40).map(lambda k: k / 8)
    kinds = [draw(st.sampled_from("<<>>|=")) for _ in range(m)]
    below = [-INF if kind == "<" else -draw(room) if kind != "=" else 0.0 for kind in kinds]
    above = [INF if kind == ">" else draw(room) if kind != "=" else 0.0 for kind in kinds]
    return program(
        [draw(eighths) for _ in range(n)],
        A,
        np.minimum(A @ point + below, A @ point + above),
        A @ point + above,
        low,
        high,
        True,
        offset=draw(eighths),
    )


@st.composite
def trees(draw, base: Program, rows: int, depth=2, target_row=None) -> Tree:
    """Well-formed trees with any multipliers on the first rows; some leaves are open."""
    nodes: list[object] = [None]
    todo = [(0, 0)]
    witnesses = [
        (float(draw(st.integers(0, 1))), draw(_multipliers(rows, target_row)))
        for _ in range(draw(st.integers(0, 3)))
    ]
    while todo:
        node, level = todo.pop()
        if level < depth and draw(st.booleans()):
            left, right = len(nodes), len(nodes) + 1
            column = draw(st.integers(0, base.matrix.shape[1] - 1))
            nodes[node] = (column, draw(st.integers(-3, 3)), left, right)
            nodes += [None, None]
            todo += [(left, level + 1), (right, level + 1)]
        else:
            nodes[node] = draw(st.integers(-1, len(witnesses) - 1))
    return tree(nodes, witnesses)


def _multipliers(rows, absent):
    known = [i for i in range(rows) if i != absent]
    value = st.one_of(eighths, st.floats(-3, 3))
    return st.dictionaries(st.sampled_from(known), value, max_size=rows)


def by_trying_all(base: Program) -> Tree:
    """A tree whose leaves are single points, the impossible ones closed by the row they violate.

    It proves the optimum to the last digit.
    """
    nodes: list[object] = []
    witnesses: list[tuple[float, dict[int, float]]] = []

    def grow(low, high) -> int:
        node = len(nodes)
        nodes.append(-1)
        wide = np.flatnonzero(high > low)
        if len(wide):
            j = int(wide[0])
            at = int((low[j] + high[j]) // 2)
            ends, begins = high.copy(), low.copy()
            ends[j], begins[j] = at, at + 1
            nodes[node] = (j, at, grow(low, ends), grow(begins, high))
            return node
        activity = base.matrix @ low
        below = np.flatnonzero(activity < base.row_lower)
        above = np.flatnonzero(activity > base.row_upper)
        if len(below) or len(above):
            nodes[node] = len(witnesses)
            y = {int(below[0]): -1.0} if len(below) else {int(above[0]): 1.0}
            witnesses.append((0.0, y))
        return node

    low, high = np.ceil(base.col_lower), np.floor(base.col_upper)
    if (low <= high).all():
        grow(low, high)
    else:
        nodes.append(-1)
    return tree(nodes, witnesses)
