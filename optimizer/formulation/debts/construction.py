r"""# Construction facilities

Drawn as capex is spent, repaid in equal parts once it is built.

**Variables**, by facility $d$

| name | | unit |
|---|---|---|
| `construction.draw` | $w_{d,t} \ge 0$, up to and including `draw_until` | USD |
| `construction.drawn` | $D_{d,t}$, drawn so far, what it opens with included; at most the limit | USD |
| `construction.balance` | $B_{d,t}$, owed | USD |
| `construction.basis` | capex so far of the kinds that it funds, and its own interest and fees where funded | USD |
| `construction.joint_basis` | the same for all facilities together, each dollar of capex once | USD |

**Rows**

| name | |
|---|---|
| `construction.drawn` | $D_{d,t} = D_{d,t-1} + w_{d,t}$ |
| `construction.balance` | $B_{d,t} = B_{d,t-1} + w_{d,t} - \text{principal}_{d,t}$ |
| `construction.basis` | running sum of funded capex (and of interest and fees up to `draw_until`) |
| `construction.advance` | $D_{d,t} - D_{d,-1} \le \text{advance}_d \cdot \text{basis}_{d,t}$ |
| `construction.joint` | $\sum_d (D_{d,t} - D_{d,-1}) / \text{advance}_d \le \text{joint basis}_t$, with several facilities: no dollar is funded twice |

All that was drawn is repaid in `repay_months` equal parts from `repay_from`:
$\text{principal}_{d,t} = D_{d,T-1} / \text{repay\_months}$. Interest is $B_{d,t-1} \text{rate}_t/12$;
a commitment fee is charged up to `draw_until` on the limit not drawn before the month, an upfront
fee on each draw. Covenants do not count interest and fees up to `draw_until`. Interest after the
horizon, on the scheduled balances at the last month's rate, counts in the terminal value.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import scales
from optimizer.formulation.capex import KINDS
from optimizer.formulation.debts.book import DebtBook, at_start
from optimizer.formulation.discounting import Discounting
from optimizer.formulation.lines import Stream
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import CapexKind, Construction, Problem
from optimizer.lp import Axis, Expression, Model, table
from optimizer.units import MONTHS_PER_YEAR

FloatArray = NDArray[np.float64]


def add_construction(
    model: Model, problem: Problem, sets: Sets, capex: Expression, discounting: Discounting
) -> dict[str, DebtBook]:
    """Add construction facilities; books by name of the debt.

    Args:
        model, problem, sets: as everywhere.
        capex: USD over (capex kind, month), positive.
        discounting: for interest after the horizon.
    """
    debts = problem.finance.debts if problem.finance else ()
    loans = [debt for debt in debts if isinstance(debt, Construction)]
    axis, months, horizon = (
        Axis("facility", tuple(d.name for d in loans)),
        sets.months,
        sets.horizon,
    )
    offsets = np.arange(horizon)
    drawing = offsets <= np.array([d.draw_until for d in loans], dtype=np.int64)[:, None]
    accounts = _add_accounts(model, sets, axis, loans, drawing)
    interest, fees = accounts.interest, accounts.fees
    flag = np.array([d.funds_interest for d in loans], dtype=float)
    own = (interest + fees) * table((axis, months), drawing * flag[:, None])
    _add_advance(model, sets, axis, loans, accounts.new, capex, own, drawing)
    tested = (interest + fees) * table((axis, months), ~drawing) + accounts.principal
    books = {}
    for d, loan in enumerate(loans):
        total = accounts.drawn.at(axis, d).at(months, horizon - 1)
        books[loan.name] = DebtBook(
            name=loan.name,
            balance=accounts.balance.at(axis, d),
            drawn=accounts.draw.at(axis, d),
            principal=accounts.principal.at(axis, d),
            interest=interest.at(axis, d),
            fees=fees.at(axis, d),
            tested_service=tested.at(axis, d),
            serviced=None,
            opens_drawn=loan.drawn > 0,
            limit=loan.limit,
            use=accounts.draw.at(axis, d),
            later_interest=total * _later_interest(loan, horizon, discounting),
        )
    return books


@dataclass(frozen=True, eq=False)
class _Accounts:
    """Facilities by month, USD over (facility, month); ``new`` is drawn less the opening."""

    draw: Expression
    drawn: Expression
    new: Expression
    balance: Expression
    principal: Expression
    interest: Expression
    fees: Expression


def _add_accounts(
    model: Model, sets: Sets, axis: Axis, loans: list[Construction], drawing: NDArray[np.bool_]
) -> _Accounts:
    """Draws, balances, repayment, interest and fees."""
    months, horizon = sets.months, sets.horizon
    opening, limit = np.array([d.drawn for d in loans]), np.array([d.limit for d in loans])
    room = np.array([d.limit - d.drawn if d.advance > 0 else 0.0 for d in loans])
    draw = model.variables(
        "construction.draw",
        axis,
        months,
        upper=room[:, None] * drawing,
        unit="USD",
        scale=scales.USD,
    )
    drawn = model.balance(
        "construction.drawn",
        months,
        draw,
        opening=opening,
        upper=limit[:, None],
        unit="USD",
        scale=scales.USD,
    )
    share = _repaid_share(loans, np.arange(horizon))
    principal = drawn.at(months, horizon - 1) * table((axis, months), share)
    balance = model.balance(
        "construction.balance",
        months,
        draw - principal,
        opening=opening,
        unit="USD",
        scale=scales.USD,
    )
    rate = _stack([d.rate / MONTHS_PER_YEAR for d in loans], horizon)
    interest = at_start(balance, months, opening) * table((axis, months), rate)
    commitment = np.array([d.commitment_fee for d in loans])[:, None] / MONTHS_PER_YEAR * drawing
    undrawn = table((axis,), limit) - at_start(drawn, months, opening)
    upfront = table((axis,), [d.upfront_fee for d in loans])
    fees = undrawn * table((axis, months), commitment) + draw * upfront
    new = drawn - table((axis,), opening)
    return _Accounts(draw, drawn, new, balance, principal, interest, fees)


def _add_advance(
    model: Model,
    sets: Sets,
    axis: Axis,
    loans: list[Construction],
    new: Expression,
    capex: Expression,
    own: Expression,
    drawing: NDArray[np.bool_],
) -> None:
    """New draws within the advance on what they fund, one by one and together."""
    months = sets.months
    funded = np.array([[kind in d.funds for kind in CapexKind] for d in loans], dtype=float)
    funded = funded.reshape(len(loans), len(KINDS))
    of_kinds = (capex * table((axis, KINDS), funded)).sum_to(axis, months)
    basis = model.balance(
        "construction.basis", months, of_kinds + own, unit="USD", scale=scales.USD
    )
    advance = np.array([d.advance for d in loans])
    model.rows(
        "construction.advance",
        new <= basis * table((axis,), advance),
        unit="USD",
        scale=scales.USD,
        where=drawing,
    )
    if np.count_nonzero(advance) < 2:
        return
    any_funds = table((KINDS,), funded.max(axis=0, initial=0.0))
    change = (capex * any_funds).sum_to(months) + own.sum_to(months)
    joint = model.balance("construction.joint_basis", months, change, unit="USD", scale=scales.USD)
    grossed = table((axis,), 1.0 / np.where(advance > 0, advance, np.inf))
    model.rows(
        "construction.joint",
        (new * grossed).sum_to(months) <= joint,
        unit="USD",
        scale=scales.USD,
        where=np.any(drawing, axis=0, keepdims=False),
    )


def _repaid_share(loans: list[Construction], offsets: NDArray[np.int64]) -> FloatArray:
    """Share of all that was drawn which is repaid in each month, shape (facilities, T)."""
    rows = [
        ((offsets >= d.repay_from) & (offsets < d.repay_from + d.repay_months)) / d.repay_months
        for d in loans
    ]
    return _stack(rows, len(offsets))


def _later_interest(loan: Construction, horizon: int, discounting: Discounting) -> float:
    """Discounted interest after the horizon per dollar drawn in all."""
    later = np.arange(horizon, max(horizon, loan.repay_from + loan.repay_months))
    parts_paid = np.clip(later - loan.repay_from, 0, loan.repay_months)
    owed_before = 1.0 - parts_paid / loan.repay_months
    factors = discounting.at(Stream.DEFAULT, later)
    return float(factors @ owed_before) * float(loan.rate[-1]) / MONTHS_PER_YEAR


def _stack(rows: list[FloatArray], horizon: int) -> FloatArray:
    return np.array(rows, dtype=float).reshape(len(rows), horizon)
