"""Cash, covenants, treasury and equity."""

from dataclasses import dataclass
from enum import StrEnum

from optimizer.inputs.problem.arrays import FloatArray
from optimizer.inputs.problem.debts import Debt


class CovenantKind(StrEnum):
    """What a covenant limits."""

    MIN_DSCR = "min_dscr"
    MAX_LEVERAGE = "max_leverage"


@dataclass(frozen=True, eq=False)
class Covenant:
    """A covenant tested at month ends.

    Attributes:
        name: label like ``min_dscr 1.25x (term-loan)``, unique.
        kind: DSCR floor or leverage ceiling.
        ratio: the limit.
        window_months: months that it looks back over.
        first, last: offsets of the first and last month tested (within 0..T-1).
        debts: indices of the debts named.
        breach_probability: probability of futures in which it may be broken, a fraction.
    """

    name: str
    kind: CovenantKind
    ratio: float
    window_months: int
    first: int
    last: int
    debts: tuple[int, ...]
    breach_probability: float = 0.0


class TreasuryPolicy(StrEnum):
    """What happens to mined coins."""

    SELL_MINED = "sell_mined"
    HOLD_MINED = "hold_mined"
    OPTIMIZE = "optimize"


@dataclass(frozen=True, eq=False)
class Treasury:
    """Coins held.

    Attributes:
        btc: opening coins.
        policy: what happens to mined coins.
        max_sell: BTC that may be sold in a month, None for no limit.
        sell_fee: fraction of the proceeds.
    """

    btc: float
    policy: TreasuryPolicy
    max_sell: float | None
    sell_fee: float


@dataclass(frozen=True, eq=False)
class Equity:
    """New equity.

    Attributes:
        limit: USD over the whole horizon.
        issue_cost: fraction of what is raised.
        cost: fraction per year of what was raised before.
    """

    limit: float
    issue_cost: float
    cost: float


@dataclass(frozen=True, eq=False)
class Finance:
    """Cash, debt and what lenders ask.

    Attributes:
        cash: opening cash, USD.
        min_cash: floor at every month's end, USD, shape (T,).
        overhead: corporate overhead, USD per month, shape (T,).
        debts, covenants: in file order.
        treasury, equity: or None.
        capex_limit: (calendar year, USD) pairs.
    """

    cash: float
    min_cash: FloatArray
    overhead: FloatArray
    debts: tuple[Debt, ...]
    covenants: tuple[Covenant, ...]
    treasury: Treasury | None
    equity: Equity | None
    capex_limit: tuple[tuple[int, float], ...]
