"""The futures of a fleet as programs, with what holds across them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import Formulation, formulate
from optimizer.formulation.cash import FLOOR_BROKEN
from optimizer.formulation.covenants import BROKEN
from optimizer.inputs.futures import under
from optimizer.inputs.problem import Problem, Risk
from optimizer.lp import Program
from optimizer.scenario import Scenario
from optimizer.stochastic.stages import Stages, stages_of

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FLOOR = "min_cash_usd"
"""Name under which the floor of cash stands among what may be broken."""


@dataclass(frozen=True, eq=False)
class Future:
    """A scenario with its program.

    Attributes:
        scenario: what happens.
        formulation: the program and what its columns mean.
        stages: what is decided once.
    """

    scenario: Scenario
    formulation: Formulation
    stages: Stages

    @property
    def program(self) -> Program:
        """The program of this future alone."""
        return self.formulation.program

    @classmethod
    def of(cls, problem: Problem, scenario: Scenario) -> "Future":
        """Build a future."""
        formulation = formulate(under(problem, scenario))
        return cls(scenario, formulation, stages_of(formulation.program))

    @cached_property
    def switches(self) -> tuple[tuple[str, int], ...]:
        """What may be broken in this future, and the column that says whether it is."""
        found: list[tuple[str, int]] = []
        for block in self.program.columns:
            if block.name == FLOOR_BROKEN:
                found.append((FLOOR, int(block.index)))
            elif block.name == BROKEN:
                (axis,) = block.axes
                found += [(axis.label(i), int(j)) for i, j in enumerate(block.index)]
        return tuple(found)

    @cached_property
    def fixed(self) -> IntArray:
        """Columns that its answers take as given: those decided once, then the switches."""
        own = np.array([j for _, j in self.switches], dtype=np.int64)
        return np.concatenate((self.stages.once, own))

    def broken(self, x: FloatArray) -> frozenset[str]:
        """What a plan for this future breaks, by the switches."""
        return frozenset(name for name, j in self.switches if x[j] > 0.5)


def allowances(problem: Problem) -> dict[str, float]:
    """With which probability what may be broken may be."""
    out: dict[str, float] = {}
    if problem.risk.min_cash_breach > 0 and problem.finance is not None:
        out[FLOOR] = problem.risk.min_cash_breach
    for covenant in problem.finance.covenants if problem.finance else ():
        if covenant.breach_probability > 0:
            out[covenant.name] = covenant.breach_probability
    return out


@dataclass(frozen=True, eq=False)
class Futures:
    """All futures of a fleet.

    Attributes:
        problem: the fleet.
        scenarios: all of them.
        members: those whose programs are here, all or some.
    """

    problem: Problem
    scenarios: tuple[Scenario, ...]
    members: tuple[Future, ...]

    @classmethod
    def of(cls, problem: Problem, scenarios: Iterable[Scenario] | None = None) -> "Futures":
        """Build the futures of a fleet, or others in their place."""
        chosen = problem.scenarios if scenarios is None else tuple(scenarios)
        return cls(problem, chosen, tuple(Future.of(problem, one) for one in chosen))

    @property
    def risk(self) -> Risk:
        """How much the bad end weighs."""
        return self.problem.risk

    @property
    def probability(self) -> FloatArray:
        """Probabilities, shape (S,)."""
        return np.array([one.probability for one in self.scenarios])
