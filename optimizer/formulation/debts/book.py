"""What every kind of debt tells the rest of the model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.lp import AnyAxis, Expression, zeros


@dataclass(frozen=True, eq=False)
class DebtBook:
    """One debt by month, USD, all expressions over the months.

    Attributes:
        name: of the debt.
        balance: owed at the month's end.
        drawn: new money less free repayments (negative where more is repaid).
        principal: scheduled repayment.
        interest, fees: paid.
        tested_service: debt service that covenants count.
        serviced: month offsets with something owed at the start; None for facilities, which
            covenants test only if they are used.
        opens_drawn: something is owed at the start.
        limit: most that can be drawn (facilities), USD.
        use: expressions that are positive only if the plan draws, None for term loans.
        later_interest: interest after the horizon, discounted, a single expression.
    """

    name: str
    balance: Expression
    drawn: Expression
    principal: Expression
    interest: Expression
    fees: Expression
    tested_service: Expression
    serviced: NDArray[np.bool_] | None
    opens_drawn: bool
    limit: float
    use: Expression | None
    later_interest: Expression


def at_start(
    balance: Expression, months: AnyAxis, opening: float | NDArray[np.float64]
) -> Expression:
    """Balance at the start of every month: the month before's end, the opening at first."""
    first = zeros(*balance.axes)
    first.constant[..., 0] = opening
    return balance.shift(months, 1) + first
