"""Debts that lenders would let run longer: the fewest months that give a plan.

A month more is not a linear change, so the months are searched by halving. Whether a maturity gives
a plan is taken to be monotone in it; what is found is a cure in any case, since it was tried.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from optimizer.diagnosis import keys
from optimizer.diagnosis.clock import Clock
from optimizer.diagnosis.cures import Proposal
from optimizer.diagnosis.findings import CureKind
from optimizer.diagnosis.words import months, usd
from optimizer.formulation import formulate
from optimizer.formulation.debts import loan_schedule
from optimizer.inputs.problem import (
    Construction,
    Debt,
    Problem,
    Repayment,
    Revolver,
    TermLoan,
)
from optimizer.units import MONTHS_PER_YEAR

FURTHEST = 120
"""Months by which a debt is extended at most."""


def extension_proposals(problem: Problem, clock: Clock) -> Iterator[Proposal]:
    """The fewest months more for each debt that alone give a plan."""
    for d, debt in enumerate(problem.finance.debts if problem.finance else ()):
        clock.step(f"whether an extension of {debt.name} is enough")
        if isinstance(debt, TermLoan) and debt.balance > 0:
            yield from _term_loan(problem, d, debt, clock)
        elif isinstance(debt, Revolver) and debt.matures is not None:
            yield from _revolver(problem, d, debt, debt.matures, clock)
        elif isinstance(debt, Construction) and debt.drawn > 0:
            yield from _construction(problem, d, debt, clock)


def with_debt(problem: Problem, index: int, debt: Debt) -> Problem:
    """The same problem with one debt replaced."""
    assert problem.finance is not None
    debts = list(problem.finance.debts)
    debts[index] = debt
    return replace(problem, finance=replace(problem.finance, debts=tuple(debts)))


def fewest(longest: int, works: Callable[[int], bool | None]) -> tuple[int, bool] | None:
    """The fewest months in 1..longest that work.

    Args:
        longest: tried first; if it does not work, nothing does.
        works: whether a number of months works, None where that was not found out.

    Returns:
        The months, and whether one less was seen not to work. None where nothing works or time
        ran out before anything did.
    """
    if longest < 1 or not works(longest):
        return None
    low, high, sure = 0, longest, True
    while high - low > 1:
        middle = (low + high) // 2
        answer = works(middle)
        if answer:
            high = middle
        else:
            low, sure = middle, sure and answer is not None
    return high, sure


def _search(
    problem: Problem, d: int, longest: int, longer: Callable[[int], Debt], clock: Clock
) -> tuple[int, bool] | None:
    def works(more: int) -> bool | None:
        return clock.feasible(formulate(with_debt(problem, d, longer(more))).program)

    found = fewest(longest, works)
    if found is None and clock.over:
        clock.missed(f"how far {keys.debt(problem, d)} would have to be extended")
    return found


def _term_loan(problem: Problem, d: int, loan: TermLoan, clock: Clock) -> Iterator[Proposal]:
    """A later maturity; for a bullet also instalments."""
    start, horizon = problem.horizon.start, problem.horizon.months
    bullet = loan.repayment is Repayment.BULLET
    if bullet and loan.matures >= horizon:
        return
    longest = horizon - loan.matures if bullet else FURTHEST

    def later(more: int) -> TermLoan:
        return replace(loan, matures=loan.matures + more)

    path = keys.debt(problem, d)
    found = _search(problem, d, longest, later, clock)
    if found is not None:
        more, sure = found
        extra = _interest(later(more)) - _interest(loan)
        month = start + (loan.matures + more)
        words = f"have the loan '{loan.name}' extended by {months(more)} to {month}"
        if loan.matures + more >= horizon:
            words += _beyond(bullet)
        yield Proposal(
            CureKind.EXTENSION, extra, (f"{path}.matures={month}",),
            f"{words} ({usd(extra)} more interest)", sure,
        )  # fmt: skip
    if bullet:
        yield from _instalments(problem, d, loan, clock)


def _instalments(problem: Problem, d: int, loan: TermLoan, clock: Clock) -> Iterator[Proposal]:
    """A bullet turned into level instalments."""

    def later(more: int) -> TermLoan:
        return replace(loan, repayment=Repayment.LEVEL, matures=loan.matures + more)

    found = _search(problem, d, FURTHEST, later, clock)
    if found is None:
        return
    more, sure = found
    month, path = problem.horizon.start + (loan.matures + more), keys.debt(problem, d)
    extra = _interest(later(more)) - _interest(loan)
    words = f"have the loan '{loan.name}' repaid in level instalments to {month}"
    if loan.matures + more >= problem.horizon.months:
        words += _beyond(whole=False)
    words += f" ({usd(extra)} more interest)"
    yield Proposal(
        CureKind.EXTENSION, max(extra, 0.0),
        (f"{path}.repayment=level", f"{path}.matures={month}"), words, sure,
    )  # fmt: skip


def _beyond(whole: bool) -> str:
    """A caveat: what is owed after the horizon is not planned."""
    if whole:
        return ", after the horizon: this plan does not say how it is paid then"
    return ", in part after the horizon"


def _interest(loan: TermLoan) -> float:
    return float(loan_schedule(loan)[0].sum())


def _revolver(
    problem: Problem, d: int, line: Revolver, matures: int, clock: Clock
) -> Iterator[Proposal]:
    horizon = problem.horizon.months

    def later(more: int) -> Revolver:
        return replace(line, matures=matures + more if matures + more < horizon else None)

    found = _search(problem, d, max(1, horizon - matures), later, clock)
    if found is None:
        return
    more, sure = found
    rate = line.rate[matures : matures + more]
    most = float(rate.sum()) / MONTHS_PER_YEAR * line.limit
    month = problem.horizon.start + (matures + more)
    words = (
        f"have the line '{line.name}' extended by {months(more)} to {month} "
        f"(at most {usd(most)} more interest)"
    )
    override = f"{keys.debt(problem, d)}.matures={month}"
    yield Proposal(CureKind.EXTENSION, most, (override,), words, sure)


def _construction(
    problem: Problem, d: int, facility: Construction, clock: Clock
) -> Iterator[Proposal]:
    """More and smaller instalments."""

    def longer(more: int) -> Construction:
        return replace(facility, repay_months=facility.repay_months + more)

    found = _search(problem, d, FURTHEST, longer, clock)
    if found is None:
        return
    more, sure = found
    # Equal parts: on average half of it is owed over the added months.
    extra = facility.drawn * float(np.mean(facility.rate)) / MONTHS_PER_YEAR * more / 2
    parts = facility.repay_months + more
    words = (
        f"have the facility '{facility.name}' repaid in {parts} parts in place of "
        f"{facility.repay_months} (about {usd(extra)} more interest on what is drawn)"
    )
    override = f"{keys.debt(problem, d)}.repay_months={parts}"
    yield Proposal(CureKind.EXTENSION, extra, (override,), words, sure)
