r"""# Term loans

Already drawn, so all is known: with balance $B$ and monthly rate $i_t = \text{rate}_t / 12$,
interest in month $t$ is $i_t B_{t-1}$, and with $n$ months left to the last payment, this one
included, the principal is

| repayment | principal |
|---|---|
| `linear` | $B_0 / n_0$ every month |
| `level` | $B_{t-1} \, i_t / ((1+i_t)^n - 1)$: an annuity, recomputed when the rate changes |
| `bullet` | nil, and all of it in the month it matures |

The last payment leaves nothing. Covenants do not count a bullet. No rows, no columns; interest
after the horizon counts in the terminal value at the last month's rate.
"""

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.debts.book import DebtBook
from optimizer.formulation.discounting import Discounting
from optimizer.formulation.lines import Stream
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Repayment, TermLoan
from optimizer.lp import table, zeros
from optimizer.units import MONTHS_PER_YEAR

FloatArray = NDArray[np.float64]


def loan_schedule(loan: TermLoan) -> tuple[FloatArray, FloatArray]:
    """Interest and principal of every month up to the last payment.

    Returns:
        Two arrays of shape (matures + 1,), USD. After the horizon the last rate holds.
    """
    months = loan.matures + 1
    rate = np.concatenate((loan.rate, np.full(max(months - len(loan.rate), 0), loan.rate[-1])))
    monthly = rate[:months] / MONTHS_PER_YEAR
    interest, principal = np.zeros(months), np.zeros(months)
    owed = loan.balance
    for t in range(months):
        left = months - t
        interest[t] = owed * monthly[t]
        if left == 1:
            principal[t] = owed
        elif loan.repayment is Repayment.LINEAR:
            principal[t] = loan.balance / months
        elif loan.repayment is Repayment.LEVEL:
            growth = np.expm1(left * np.log1p(monthly[t]))
            principal[t] = owed * (monthly[t] / growth if growth > 0 else 1.0 / left)
        owed -= principal[t]
    return interest, principal


def term_loan_book(loan: TermLoan, sets: Sets, discounting: Discounting) -> DebtBook:
    """The book of a term loan: constants by month."""
    months, horizon = (sets.months,), sets.horizon
    interest, principal = loan_schedule(loan)
    size = max(horizon, len(interest))
    paid = np.pad(principal, (0, size - len(principal)))
    counted = paid.copy()
    if loan.repayment is Repayment.BULLET:
        counted[loan.matures] = 0.0
    charged = np.pad(interest, (0, size - len(interest)))
    owed = loan.balance - np.cumsum(paid)
    owed[loan.matures :] = 0.0
    later = np.arange(horizon, size)
    after = float(discounting.at(Stream.DEFAULT, later) @ charged[horizon:])
    return DebtBook(
        name=loan.name,
        balance=table(months, owed[:horizon]),
        drawn=zeros(*months),
        principal=table(months, paid[:horizon]),
        interest=table(months, charged[:horizon]),
        fees=zeros(*months),
        tested_service=table(months, (charged + counted)[:horizon]),
        serviced=(np.arange(horizon) <= loan.matures) & (loan.balance > 0),
        opens_drawn=loan.balance > 0,
        limit=loan.balance,
        use=None,
        later_interest=table((), after),
    )
