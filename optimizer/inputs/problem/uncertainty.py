"""How much the bad end of the futures weighs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Risk:
    """What is maximised over several futures.

    Attributes:
        weight: of CVaR against the expected NPV, 0 to 1.
        level: of CVaR, as a fraction: the worst ``1 - level`` of the futures count.
        cure_cost: share of owners' money that is lost on the way into a bad future; None where
            they put none in.
        min_cash_breach: probability of futures in which cash may fall below its floor.
    """

    weight: float = 0.0
    level: float = 0.95
    min_cash_breach: float = 0.0
    cure_cost: float | None = None


NO_RISK = Risk()
"""Only the expectation counts."""
