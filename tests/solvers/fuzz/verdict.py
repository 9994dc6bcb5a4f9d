"""What an answer is worth, given a plan that is known to exist."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program
from optimizer.numerics.verify import describe, verify
from optimizer.solvers.base import Reason, SolveResult
from optimizer.solvers.raw import End, RawEnd
from tests.solvers.fuzz.truth import Truth

FloatArray = NDArray[np.float64]

BARE_TOLERANCE = 1e-4
"""How far a bare solver's whole numbers may be off: rounding them is the caller's business."""


class Worth(StrEnum):
    """What an answer is worth."""

    RIGHT = "right"
    UNDECIDED = "undecided"
    """It claims nothing: a limit, an error, a gap left open."""

    TOLERANCE = "within tolerance only"
    """A plan that passes the check and is better than what is exactly feasible."""

    WRONG = "wrong"


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth, and why."""

    worth: Worth
    why: str = ""


def judge(program: Program, result: SolveResult, truth: Truth) -> Verdict:
    """The worth of a back-end's checked answer."""
    low = truth.low
    if result.has_plan:
        flaw = _flaw(program, result.x)
        if flaw:
            return Verdict(Worth.WRONG, flaw)
    if low is not None and result.bound is not None and result.bound < low - truth.room:
        return Verdict(Worth.WRONG, f"a bound of {result.bound:.12g} below {low:.12g}")
    if result.reason is Reason.INFEASIBLE:
        return _of_infeasible(truth)
    if result.reason is Reason.OPTIMAL and result.objective is not None:
        return _of_optimal(result.objective, truth)
    return Verdict(Worth.UNDECIDED, f"{result.reason}: {result.message}")


def judge_bare(program: Program, end: RawEnd, worth_of: float | None, truth: Truth) -> Verdict:
    """The worth of a bare solver's answer.

    Args:
        program: what was asked.
        end: what the solver said, its plan in the program's units.
        worth_of: objective of that plan, None where there is none.
        truth: what is known.
    """
    if end.end is End.INFEASIBLE:
        return _of_infeasible(truth)
    if end.end is not End.OPTIMAL or end.x is None or worth_of is None:
        return Verdict(Worth.UNDECIDED, end.words)
    whole = end.x[program.integer]
    off = float(np.abs(whole - np.rint(whole)).max(initial=0.0))
    if off > BARE_TOLERANCE:
        return Verdict(Worth.WRONG, f"a whole number that is {off:.3g} off")
    return _of_optimal(worth_of, truth, wide=True)


def _flaw(program: Program, x: FloatArray) -> str:
    again = verify(program, x)
    if not again.ok:
        return f"its plan fails the check: {describe(again)}"
    if not np.array_equal(x[program.integer], np.rint(x[program.integer])):
        return "its whole numbers are none"
    return ""


def _of_infeasible(truth: Truth) -> Verdict:
    if truth.low is not None:
        return Verdict(Worth.WRONG, f"called infeasible, but {truth.low:.12g} is reached")
    return Verdict(Worth.RIGHT)


def _of_optimal(objective: float, truth: Truth, wide: bool = False) -> Verdict:
    low = truth.low
    # A bare solver's plan may be off by its tolerances, which some programs magnify.
    room = truth.room * (10 if wide else 1)
    if low is None:
        words = f"a plan worth {objective:.12g} where exactly there is none"
        return Verdict(Worth.TOLERANCE, words) if truth.exact else Verdict(Worth.RIGHT)
    if objective < low - room:
        return Verdict(Worth.WRONG, f"called {objective:.12g} optimal, but {low:.12g} is reached")
    if truth.exact and objective > low + room:
        words = f"a plan worth {objective:.12g} where exactly {low:.12g} is the most"
        return Verdict(Worth.TOLERANCE, words)
    return Verdict(Worth.RIGHT)
