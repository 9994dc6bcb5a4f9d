"""The rent at which a lease makes no difference, everything that changes with it counted.

Let $V_{in}(R)$ be the best plan's worth with the lease signed at rent $R$, and $V_{out}$ the best
without it, which does not depend on $R$. More rent never hurts, so $V_{in}$ does not fall, and the
break-even rent is where it crosses $V_{out}$; where there is no plan without the lease, it is the
lowest rent at which there is a plan at all.

With the whole numbers of a plan fixed the worth is a linear program's, which is cheap, and a lower
bound on $V_{in}$. So from a rent that is high enough: go down with the whole numbers at hand to
where their worth meets $V_{out}$, look for better whole numbers there, and go on with those until
there are none. Every step down is exact for its whole numbers, and there are finitely many of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from optimizer.choice.canonical import polish
from optimizer.formulation import Formulation, formulate
from optimizer.inputs.problem import Problem
from optimizer.lp import Program
from optimizer.reasons.bench import Solve
from optimizer.reasons.choices import lease_columns, with_some
from optimizer.solvers.base import SolveResult

FloatArray = NDArray[np.float64]

CENT = 1e-4
"""USD per kW and month to which a rent is found."""

RISES = (1.05, 1.15, 1.3, 1.6, 2.0)
"""Rents tried above the one on offer, as multiples of it: nobody pays more than twice."""

ROUNDS = 12
"""Times that better whole numbers are looked for."""


@dataclass(frozen=True, eq=False)
class Offer:
    """A contract whose rent is open.

    Attributes:
        problem: the fleet.
        contract: index of the contract.
        target: worth that signing must reach, USD; -inf where there is no plan without it.
    """

    problem: Problem
    contract: int
    target: float

    @cached_property
    def rent(self) -> float:
        """The rent on offer, USD per kW and month."""
        return self.problem.contracts[self.contract].usd_per_kw_month

    def signed_at(self, rent: float) -> Program:
        """The program with the contract signed at another rent."""
        contracts = list(self.problem.contracts)
        contracts[self.contract] = replace(contracts[self.contract], usd_per_kw_month=rent)
        other = formulate(replace(self.problem, contracts=tuple(contracts)))
        return with_some(other.program, lease_columns(other, self.contract))

    def surplus(self, rent: float, x: FloatArray) -> float | None:
        """Worth above the target with the whole numbers of a plan, USD; None without a plan."""
        program = self.signed_at(rent)
        plan = polish(program, x)
        if plan is None:
            return None
        return program.value(plan.x) - self.target if np.isfinite(self.target) else 1.0

    @property
    def rounding(self) -> float:
        """USD within which two plans are worth the same."""
        return max(1.0, 1e-6 * abs(self.target)) if np.isfinite(self.target) else 0.0


def break_even(
    formulation: Formulation,
    contract: int,
    signed: SolveResult | None,
    worth_without: float | None,
    solve: Solve,
) -> float | None:
    """The rent at which a lease makes no difference.

    Args:
        formulation: of the fleet.
        contract: index of the contract.
        signed: the best plan with it at the rent on offer; None where there is no such plan.
        worth_without: worth of the best plan without it, None where there is none.
        solve: for the whole numbers.

    Returns:
        USD per kW and month; None where no rent makes it worth signing, where none is too low,
        or where a solve was not finished.
    """
    target = -np.inf if worth_without is None else worth_without
    offer = Offer(formulation.problem, contract, target)
    high = _high_enough(offer, signed, solve)
    return None if high is None else _descend(offer, *high, solve)


def _high_enough(
    offer: Offer, signed: SolveResult | None, solve: Solve
) -> tuple[float, FloatArray] | None:
    """A rent at which signing reaches the target, and a plan that does."""
    if signed is not None and signed.objective is not None:
        if signed.objective >= offer.target:
            return offer.rent, signed.x
        for rise in RISES:
            surplus = offer.surplus(rise * offer.rent, signed.x)
            if surplus is not None and surplus >= 0:
                return rise * offer.rent, signed.x
        return None
    rent = RISES[-1] * offer.rent
    best = solve(offer.signed_at(rent))
    if best is None or not best.has_plan or best.objective is None:
        return None
    return (rent, best.x) if best.objective >= offer.target else None


def _descend(offer: Offer, rent: float, x: FloatArray, solve: Solve) -> float | None:
    """Down from a rent that is high enough, with ever better whole numbers."""
    for _ in range(ROUNDS):
        lower = _lowest(partial(offer.surplus, x=x), rent)
        if lower is None:
            return None
        # A plan may end at this rent because cash or a covenant does; others may go on below.
        rent = max(lower - CENT, 0.0)
        best = solve(offer.signed_at(rent))
        if best is None:
            return None
        if not best.has_plan or best.objective is None:
            return lower
        if np.isfinite(offer.target) and best.objective <= offer.target + offer.rounding:
            return lower
        x = best.x
    return None


def _lowest(surplus: Callable[[float], float | None], high: float) -> float | None:
    """The lowest rent at which a plan still reaches the target, None where no rent is too low.

    Args:
        surplus: USD above the target at a rent, not falling; None where there is no plan.
        high: a rent at which it is not negative.
    """
    size = max(abs(surplus(high) or 0.0), 1.0)

    def value(rent: float) -> float:
        found = surplus(rent)
        return -size if found is None else found

    if value(0.0) >= 0:
        return None
    if value(high) <= 0:
        return high
    root = float(brentq(value, 0.0, high, xtol=CENT / 4))
    # On the side where there is a plan.
    return root if surplus(root) is not None else min(root + CENT, high)
