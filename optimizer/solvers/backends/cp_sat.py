"""CP-SAT, in OR-Tools: programs in which everything is a whole number, and no others.

CP-SAT reckons in integers. What is not whole it would round to a grid of its own, and then
call the best plan of the rounded program optimal; so a program is taken only where that
changes nothing: every column whole, every coefficient a decimal of at most six places, and
no sum too large for exact arithmetic. Rows are multiplied by powers of ten here.
"""

import os
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.backend import Capabilities, Lineage
from optimizer.solvers.backends.math_opt import (
    MathOptBackend,
    common_parameters,
    set_mip_limits,
)
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import End, RawEnd, Settings

FloatArray = NDArray[np.float64]

PLACES = 6
"""Most decimal places of a coefficient."""

LARGEST_BOUND = 1e6
"""Largest bound of a column; CP-SAT cuts what is above 10**7."""

LARGEST_SUM = 1e15
"""Largest value that a row or the objective may reach, below 2**53."""

_NOISE = 1e-13
"""A product this close to a whole number, relative to its size, is one."""


@dataclass(frozen=True, eq=False)
class _Whole:
    """The program in integers.

    Attributes:
        program: rows multiplied until whole; the objective too, without its constant.
        factor: what a value of that objective is divided by to give a scaled objective.
    """

    program: ScaledProgram
    factor: float


class CpSat(MathOptBackend):
    """CP-SAT."""

    name: ClassVar[str] = "cp-sat"
    title: ClassVar[str] = "CP-SAT"
    lineage: ClassVar[Lineage] = Lineage.OR_TOOLS
    capabilities: ClassVar[Capabilities] = Capabilities(
        lp=False, mip=True, bound=True, gap=True, threads=True, seed=True, interrupt=True
    )
    solver_type: ClassVar[str] = "SOLVER_TYPE_CP_SAT"

    def threads(self, asked: int) -> int:
        """CP-SAT's own default is every processor."""
        return asked or os.cpu_count() or 1

    def refusal(self, scaled: ScaledProgram) -> str | None:
        """Whether the program can be written in integers."""
        whole = _in_integers(scaled)
        return whole if isinstance(whole, str) else None

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        """Solve the program in integers."""
        whole = _in_integers(scaled)
        if isinstance(whole, str):
            raise ValueError(f"CP-SAT {whole}")
        if (whole.program.row_lower > whole.program.row_upper).any():
            return RawEnd(End.INFEASIBLE, "no whole number between a row's bounds")
        end = super().run(whole.program, settings, monitor)
        bound = None if end.bound is None else end.bound / whole.factor + scaled.offset
        return replace(end, bound=bound)

    def parameters(self, settings: Settings) -> Any:
        """Gaps, limits, threads and the seed."""
        parameters = common_parameters(settings)
        set_mip_limits(parameters, settings)
        parameters.random_seed = settings.seed
        parameters.threads = self.threads(settings.threads)
        return parameters


def _in_integers(scaled: ScaledProgram) -> _Whole | str:
    """The program in integers, or why there is none."""
    advice = "use highs or scip"
    if not scaled.integer.all():
        count = int((~scaled.integer).sum())
        columns = f"{count:,} columns here are" if count > 1 else "one column here is"
        return f"takes whole numbers only, and {columns} not: {advice}"
    if max(np.abs(scaled.col_lower).max(), np.abs(scaled.col_upper).max()) > LARGEST_BOUND:
        return f"takes columns up to {LARGEST_BOUND:,.0f} only: {advice}"
    matrix = scaled.matrix
    m = matrix.shape[0]
    row_of = np.repeat(np.arange(m), np.diff(matrix.indptr))
    values = matrix.data * scaled.row_scale[row_of]
    factors = _factors(values, row_of, m)
    costs = scaled.objective * scaled.objective_scale
    factor = _factors(costs, np.zeros(len(costs), np.int64), 1)[0]
    if np.isnan(factors).any() or np.isnan(factor):
        return f"takes coefficients of at most {PLACES} decimal places: {advice}"
    whole = sp.csr_array(
        (np.rint(values * factors[row_of]), matrix.indices, matrix.indptr), shape=matrix.shape
    )
    whole_costs = np.rint(costs * factor)
    reach = np.maximum(np.abs(scaled.col_lower), np.abs(scaled.col_upper))
    if max((abs(whole) @ reach).max(initial=0.0), np.abs(whole_costs) @ reach) > LARGEST_SUM:
        return f"cannot add up numbers this large exactly: {advice}"
    # 2 x + 4 y = 7 holds for no whole numbers; CP-SAT calls it an invalid model.
    divisors = _divisors(whole)
    whole.data = whole.data / divisors[row_of]
    units = scaled.row_scale * factors / divisors
    program = replace(
        scaled,
        objective=whole_costs,
        offset=0.0,
        matrix=whole,
        row_lower=_inward(scaled.row_lower * units, np.ceil),
        row_upper=_inward(scaled.row_upper * units, np.floor),
    )
    return _Whole(program, float(factor * scaled.objective_scale))


def _factors(values: FloatArray, groups: NDArray[np.int64], count: int) -> FloatArray:
    """For each group the least power of ten that makes its values whole, nan for none."""
    factors = np.full(count, np.nan)
    for places in range(PLACES, -1, -1):
        products = values * 10.0**places
        off = np.abs(products - np.rint(products)) > _NOISE * np.maximum(1.0, np.abs(products))
        good = np.bincount(groups, weights=off, minlength=count) == 0
        factors[good] = 10.0**places
    return factors


def _divisors(whole: sp.csr_array) -> FloatArray:
    """The greatest common divisor of each row's coefficients, 1 of an empty row."""
    divisors = np.ones(whole.shape[0])
    used = np.flatnonzero(np.diff(whole.indptr))
    if used.size:
        values = np.abs(whole.data).astype(np.int64)
        divisors[used] = np.gcd.reduceat(values, whole.indptr[used])
    return divisors


def _inward(bounds: FloatArray, round_inward: Any) -> FloatArray:
    """Bounds of rows of whole numbers, rounded inward but for noise."""
    nearest = np.rint(bounds)
    with np.errstate(invalid="ignore"):
        near = np.abs(bounds - nearest) <= 1e-9 * np.maximum(1.0, np.abs(bounds))
    rounded: FloatArray = np.where(near, nearest, round_inward(bounds))
    return rounded
