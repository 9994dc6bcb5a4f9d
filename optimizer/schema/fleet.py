"""The fleet file's root and its sites."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from optimizer.months import Horizon as MonthsPlanned
from optimizer.schema.base import (
    Flag,
    Megawatts,
    Model,
    Month,
    Name,
    Percent,
    PlaceName,
    Prose,
    keys_error,
)
from optimizer.schema.contracts import Contract
from optimizer.schema.curve import MegawattCurve, NonNegativeCurve
from optimizer.schema.finance import Finance
from optimizer.schema.halls import Hall
from optimizer.schema.machines import AsicGroup, GpuGroup
from optimizer.schema.market import Market
from optimizer.schema.objective import Objective
from optimizer.schema.orders import AsicOrder, GpuOrder
from optimizer.schema.power import Power
from optimizer.schema.uncertainty import Risk, Scenarios

LONGEST_HORIZON = 360


class Horizon(Model):
    """The months of the plan."""

    start: Month
    """First month."""

    months: Annotated[int, Strict(), Field(ge=1, le=LONGEST_HORIZON)]
    """Number of months, 1 to 360."""

    @property
    def planned(self) -> MonthsPlanned:
        """The same as calendar arithmetic needs it."""
        return MonthsPlanned(self.start, self.months)


class Mining(Model):
    """Rules for a site's miners."""

    pool_fee_pct: Percent = 0
    """Pool's share of mining revenue, per cent. Default 0."""

    price_responsive: Flag = True
    """Miners follow the hour's price of power; false: the same load in every hour of a month.
    Default true."""

    demand_response_usd_per_mwh: NonNegativeCurve = 0
    """Paid per gross MWh of running mining load enrolled, USD. Default 0."""

    curtailment_pct: Percent = 0
    """Share of hours in which the utility switches all mining off, per cent. Default 0."""


class Site(Model):
    """A place with one interconnection."""

    name: PlaceName
    """Name, unique."""

    grid_mw: MegawattCurve
    """What the interconnection can deliver, gross MW at the meter; energisation is a curve."""

    auxiliary_mw: Megawatts = 0
    """Constant gross load, MW at the meter. Default 0."""

    fixed_cost_usd_per_month: NonNegativeCurve = 0
    """Cost of the site whatever it does, USD per month. Default 0."""

    power: Power
    """Supplies and charges."""

    mining: Mining = Mining()
    """Rules for miners."""

    halls: Annotated[tuple[Hall, ...], Field(min_length=1)]
    """Halls."""

    asics: tuple[AsicGroup, ...] = ()
    """Mining machines owned at the start, or on their way. Default: none."""

    gpus: tuple[GpuGroup, ...] = ()
    """GPU servers owned at the start. Default: none."""


def _version(value: Any) -> Any:
    """Only the number 1, and neither ``true`` nor ``1.0``, which Python takes for equal."""
    if type(value) is not int or value != 1:
        raise PydanticCustomError("version", "this version of fleetopt reads format 1")
    return value


class Fleet(Model):
    """What an operator owns, owes and may sign. Money is USD, percentages are percentages."""

    fleetopt: Annotated[Literal[1], BeforeValidator(_version)]
    """Version of the format: 1."""

    name: Name
    """Name of the fleet."""

    description: Prose = ""
    """What this fleet is about. Default: nothing."""

    horizon: Horizon
    """Months of the plan."""

    market: Market
    """Prices that all sites share."""

    sites: Annotated[tuple[Site, ...], Field(min_length=1)]
    """Sites; `site:` with a single one is a shorthand."""

    contracts: tuple[Contract, ...] = ()
    """HPC hosting: offers and signed leases. Default: none."""

    asic_orders: tuple[AsicOrder, ...] = ()
    """Mining machines that may be bought. Default: none."""

    gpu_orders: tuple[GpuOrder, ...] = ()
    """GPU servers that may be bought. Default: none."""

    finance: Finance | None = None
    """Cash, debt, covenants, treasury, equity. Default: none, and liquidity does not matter."""

    objective: Objective = Objective()
    """What is maximised."""

    scenarios: Scenarios | None = None
    """Futures that the plan must meet. Default: the curves of this file are the only one."""

    risk: Risk = Risk()
    """How much the bad end of the futures weighs."""

    @model_validator(mode="before")
    @classmethod
    def _one_site(cls, data: Any) -> Any:
        """Read ``site:`` as ``sites:`` with one item."""
        if not isinstance(data, Mapping) or "site" not in data:
            return data
        if "sites" in data:
            raise keys_error("give `sites`, or `site` for a single one; not both")
        return {
            ("sites" if k == "site" else k): ([v] if k == "site" else v) for k, v in data.items()
        }
