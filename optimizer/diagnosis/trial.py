"""Trying a cure for real: read the fleet file again with it, build, and look for a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.diagnosis.clock import Clock
from optimizer.errors import FleetoptError
from optimizer.formulation import formulate
from optimizer.inputs import load
from optimizer.inputs.problem import Problem
from optimizer.lp import Program


@dataclass(frozen=True, eq=False)
class Trial:
    """The fleet as its file has it, for cures to be tried on.

    Attributes:
        problem: what has no plan.
        clock: the time left.
    """

    problem: Problem
    clock: Clock

    @cached_property
    def possible(self) -> bool:
        """Whether the fleet file still says what the problem holds."""
        try:
            again = load(self.problem.path, self.problem.overrides)
        except FleetoptError:
            return False
        return same(formulate(again).program, formulate(self.problem).program)

    def confirms(self, overrides: Sequence[str]) -> bool | None:
        """Whether the file has a plan with some overrides; None where that was not found out."""
        try:
            cured = load(self.problem.path, (*self.problem.overrides, *overrides))
        except FleetoptError:
            return False
        # A cure that was found is worth trying even where its phase is over.
        return self.clock.feasible(formulate(cured).program, until=1.0)


def same(one: Program, other: Program) -> bool:
    """Whether two programs are the same numbers."""
    if one.shape != other.shape or one.nonzeros != other.nonzeros:
        return False
    vectors = ("objective", "row_lower", "row_upper", "col_lower", "col_upper", "integer")
    return (
        all(np.array_equal(getattr(one, name), getattr(other, name)) for name in vectors)
        and one.offset == other.offset
        and all(
            np.array_equal(getattr(one.matrix, name), getattr(other.matrix, name))
            for name in ("indptr", "indices", "data")
        )
    )
