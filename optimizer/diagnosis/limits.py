"""More equity or a larger line of credit: limits raised by the least that gives a plan."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimizer.diagnosis import keys
from optimizer.diagnosis.clock import Clock
from optimizer.diagnosis.cures import CAREFUL, NOISE, Proposal
from optimizer.diagnosis.elastic import with_peak
from optimizer.diagnosis.extensions import with_debt
from optimizer.diagnosis.findings import CureKind
from optimizer.diagnosis.words import usd
from optimizer.formulation import formulate
from optimizer.inputs.problem import Problem, Revolver
from optimizer.lp import Program, block_of
from optimizer.solvers.base import Reason

ROOM = 20.0
"""A limit is raised by at most this many times the cash that is missing."""


def equity_proposals(problem: Problem, missing: float, clock: Clock) -> Iterator[Proposal]:
    """More equity on the terms that the fleet has for it.

    Args:
        problem: without a plan.
        missing: cash that would give it one, USD.
        clock: the time left.
    """
    finance = problem.finance
    if finance is None or finance.equity is None:
        return
    clock.step("how much more equity is enough")
    limit, room = finance.equity.limit, ROOM * missing
    larger = replace(finance, equity=replace(finance.equity, limit=limit + room))
    program = formulate(replace(problem, finance=larger)).program
    block = block_of(program.columns, "equity.total")
    assert block is not None
    found = _least(with_peak(program, block.index[-1:], limit, room), clock)
    if found is None:
        return
    for more in CAREFUL:
        need = found[0] * (1.0 + more)
        to = keys.rounded_up(limit + need, need)
        words = f"raise up to {usd(to - limit)} more equity on the terms of finance.equity"
        override = f"finance.equity.limit_usd={keys.number(to)}"
        yield Proposal(CureKind.EQUITY, to - limit, (override,), words, found[1] and more <= NOISE)


def line_proposals(
    problem: Problem, index: int, missing: float, clock: Clock
) -> Iterator[Proposal]:
    """A larger revolver on its terms."""
    finance = problem.finance
    line = finance.debts[index] if finance else None
    if finance is None or not isinstance(line, Revolver):
        return
    clock.step(f"how much larger {line.name} has to be")
    room = ROOM * missing
    # The fee on what is not drawn of the added limit is left out here; the trial has it.
    fee = line.commitment_fee * line.limit / (line.limit + room) if line.limit + room > 0 else 0.0
    larger = replace(line, limit=line.limit + room, commitment_fee=fee)
    program = formulate(with_debt(problem, index, larger)).program
    block = block_of(program.columns, "revolvers.balance")
    assert block is not None
    own = [d for d, debt in enumerate(finance.debts) if isinstance(debt, Revolver)].index(index)
    found = _least(with_peak(program, block.index[own], line.limit, room), clock)
    if found is None:
        return
    for more in CAREFUL:
        need = found[0] * (1.0 + more)
        to = keys.rounded_up(line.limit + need, need)
        words = f"have the line '{line.name}' raised from {usd(line.limit)} to {usd(to)}"
        override = f"{keys.debt(problem, index)}.limit_usd={keys.number(to)}"
        yield Proposal(CureKind.FACILITY, to - line.limit, (override,), words, False)


def _least(program: Program, clock: Clock) -> tuple[float, bool] | None:
    """The least excess, and whether that was proved; None where there is none."""
    result = clock.solve(program, program.shape[1] - 1)
    if result is None or not result.has_plan:
        return None
    return float(np.maximum(result.x[-1], 0.0)), result.reason is Reason.OPTIMAL
