"""Try the back-ends that are there on three tiny programs whose ends are known by hand."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy.sparse as sp

from optimizer.errors import FleetoptError
from optimizer.lp.program import Program
from optimizer.solvers.backend import Backend
from optimizer.solvers.base import Reason, SolveOptions, SolveResult
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.names import BACKENDS
from optimizer.solvers.registry import backend_class
from optimizer.solvers.session import Clock
from optimizer.solvers.single import solve_with

TIME_LIMIT_S = 10.0
"""For one tiny program, which takes milliseconds."""


class Status(StrEnum):
    """How a self-test ended."""

    OK = "ok"
    FAILED = "failed"
    NOT_INSTALLED = "not installed"


@dataclass(frozen=True)
class SelfTest:
    """The end of a back-end's self-test.

    Attributes:
        backend: what was tested.
        status: how it ended.
        words: what went wrong or what to install; "" where all is well.
    """

    backend: type[Backend]
    status: Status
    words: str


@dataclass(frozen=True, eq=False)
class _Case:
    """A program and its end; ``objective`` None where there is no plan."""

    name: str
    program: Program
    objective: float | None


def try_all() -> list[SelfTest]:
    """Test every back-end, those of one package in one process and packages side by side."""
    classes = [backend_class(name) for name in BACKENDS]
    packages = list(dict.fromkeys(found.package for found in classes))
    groups = [[found for found in classes if found.package == package] for package in packages]
    with ThreadPoolExecutor(max_workers=2) as pool:
        tested = [test for group in pool.map(_test_group, groups) for test in group]
    return sorted(tested, key=lambda test: BACKENDS.index(test.backend.name))


def _test_group(classes: list[type[Backend]]) -> list[SelfTest]:
    with Workplace() as workplace:
        return [_test(found, workplace) for found in classes]


def _test(found: type[Backend], workplace: Workplace) -> SelfTest:
    missing = found.missing()
    if missing is not None:
        return SelfTest(found, Status.NOT_INSTALLED, missing)
    for case in _cases():
        able = found.capabilities
        if not (able.mip if case.program.is_mip else able.lp):
            continue
        options = SolveOptions(solver=found.name, time_limit_s=TIME_LIMIT_S)
        clock = Clock(time.monotonic(), threading.Event())
        try:
            result = solve_with(found(), case.program, options, clock, workplace=workplace)
        except FleetoptError as error:
            return SelfTest(found, Status.FAILED, f"{case.name}: {error}")
        wrong = _wrong(result, case)
        if wrong is not None:
            return SelfTest(found, Status.FAILED, f"{case.name}: {wrong}")
    return SelfTest(found, Status.OK, "")


def _wrong(result: SolveResult, case: _Case) -> str | None:
    if case.objective is None:
        return None if result.reason is Reason.INFEASIBLE else f"a plan where none is: {result}"
    if result.reason is not Reason.OPTIMAL or result.objective is None:
        return result.message
    if abs(result.objective - case.objective) > 1e-6 * abs(case.objective):
        return f"an optimum of {result.objective:.10g} instead of {case.objective:.10g}"
    return None


def _cases() -> list[_Case]:
    two = np.array([[1.0, 1.0], [1.0, 3.0]])
    sack = np.array([[3.0, 4.0, 2.0, 3.0]])
    apart = np.array([[1.0, 1.0], [1.0, 2.0]])
    inf = np.inf
    return [
        _Case("linear", _program([2, 3], two, [-inf, -inf], [4, 6], 3, whole=False), 9.0),
        _Case("whole", _program([10, 13, 7, 8], sack, [-inf], [7], 1, whole=True), 23.0),
        _Case("no plan", _program([1, 1], apart, [3, -inf], [inf, 2], 3, whole=False), None),
        _Case("no whole plan", _program([1, 1], apart, [3, -inf], [inf, 2], 3, whole=True), None),
    ]


def _program(
    costs: list[float],
    matrix: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    lower: list[float],
    upper: list[float],
    most: float,
    *,
    whole: bool,
) -> Program:
    """A program whose columns lie between 0 and ``most``."""
    n = len(costs)
    return Program(
        objective=np.array(costs, dtype=np.float64),
        offset=0.0,
        matrix=sp.csr_array(matrix),
        row_lower=np.array(lower, dtype=np.float64),
        row_upper=np.array(upper, dtype=np.float64),
        col_lower=np.zeros(n),
        col_upper=np.full(n, float(most)),
        integer=np.full(n, whole),
    )
