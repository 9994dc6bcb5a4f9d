"""Ctrl-C and time limits in a decomposition keep the best plan so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from optimizer.inputs.problem import Problem, Risk
from optimizer.solvers.base import Limit, Reason, SolveOptions
from optimizer.stochastic.crew import Alone
from optimizer.stochastic.decomposition import decompose
from tests.stochastic.futures_tools import fleet, futures


class Interrupted(Alone):
    """A crew in whose work somebody presses Ctrl-C."""

    def __init__(self, problem: Problem, after: int) -> None:
        super().__init__(problem)
        self._left = after

    def do(self, work: Any, tasks: Sequence[Any]) -> list[Any]:
        """Work, or be interrupted."""
        if self._left == 0:
            raise KeyboardInterrupt
        self._left -= 1
        return super().do(work, tasks)


def problem() -> Problem:
    """Several futures, all of which can be survived."""
    return replace(futures(fleet("two-sites"), 4, seed=2), risk=Risk(0.3, 0.7, cure_cost=0.8))


def test_an_interrupt_keeps_the_best_plan() -> None:
    found = decompose(problem(), Interrupted(problem(), 1), SolveOptions())
    assert found.reason is Reason.FEASIBLE
    assert found.limit is Limit.INTERRUPT
    assert found.once is not None
    assert found.worths is not None


def test_an_interrupt_before_any_plan_says_so() -> None:
    found = decompose(problem(), Interrupted(problem(), 0), SolveOptions())
    assert found.reason is Reason.NO_SOLUTION_FOUND
    assert found.limit is Limit.INTERRUPT
    assert found.once is None


def test_a_time_limit_keeps_the_best_plan() -> None:
    found = decompose(problem(), Alone(problem()), SolveOptions(time_limit_s=0.01))
    assert found.limit is Limit.TIME
    assert found.once is not None
