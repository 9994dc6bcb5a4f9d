"""All cases, all back-ends, and what comes of a case with one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from optimizer.errors import UsageError
from optimizer.lp.program import Program
from optimizer.solvers.base import Limit
from optimizer.solvers.registry import backend_class
from tests.solvers.battery import instances, limits, numbers, shapes
from tests.solvers.battery.case import Case, Right
from tests.solvers.battery.judge import complaints
from tests.solvers.battery.known import HARD, SHORT_S
from tests.solvers.desk import Desk

BACKENDS = ("tree", "highs", "scip", "glop", "pdlp", "cp-sat", "cbc")
"""Those that ``pip install 'fleetopt[dev]'`` brings along: none of them may be missing."""

CASES: tuple[Case, ...] = (*shapes.CASES, *numbers.CASES, *limits.CASES, *instances.CASES)


@dataclass(frozen=True)
class Refused:
    """A back-end does not take a program, and says why."""

    why: str


@dataclass(frozen=True)
class Answered:
    """A back-end answered.

    Attributes:
        wrong: what is wrong with that.
        late: a limit on top of the case's own stopped it.
    """

    wrong: tuple[str, ...]
    late: bool = False


def play(backend: str, case: Case, desk: Desk, limit: float | None = None) -> Refused | Answered:
    """Ask one back-end one case.

    Args:
        backend, case, desk: who, what and where.
        limit: seconds for a case that has no limit of its own, None for no end.
    """
    program = case.make()
    if (backend, case.name) in HARD and limit is None:
        limit = SHORT_S
    if limit is not None and case.options.time_limit_s is None:
        patient = replace(case, options=replace(case.options, time_limit_s=limit))
    else:
        patient = case
    try:
        result = desk.answer(program, replace(patient.options, solver=backend))
    except UsageError as error:
        return Refused(str(error))
    late = patient is not case and result.limit is Limit.TIME
    judged = replace(patient, right=Right.HONEST) if late else case
    return Answered(tuple(complaints(judged, program, result)), late)


def takes(backend: str, program: Program) -> bool:
    """Whether a back-end's capabilities cover a program's kind."""
    able = backend_class(backend).capabilities
    return able.mip if program.is_mip else able.lp


def pairs(quick: bool = True) -> Iterator[tuple[str, Case]]:
    """Back-ends x cases; the quick ones alone where the test suite runs them."""
    for backend in BACKENDS:
        for case in CASES:
            if case.quick or not quick:
                yield backend, case
