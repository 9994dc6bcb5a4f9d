"""Answers and cuts: touching where they are made, never below the worth elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.inputs.problem import Risk
from optimizer.solvers.base import SolveOptions
from optimizer.solvers.solve import solve
from optimizer.stochastic.futures import Future
from optimizer.stochastic.recourse import RecourseProgram
from tests.stochastic.futures_tools import fleet, futures


def program_and_plans(name: str) -> tuple[RecourseProgram, list[np.ndarray]]:
    """A future's answers, and decisions that are best in several futures."""
    problem = replace(futures(fleet(name), 4, seed=1), risk=Risk(cure_cost=0.9))
    members = [Future.of(problem, one) for one in problem.scenarios]
    plans = [solve(one.program, SolveOptions()).x[one.stages.once] for one in members]
    return RecourseProgram(members[1].program, members[1].stages.once), plans


@pytest.mark.parametrize("name", ["btc-treasury", "two-sites", "west-texas-hybrid"])
def test_cuts_touch_and_hold(name: str) -> None:
    program, plans = program_and_plans(name)
    answers = [program.answer(plan) for plan in plans]
    for plan, answer in zip(plans, answers, strict=True):
        assert answer.worth is not None
        assert answer.cut.at(plan) == pytest.approx(answer.worth, rel=1e-7, abs=1.0)
        assert answer.cut.at(plan) >= answer.worth
        for other, its in zip(plans, answers, strict=True):
            assert its.worth is not None
            assert answer.cut.at(other) >= its.worth - 1e-6


def test_any_multipliers_make_a_cut_that_holds() -> None:
    program, plans = program_and_plans("two-sites")
    rng = np.random.default_rng(3)
    worth = program.answer(plans[0]).worth
    assert worth is not None
    for _ in range(20):
        multipliers = rng.standard_normal(program.program.shape[0]) * 10.0 ** rng.integers(-3, 3)
        assert program.cut(multipliers, of_worth=True).at(plans[0]) >= worth


def test_where_it_starts_does_not_change_the_worth() -> None:
    program, plans = program_and_plans("west-texas-hybrid")
    first = program.answer(plans[0])
    again = program.answer(plans[1], first.basis)
    cold = program.answer(plans[1])
    assert again.worth == pytest.approx(cold.worth, rel=1e-9)
    assert program.answer(plans[1], first.basis).basis == again.basis


def test_decisions_without_an_answer_are_cut_off() -> None:
    problem = fleet("margin-squeeze")
    months = problem.horizon.months
    (own,) = futures(problem, 1).scenarios
    ruin = replace(own, hashprice=(0.05,) * months)
    future = Future.of(problem, ruin)
    program = RecourseProgram(future.program, future.stages.once)
    nothing = np.zeros(len(future.stages.once))
    answer = program.answer(nothing)
    assert answer.worth is None
    assert not answer.cut.of_worth
    assert answer.cut.at(nothing) < 0
