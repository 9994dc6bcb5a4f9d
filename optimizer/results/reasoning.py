"""Why a plan is what it is: what the reasons of a plan consist of.

``optimizer.reasons`` works them out, reports put them into words. Everything here is about one
plan; amounts are in USD of NPV unless a name says otherwise.
"""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from optimizer.results.result import Decisions, Plan


class Explain(StrEnum):
    """How far a plan is explained."""

    AUTO = "auto"
    """As far as it cheaply can: fully, unless the solve itself was long."""

    NONE = "none"
    """Not at all."""

    QUICK = "quick"
    """What linear programs can say: business as usual, machines, marginal values."""

    FULL = "full"
    """Also what every lease, build and order is worth, each solved anew without it or with it."""


class Kind(StrEnum):
    """What an alternative decides otherwise."""

    LEASE = "lease"
    BUILD = "build"
    ASIC_ORDER = "asic_order"
    GPU_ORDER = "gpu_order"


@dataclass(frozen=True, eq=False)
class Alternative:
    """The best plan that decides one thing the other way.

    Attributes:
        kind, name: what: a lease, a hall's rebuild, an order.
        taken: the plan does it, so the alternative does not; or the other way round.
        npv_usd: what the best such plan is worth; None where there is none, or none was found.
        bound_usd: what no such plan is worth more than, by the solver's account; None if unknown.
        impossible: there is no such plan at all.
        decisions: what that plan decides; None without one.
    """

    kind: Kind
    name: str
    taken: bool
    npv_usd: float | None
    bound_usd: float | None
    impossible: bool
    decisions: Decisions | None

    def cost(self, npv_usd: float) -> float | None:
        """What it costs to decide so instead of following a plan of that worth, USD."""
        return None if self.npv_usd is None else npv_usd - self.npv_usd


class Standing(StrEnum):
    """How a lease stands in the plan."""

    SIGNED = "signed"
    """Signed, because that is worth more."""
    LEFT = "left"
    """Not signed, because that is worth more."""
    FORCED = "forced"
    """It runs already or must be signed."""
    NEEDED = "needed"
    """Signed, and without it there is no plan at all."""
    IMPOSSIBLE = "impossible"
    """Not signed, and no plan holds it."""
    UNKNOWN = "unknown"
    """Not worked out."""


@dataclass(frozen=True)
class LeaseReason:
    """Why a lease is signed or left.

    Attributes:
        name: of the contract.
        standing: signed, left, forced, ...
        rent_usd_per_kw_month: what is offered.
        npv_usd: the best plan with it less the best plan without, everything that changes with
            it counted; negative for a lease better left; None where one of the two is missing.
        break_even_usd_per_kw_month: the rent at which it makes no difference; None where there is
            none, or where it was not worked out.
    """

    name: str
    standing: Standing
    rent_usd_per_kw_month: float
    npv_usd: float | None
    break_even_usd_per_kw_month: float | None

    @property
    def slack_usd_per_kw_month(self) -> float | None:
        """How far the rent may fall (or, negative, must rise) until it makes no difference."""
        if self.break_even_usd_per_kw_month is None:
            return None
        return self.rent_usd_per_kw_month - self.break_even_usd_per_kw_month


class Obstacle(StrEnum):
    """Why business as usual cannot be."""

    CASH = "cash"
    COVENANTS = "covenants"
    CASH_AND_COVENANTS = "cash and covenants"
    OTHER = "other"


@dataclass(frozen=True, eq=False)
class Reasons:
    """Why a plan is what it is.

    Attributes:
        level: how far it was worked out.
        baseline: business as usual: no lease but the forced ones, no build but what those need,
            no order, no equity, no machine or opening coin sold; None where that cannot be.
        obstacle: why that cannot be; None where it can, or where that was not found out.
        short_usd: how far cash would fall below its floor at the least; None where cash is not
            what is missing.
        leases: one for each contract of the file.
        alternatives: the best plans that decide one thing otherwise, cheapest first; those that
            cannot be come last.
        machines: a row per group of machines, index ``site/group``; columns ``j_per_th``,
            ``strike_usd_per_mwh`` (mean over the horizon), ``in_the_money_pct`` (share of the
            hours, weighed, in which its power costs less than that at the market or the mean
            block price), ``break_even_hashprice_usd_per_ph_day``, ``hashcost_power``,
            ``hashcost_with_opex``, ``hashcost_all_in`` (USD per PH/s and day, while running; NaN
            if it never runs), ``payback_months`` (of its resale value, or of its price where it is
            ordered, from its margin while running; NaN where it has none).
        marginal: what one more unit of a scarce thing is worth, whole numbers and reference prices
            fixed: columns ``kind, name, month`` (None for one more in every month, and for what
            has no months), ``unit, usd_per_unit``; rows whose value is nil are left out.
    """

    level: Explain
    baseline: Plan | None
    obstacle: Obstacle | None
    short_usd: float | None
    leases: tuple[LeaseReason, ...]
    alternatives: tuple[Alternative, ...]
    machines: pd.DataFrame
    marginal: pd.DataFrame
