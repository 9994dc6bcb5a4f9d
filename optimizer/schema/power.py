"""What a site pays for power. Everything here is gross MW at the meter."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Strict, Tag, model_validator

from optimizer.schema.base import (
    Distinct,
    FileName,
    Flag,
    Megawatts,
    Model,
    Month,
    Name,
    NonNegative,
    Title,
    by_kind,
    keys_error,
)
from optimizer.schema.curve import NonNegativeCurve, PriceCurve


class BlockSupply(Model):
    """A block of power at a fixed price."""

    name: Name
    """Name, unique among the site's supplies."""

    kind: Literal["block"]
    """Kind of supply."""

    mw: Megawatts
    """Size, gross MW at the meter."""

    usd_per_mwh: PriceCurve
    """Price, USD per MWh."""

    take_or_pay: Flag = False
    """The whole block is paid in every hour, used or not. Default false."""

    resale: Flag = False
    """What the site does not use is settled at the market price less the fee, also when that is
    negative; needs take_or_pay and a market supply. Default false: the rest is lost."""

    resale_fee_usd_per_mwh: NonNegative = 0
    """Fee on resale, USD per MWh. Default 0."""

    from_: Annotated[Month | None, Field(alias="from")] = None
    """First month in force. Default: the horizon's first."""

    until: Month | None = None
    """Last month in force, inclusive. Default: the horizon's last."""


class HourlyPrices(Model):
    """A price for every hour, from a CSV file.

    A horizon month uses every hour of the same calendar month in the file, of all years in it.
    """

    hourly_csv: FileName
    """Path of the file, relative to the fleet file; its column `timestamp` is the beginning of
    the hour in local time, without offset."""

    column: Title
    """Name of the column with the price, USD per MWh."""

    scale: NonNegativeCurve = 1
    """Factor on the file's prices. Default 1."""


def _price_form(value: Any) -> str:
    hourly = isinstance(value, HourlyPrices) or (
        isinstance(value, Mapping) and ("hourly_csv" in value or "scale" in value)
    )
    return "<hourly>" if hourly else "<monthly>"


MarketPrice: TypeAlias = Annotated[
    Annotated[PriceCurve, Tag("<monthly>")] | Annotated[HourlyPrices, Tag("<hourly>")],
    Discriminator(_price_form),
]


class MarketSupply(Model):
    """Power at the market's price; at most one per site."""

    name: Name
    """Name, unique among the site's supplies."""

    kind: Literal["market"]
    """Kind of supply."""

    price: MarketPrice
    """Market price, USD per MWh: a curve by month, or a CSV file by hour."""

    adder_usd_per_mwh: PriceCurve = 0
    """Paid on purchases on top of the price, not received on resale, USD per MWh. Default 0."""

    max_mw: Megawatts | None = None
    """Most that can be bought in an hour, gross MW. Default: no limit."""


Supply: TypeAlias = Annotated[
    Annotated[BlockSupply, Tag("<block>")] | Annotated[MarketSupply, Tag("<market>")],
    Discriminator(by_kind),
]

CalendarMonthNumber = Annotated[int, Strict(), Field(ge=1, le=12)]
HourOfDay = Annotated[int, Strict(), Field(ge=0, le=23)]
HoursPerMonth = Annotated[int, Strict(), Field(ge=1, le=744)]


class CoincidentPeak(Model):
    """A transmission charge on the load in the system's peak hours (ERCOT 4CP style).

    The highest gross load in the candidate hours of each listed month costs
    ``usd_per_kw_year / len(months)`` per kW, accrued in that month. Exactly one of
    `hours_of_day` and `dearest_hours_per_month` names the candidates.
    """

    usd_per_kw_year: NonNegativeCurve
    """Rate, USD per kW and year."""

    months: Annotated[tuple[CalendarMonthNumber, ...], Field(min_length=1), Distinct] = (
        6,
        7,
        8,
        9,
    )
    """Calendar months whose peak counts, 1 to 12. Default June to September."""

    hours_of_day: Annotated[tuple[HourOfDay, ...], Field(min_length=1), Distinct] | None = None
    """Candidate hours: every hour of the day listed, hour beginning, 0 to 23. The safer choice."""

    dearest_hours_per_month: HoursPerMonth | None = None
    """Candidate hours: this many dearest market hours of the month."""

    @model_validator(mode="after")
    def _one_kind_of_candidates(self) -> "CoincidentPeak":
        if (self.hours_of_day is None) == (self.dearest_hours_per_month is None):
            raise keys_error("give exactly one of `hours_of_day` and `dearest_hours_per_month`")
        return self


class Power(Model):
    """A site's supplies and the charges on its peaks."""

    supply: Annotated[tuple[Supply, ...], Field(min_length=1)]
    """Blocks and the market, in the order in which the reference price uses them."""

    demand_usd_per_kw_month: NonNegativeCurve = 0
    """Demand charge on the month's highest gross load, USD per kW and month. Default 0."""

    coincident_peak: CoincidentPeak | None = None
    """Charge on the load in the system's peak hours. Default: none."""

    @property
    def market(self) -> MarketSupply | None:
        """The market supply, the first if there are more; None if there is none."""
        return next((s for s in self.supply if isinstance(s, MarketSupply)), None)

    @property
    def blocks(self) -> tuple[BlockSupply, ...]:
        """The fixed-price blocks, in file order."""
        return tuple(s for s in self.supply if isinstance(s, BlockSupply))
