"""A small collector of linear rows with named variables, solved by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import highspy
import numpy as np

INFINITY = math.inf
# Tighter than HiGHS' defaults by two digits: two models are compared to about 1e-7.
TOLERANCE = 1e-9


class Expr:
    """A linear expression: constant plus coefficients by column. Never changed once made."""

    __slots__ = ("constant", "terms")

    def __init__(self, terms: dict[int, float] | None = None, constant: float = 0.0) -> None:
        self.terms = terms if terms is not None else {}
        self.constant = constant

    def __add__(self, other: Expr | float) -> Expr:
        return total([self, other])

    __radd__ = __add__

    def __neg__(self) -> Expr:
        return self * -1.0

    def __sub__(self, other: Expr | float) -> Expr:
        return total([self, -other])

    def __rsub__(self, other: Expr | float) -> Expr:
        return total([other, -self])

    def __mul__(self, factor: float) -> Expr:
        return Expr({j: v * factor for j, v in self.terms.items()}, self.constant * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Expr:
        return self * (1.0 / divisor)


def total(parts: Iterable[Expr | float]) -> Expr:
    """The sum of expressions and numbers."""
    terms: dict[int, float] = {}
    constant = 0.0
    for part in parts:
        if isinstance(part, Expr):
            constant += part.constant
            for column, value in part.terms.items():
                terms[column] = terms.get(column, 0.0) + value
        else:
            constant += part
    return Expr(terms, constant)


@dataclass(frozen=True)
class Solution:
    """How a solve ended; ``values`` is empty unless ``status`` is ``optimal``."""

    status: str
    values: np.ndarray

    def value(self, expr: Expr) -> float:
        """What the expression comes to in this solution."""
        return expr.constant + math.fsum(v * self.values[j] for j, v in expr.terms.items())


@dataclass
class Lp:
    """Columns and rows as they are added."""

    names: list[str] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    rows: list[tuple[str, dict[int, float], float, float]] = field(default_factory=list)

    def variable(
        self, name: str, lower: float = 0.0, upper: float = INFINITY, *, integer: bool = False
    ) -> Expr:
        """Add a column; bounds of an integer one are rounded inward."""
        if integer:
            # Solvers have been wrong on integers with fractional bounds.
            lower = math.ceil(lower - TOLERANCE)
            upper = math.floor(upper + TOLERANCE) if math.isfinite(upper) else upper
        self.names.append(name)
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return Expr({len(self.names) - 1: 1.0})

    def at_most(self, name: str, left: Expr | float, right: Expr | float) -> None:
        """Row ``left <= right``."""
        row = total([left, -right])
        self.rows.append((name, row.terms, -INFINITY, -row.constant))

    def equal(self, name: str, left: Expr | float, right: Expr | float) -> None:
        """Row ``left = right``."""
        row = total([left, -right])
        self.rows.append((name, row.terms, -row.constant, -row.constant))

    def maximize(self, objective: Expr, *, relax: bool = False) -> Solution:
        """Solve; a mixed-integer plan is solved again with its integers fixed, for its digits."""
        whole = [] if relax else [j for j, flag in enumerate(self.integer) if flag]
        status, values = self._run(objective, self.lower, self.upper, whole)
        if status != "optimal" or not whole:
            return Solution(status, values)
        lower, upper = list(self.lower), list(self.upper)
        for j in whole:
            lower[j] = upper[j] = float(round(values[j]))
        status, polished = self._run(objective, lower, upper, [])
        return Solution("optimal", polished if status == "optimal" else values)

    def _run(
        self, objective: Expr, lower: list[float], upper: list[float], whole: list[int]
    ) -> tuple[str, np.ndarray]:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("mip_rel_gap", TOLERANCE)
        solver.setOptionValue("mip_abs_gap", TOLERANCE)
        if whole:
            # HiGHS' presolve of integers is wrong once in a while, and more often with tight
            # tolerances; a plan's digits come from the second run, with the integers fixed.
            solver.setOptionValue("presolve", "off")
        else:
            for option in ("primal", "dual"):
                solver.setOptionValue(f"{option}_feasibility_tolerance", TOLERANCE)
        solver.passModel(self._model(objective, lower, upper, whole))
        solver.run()
        outcome = solver.getModelStatus()
        if outcome == highspy.HighsModelStatus.kUnboundedOrInfeasible:
            solver.setOptionValue("presolve", "off")
            solver.run()
            outcome = solver.getModelStatus()
        names = {
            highspy.HighsModelStatus.kOptimal: "optimal",
            highspy.HighsModelStatus.kInfeasible: "infeasible",
            highspy.HighsModelStatus.kUnbounded: "unbounded",
        }
        status = names.get(outcome, str(outcome))
        found = np.array(solver.getSolution().col_value) if status == "optimal" else np.empty(0)
        return status, found

    def _model(
        self, objective: Expr, lower: list[float], upper: list[float], whole: list[int]
    ) -> highspy.HighsLp:
        columns = len(self.names)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, len(self.rows)
        cost = [0.0] * columns
        for column, value in objective.terms.items():
            cost[column] = value
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.array(cost)
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_ = [row[2] for row in self.rows]
        model.row_upper_ = [row[3] for row in self.rows]
        starts = [0]
        index: list[int] = []
        coefficients: list[float] = []
        for _, terms, _, _ in self.rows:
            index.extend(terms.keys())
            coefficients.extend(terms.values())
            starts.append(len(index))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts
        model.a_matrix_.index_ = index
        model.a_matrix_.value_ = coefficients
        if whole:
            kinds = [highspy.HighsVarType.kContinuous] * columns
            for j in whole:
                kinds[j] = highspy.HighsVarType.kInteger
            model.integrality_ = kinds
        return model
