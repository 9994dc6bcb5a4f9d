"""What goes to another process: solve a case, or find where the plan changes between two."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from optimizer.choice.canonical import polish
from optimizer.errors import FleetoptError
from optimizer.formulation import Formulation
from optimizer.inputs.problem import FleetKey, Problem
from optimizer.plan import Assurance, Certify, build, load, solve
from optimizer.report.json_report import to_document
from optimizer.solvers.base import SolveOptions
from optimizer.studies.compare.side import read_side
from optimizer.studies.sweep.axes import Axis, overrides_of
from optimizer.studies.sweep.outcome import Outcome, Signature, outcome_of, signature_of

FloatArray = NDArray[np.float64]

DEEPEST = 8
"""Plans found between two neighbours, one between the other, before it is given up."""

_DIGITS = Decimal("1e-10")


@dataclass(frozen=True)
class Task:
    """A case to be solved.

    Attributes:
        fleet: its file.
        name: of the case.
        overrides: all of them, those of the whole sweep first.
        options: of the solve.
        proved: search for proofs; else the plan is only recomputed.
    """

    fleet: Path
    name: str
    overrides: tuple[str, ...]
    options: SolveOptions
    proved: bool = True


def start_of(base: Problem, options: SolveOptions) -> tuple[float, ...] | None:
    """Whole numbers of the fleet's own plan, a first plan for its cases; None where there is none.

    Always those of the fleet as it is, never of a case before: what a case comes to must not
    depend on the order in which they are solved.
    """
    program = build(base).program
    if not program.is_mip:
        return None
    assurance = Assurance(certify=Certify.NONE, canonical=False, diagnose=False, ledger=False)
    result = solve(base, options=options, assurance=assurance)
    return tuple(result.plan.x[program.integer].tolist()) if result.has_plan else None


def solve_case(task: Task) -> Outcome:
    """Solve a case. A fleet that is wrong, or has no plan, is an outcome as well."""
    started = time.perf_counter()
    assurance = Assurance(
        certify=Certify.AUTO if task.proved else Certify.PLAN,
        diagnose=False,
    )
    try:
        problem = load(task.fleet, task.overrides)
        result = solve(problem, options=task.options, assurance=assurance)
    except FleetoptError as error:
        words = str(error).strip().splitlines()
        return Outcome(task.name, "failed", words=words[0] if words else error.code)
    side = read_side(to_document(result), task.name)
    return outcome_of(task.name, side, time.perf_counter() - started)


@dataclass(frozen=True)
class Bracket:
    """Two neighbours on an axis whose plans differ.

    Attributes:
        fleet: its file.
        overrides: of the whole sweep and of the other axes.
        axis: the axis.
        keys: of the fleet as it is.
        low, high: values of the neighbours, ``low`` the smaller one.
        options: of the solves.
    """

    fleet: Path
    overrides: tuple[str, ...]
    axis: Axis
    keys: tuple[FleetKey, ...]
    low: float
    high: float
    options: SolveOptions


@dataclass(frozen=True)
class Edge:
    """Where the plan changes.

    Attributes:
        value: on the axis.
        before, after: the plans on its two sides.
        exact: it is where two plans are worth the same; else it was only halved up to the
            tolerance.
    """

    value: float
    before: Signature
    after: Signature
    exact: bool


@dataclass(frozen=True, eq=False)
class _Point:
    """A value with the best plan there."""

    value: float
    signature: Signature
    npv: float | None
    x: FloatArray | None


@dataclass(eq=False)
class _Line:
    """The fleet along an axis."""

    bracket: Bracket
    solves: int = field(default=0)

    def __post_init__(self) -> None:
        self.program = lru_cache(maxsize=64)(self._program)

    def overrides(self, value: float) -> tuple[str, ...]:
        """All overrides at a value."""
        text = f"{Decimal(repr(value)).quantize(_DIGITS).normalize():f}"
        own = overrides_of(self.bracket.axis, text, self.bracket.keys)
        return (*self.bracket.overrides, *own)

    def _program(self, value: float) -> Formulation:
        return build(load(self.bracket.fleet, self.overrides(value)))

    def best(self, value: float) -> _Point:
        """The best plan at a value."""
        self.solves += 1
        problem = load(self.bracket.fleet, self.overrides(value))
        assurance = Assurance(certify=Certify.NONE, canonical=False, diagnose=False, ledger=False)
        result = solve(problem, options=self.bracket.options, assurance=assurance)
        signature = signature_of(read_side(to_document(result), ""))
        if not result.has_plan:
            return _Point(value, signature, None, None)
        return _Point(value, signature, result.plan.npv.npv_usd, result.plan.x)

    def worth(self, value: float, x: FloatArray) -> float | None:
        """Worth at a value of the plan with these whole numbers; None without one."""
        program = self.program(value).program
        if program.shape[1] != len(x):
            return None
        plan = polish(program, x)
        return None if plan is None else program.value(plan.x)


def find_edges(bracket: Bracket) -> tuple[Edge, ...]:
    """Everywhere between two neighbours where the plan changes, in order."""
    line = _Line(bracket)
    low, high = line.best(bracket.low), line.best(bracket.high)
    return tuple(_between(line, low, high, DEEPEST))


def _between(line: _Line, low: _Point, high: _Point, deep: int) -> Sequence[Edge]:
    if low.signature == high.signature:
        return ()
    middle, exact = _meeting(line, low, high)
    found = line.best(middle)
    ends = [
        worth
        for point in (low, high)
        if point.x is not None and (worth := line.worth(middle, point.x)) is not None
    ]
    room = 1.0 + 1e-6 * max((abs(worth) for worth in ends), default=0.0)
    third = found.npv is not None and found.npv > max(ends, default=-np.inf) + room
    small = high.value - low.value <= 1e-4 * max(abs(low.value), abs(high.value), 1e-9)
    if deep == 0 or small or (exact and not third):
        return (Edge(middle, low.signature, high.signature, exact and not third),)
    return (*_between(line, low, found, deep - exact), *_between(line, found, high, deep - exact))


def _meeting(line: _Line, low: _Point, high: _Point) -> tuple[float, bool]:
    """Where two plans are worth the same, or the middle where that is not to be had."""
    middle = (low.value + high.value) / 2
    if low.x is None or high.x is None:
        return middle, False
    mine, its = low.x, high.x
    size = 1.0 + abs(low.npv or 0.0) + abs(high.npv or 0.0)

    def gain(value: float) -> float:
        """What the upper plan is worth more than the lower one."""
        above, below = line.worth(value, its), line.worth(value, mine)
        if above is None or below is None:
            return size if above is not None else -size
        return above - below

    if not gain(low.value) < 0 < gain(high.value):
        return middle, False
    tolerance = 1e-9 * max(abs(low.value), abs(high.value))
    root = float(brentq(gain, low.value, high.value, xtol=max(tolerance, 1e-12), rtol=1e-10))
    return root, abs(gain(root)) < 0.5 * size
