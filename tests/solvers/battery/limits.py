"""Limits with a plan and without, and gaps: why it stopped, which limit, is there a plan."""

from __future__ import annotations

import numpy as np

from optimizer.lp.program import Program
from optimizer.solvers.base import Limit, SolveOptions
from tests.solvers.battery.case import Case, Right
from tests.solvers.battery.shapes import assignment
from tests.solvers.programs import market_split, program

LIMITS = "limits"


def split(*, slack: bool, whole: bool) -> Program:
    """Market split: with slack a plan comes for free, without it nobody finds one in time."""
    made = market_split(6, 50) if not slack else market_split()
    if slack:
        integer = np.ones(made.shape[1], dtype=bool) if whole else made.integer
        return program(
            made.objective,
            made.matrix,
            made.row_lower,
            made.row_upper,
            made.col_lower,
            made.col_upper,
            integer,
        )
    return program(0, made.matrix[:, :50], made.row_lower, made.row_upper, 0, 1, whole)


def limited(seconds: float) -> SolveOptions:
    return SolveOptions(threads=1, time_limit_s=seconds)


CASES: tuple[Case, ...] = (
    Case(
        "time limit with a plan",
        LIMITS,
        lambda: split(slack=True, whole=False),
        Right.STOPPED_WITH_PLAN,
        0.0,
        limited(1.5),
    ),
    Case(
        "time limit with a plan, whole numbers alone",
        LIMITS,
        lambda: split(slack=True, whole=True),
        Right.STOPPED_WITH_PLAN,
        0.0,
        limited(1.5),
    ),
    Case(
        "time limit without a plan",
        LIMITS,
        lambda: split(slack=False, whole=True),
        Right.STOPPED_WITHOUT_PLAN,
        options=limited(1.0),
    ),
    Case(
        "no time at all, continuous",
        LIMITS,
        lambda: split(slack=False, whole=False),
        Right.STOPPED_OR_DONE,
        0.0,
        limited(0.0),
    ),
    Case(
        "no time at all, whole",
        LIMITS,
        lambda: split(slack=False, whole=True),
        Right.STOPPED_WITHOUT_PLAN,
        options=limited(0.0),
    ),
    Case(
        "node limit with a plan",
        LIMITS,
        lambda: split(slack=True, whole=False),
        Right.STOPPED_WITH_PLAN,
        0.0,
        SolveOptions(threads=1, node_limit=20),
        Limit.NODE,
    ),
    Case(
        "node limit without a plan",
        LIMITS,
        lambda: split(slack=False, whole=True),
        Right.STOPPED_WITHOUT_PLAN,
        options=SolveOptions(threads=1, node_limit=20),
        limit=Limit.NODE,
    ),
    Case("a limit never reached", LIMITS, assignment, optimum=49.0, options=limited(600.0)),
    Case(
        "a wide gap",
        LIMITS,
        lambda: split(slack=True, whole=True),
        Right.STOPPED_WITH_PLAN,
        0.0,
        options=SolveOptions(threads=1, time_limit_s=1.0, gap=0.9),
        quick=False,
    ),
    Case(
        "a gap of zero",
        LIMITS,
        lambda: program([5, 4, 3], [[2, 3, 1], [4, 1, 2], [3, 4, 2]], -np.inf, [5, 11, 8], 0, 9, 1),
        optimum=13.0,
        options=SolveOptions(threads=1, gap=0.0),
    ),
)
