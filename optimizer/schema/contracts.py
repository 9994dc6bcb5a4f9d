"""HPC hosting: leases on offer and leases that already run."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from optimizer.schema.base import (
    Distinct,
    Flag,
    Growth,
    Megawatts,
    Model,
    Month,
    Months,
    MonthsOrNone,
    Name,
    NonNegative,
    Percent,
    PositiveMegawatts,
    keys_error,
    plain_or_mapping,
)
from optimizer.schema.curve import PriceCurve


class Size(Model):
    """A size that is ours to choose."""

    min: Megawatts
    """Smallest size, critical IT MW."""

    max: Megawatts
    """Largest size, critical IT MW."""

    step: PositiveMegawatts | None = None
    """The size is a multiple of this, critical IT MW. Default: any size in between."""

    @model_validator(mode="after")
    def _in_order(self) -> "Size":
        if self.min > self.max:
            raise keys_error(f"`min` ({self.min:g}) is above `max` ({self.max:g})")
        return self


class StartWindow(Model):
    """Months in which a lease may start, ours to choose."""

    earliest: Month
    """First month."""

    latest: Month
    """Last month."""


def _pass_through_form(value: Any) -> str:
    return "<word>" if isinstance(value, str) else "<curve>"


PassThroughPrice: TypeAlias = Annotated[
    Annotated[Literal["reference", "market"], Tag("<word>")]
    | Annotated[PriceCurve, Tag("<curve>")],
    Discriminator(_pass_through_form),
]
Passed: TypeAlias = Literal["energy", "demand", "coincident_peak"]


class Contract(Model):
    """A lease of critical IT MW: all of it or none."""

    name: Name
    """Name, unique among contracts."""

    mw: Annotated[
        Annotated[Megawatts, Tag("<plain>")] | Annotated[Size, Tag("<mapping>")],
        Discriminator(plain_or_mapping),
    ]
    """Critical IT MW: a number, or `{min, max, step}` to choose from."""

    halls: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    """Halls, as `site/hall`, where it may sit: at one site, the plan's choice, split over that
    site's halls as the plan likes. Default: all with HPC space, now or later."""

    start: Annotated[
        Annotated[Month, Tag("<plain>")] | Annotated[StartWindow, Tag("<mapping>")],
        Discriminator(plain_or_mapping),
    ]
    """Delivery month, or `{earliest, latest}` inside the horizon to choose from. A single month
    before the horizon is a lease that already runs and keeps its remaining term."""

    term_months: Months
    """Length of the lease, months."""

    ramp_months: MonthsOrNone = 0
    """Share delivered j months after the start: `min(1, (j+1) / (ramp_months+1))`; the full MW is
    reserved from the start. Default 0."""

    usd_per_kw_month: NonNegative
    """Rent, USD per delivered critical IT kW and month."""

    escalator_pct_per_year: Growth = 0
    """Growth of the rent, per cent, every 12 months after the start. Default 0."""

    load_factor_pct: Percent = 100
    """Average IT draw as a share of delivered MW, per cent. Default 100."""

    passes: Annotated[tuple[Passed, ...], Distinct] = ("energy",)
    """What the tenant reimburses: energy, demand, coincident_peak. Default energy."""

    pass_through_price: PassThroughPrice = "reference"
    """Price at which energy is reimbursed: `reference`, `market` (with the adder), or a curve in
    USD per MWh. Default reference."""

    opex_usd_per_kw_month: NonNegative = 0
    """Operating cost, USD per delivered kW and month. Default 0."""

    fit_out_usd_per_mw: NonNegative = 0
    """Fit-out paid by us in the start month, USD per MW. Default 0."""

    tenant_funding_usd_per_mw: NonNegative = 0
    """Received from the tenant in the start month, then given back as a credit on rent, USD per
    MW. Default 0."""

    rent_credit_pct: Percent = 50
    """Largest share of a month's rent given back until tenant funding is repaid, per cent; what is
    left in the last month of the term is credited then. Default 50."""

    sla_credit_pct: Percent = 0
    """Expected service credits as a share of rent, per cent. Default 0."""

    default_pct_per_year: Percent = 0
    """Probability that the tenant defaults, per cent per year; weighs rent and operating cost.
    Default 0."""

    must_sign: Flag = False
    """It has to be signed. Default false."""

    excludes: tuple[Name, ...] = ()
    """Contracts of which at most one of each pair may be signed. Default: none."""

    @property
    def largest_mw(self) -> float:
        """The most that it may take, critical IT MW."""
        return self.mw.max if isinstance(self.mw, Size) else self.mw

    @property
    def smallest_mw(self) -> float:
        """The least that it takes if it is signed, critical IT MW."""
        return self.mw.min if isinstance(self.mw, Size) else self.mw
