"""Small programs to solve in tests, and readers of MPS files."""

import gzip
import shutil
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp

from optimizer.lp.axes import Axis
from optimizer.lp.program import Block, Program

DATA = Path(__file__).parent / "data"
INF = np.inf


def block(name, labels, start=0, scale=1.0, unit="MW"):
    """A one-dimensional block of consecutive columns or rows."""
    index = np.arange(start, start + len(labels), dtype=np.int64)
    return Block(name, (Axis("item", tuple(labels)),), index, scale, unit)


def program(c, A, row_lower, row_upper, lower, upper, integer=False, **more) -> Program:
    """A program from anything that numpy understands; scalars are repeated."""
    if not sp.issparse(A):
        A = np.atleast_2d(np.asarray(A, dtype=float))
    matrix: sp.csr_array = sp.csr_array(A)
    matrix.eliminate_zeros()
    m, n = matrix.shape

    def full(values, size, kind=float):
        return np.broadcast_to(np.asarray(values, dtype=kind), (size,)).copy()

    return Program(
        objective=full(c, n),
        offset=more.pop("offset", 0.0),
        matrix=matrix,
        row_lower=full(row_lower, m),
        row_upper=full(row_upper, m),
        col_lower=full(lower, n),
        col_upper=full(upper, n),
        integer=full(integer, n, bool),
        **more,
    )


def named(base: Program, column_scale=1.0, row_scale=1.0) -> Program:
    """The same program with one block of columns, one of rows, and their scales."""
    from dataclasses import replace

    m, n = base.shape
    columns = block("plan.amount", [f"x{j}" for j in range(n)], scale=column_scale)
    rows = block("limit.total", [f"r{i}" for i in range(m)], scale=row_scale)
    return replace(base, columns=(columns,), rows=(rows,))


def knapsack(values, weights, capacity) -> Program:
    """Choose whole items, each at most once."""
    return program(values, [weights], -INF, capacity, 0, 1, True)


def market_split(rows=4, items=40, seed=0) -> Program:
    """Cornuejols and Dawande's: tiny, a plan in no time, and hopeless to prove."""
    rng = np.random.default_rng(seed)
    weights = rng.integers(0, 100, (rows, items)).astype(float)
    eye = np.eye(rows)
    return program(
        c=np.r_[np.zeros(items), -np.ones(2 * rows)],
        A=np.hstack([weights, eye, -eye]),
        row_lower=weights.sum(1) // 2,
        row_upper=weights.sum(1) // 2,
        lower=0,
        upper=np.r_[np.ones(items), np.full(2 * rows, 1e4)],
        integer=np.r_[np.ones(items), np.zeros(2 * rows)],
    )


def random_program(seed, integers) -> Program:
    """A feasible small program with rows of every kind, ties and fractional bounds."""
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 8)), int(rng.integers(2, 9))
    A = np.where(rng.random((m, n)) < 0.6, rng.integers(-9, 10, (m, n)), 0).astype(float)
    lower = np.round(rng.uniform(-5, 2, n), 1)
    upper = lower + np.round(rng.uniform(1.0, 12, n), 1)
    integer = (rng.random(n) < 0.6) & integers
    # Few digits: PuLP writes twelve.
    inside = np.clip(np.round(rng.uniform(lower, upper), 1), lower, upper)
    inside = np.where(integer, np.clip(np.rint(inside), np.ceil(lower), np.floor(upper)), inside)
    activity = A @ inside
    kind = rng.integers(0, 4, m)
    row_lower = np.where((kind == 0) | (kind == 2), activity - rng.integers(0, 5, m), -INF)
    row_upper = np.where((kind == 1) | (kind == 2), activity + rng.integers(0, 5, m), INF)
    row_lower, row_upper = (np.where(kind == 3, activity, b) for b in (row_lower, row_upper))
    c = rng.integers(-9, 10, n).astype(float)
    return program(c, A, row_lower, row_upper, lower, upper, integer, offset=float(m))


def read_mps(path: Path, tmp_path: Path, box=1e6) -> Program:
    """Read an MPS file with HiGHS; infinite column bounds become a wide box."""
    if path.suffix == ".gz":
        plain = tmp_path / path.stem
        with gzip.open(path) as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target)
        path = plain
    highs: Any = highspy._core._Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.ensureColwise()
    lp = highs.getLp()
    shape = (lp.num_row_, lp.num_col_)
    a = lp.a_matrix_
    parts = (np.array(a.value_), np.array(a.index_), np.array(a.start_))
    matrix: Any = sp.csc_array(parts, shape=shape)
    sign = -1.0 if lp.sense_ == highspy.ObjSense.kMinimize else 1.0
    kinds = lp.integrality_ or [highspy.HighsVarType.kContinuous] * lp.num_col_
    return program(
        c=sign * np.array(lp.col_cost_),
        A=matrix.tocsr(),
        row_lower=np.array(lp.row_lower_),
        row_upper=np.array(lp.row_upper_),
        lower=np.maximum(np.array(lp.col_lower_), -box),
        upper=np.minimum(np.array(lp.col_upper_), box),
        integer=[kind == highspy.HighsVarType.kInteger for kind in kinds],
        offset=sign * lp.offset_,
    )
