"""What a plan comes to over several futures."""

from dataclasses import dataclass
from enum import StrEnum

from optimizer.certificate.ladder import Certificate
from optimizer.scenario import Outcome


class Method(StrEnum):
    """How a plan for several futures was found."""

    EXTENSIVE = "extensive"
    """One program for all futures."""
    DECOMPOSITION = "decomposition"
    """Decisions proposed by one program, answered by all futures."""


@dataclass(frozen=True)
class Breach:
    """How often something is broken that may be.

    Attributes:
        what: a covenant, or ``min_cash_usd``.
        allowed: probability that is allowed.
        probability: of the futures in which it is.
    """

    what: str
    allowed: float
    probability: float


@dataclass(frozen=True)
class RoundTold:
    """A round of the decomposition: seconds since its start, bound, best plan, both USD."""

    seconds: float
    bound_usd: float | None
    best_usd: float | None


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """A plan over all futures.

    Attributes:
        method: how it was found.
        weight, level: of CVaR in the objective, fractions.
        value_usd: the objective: ``(1 - weight) * expected + weight * CVaR``.
        bound_usd: no decisions are worth more; None if unknown.
        gap: relative, None if unknown.
        expected_npv_usd, value_at_risk_usd, cvar_usd: of the NPV over the futures.
        shown: the future whose months the report shows.
        outcomes: the plan in every future, in the order of the file.
        breaches: what may be broken, and how often it is.
        rounds: of the decomposition, () for the extensive form.
        seconds: taken to find the plan.
        certificate: how far the objective is proved, None where only the solver's word is known.
    """

    method: Method
    weight: float
    level: float
    value_usd: float
    bound_usd: float | None
    gap: float | None
    expected_npv_usd: float
    value_at_risk_usd: float
    cvar_usd: float
    shown: str
    outcomes: tuple[Outcome, ...]
    breaches: tuple[Breach, ...] = ()
    rounds: tuple[RoundTold, ...] = ()
    seconds: float = 0.0
    certificate: Certificate | None = None
