"""Hardware that may be bought."""

from typing import Annotated

from pydantic import Field

from optimizer.schema.base import CountOrNone, Month, Months, MonthsOrNone, Name, NonNegative
from optimizer.schema.curve import NonNegativeCurve
from optimizer.schema.machines import AsicSpec, GpuSpec, HallName


class AsicOrder(AsicSpec):
    """Mining machines that may be bought, in any month of a window."""

    sites: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    """Sites to which they may go. Default: all."""

    max_units: NonNegative
    """Most units over the whole horizon."""

    usd_per_th: NonNegativeCurve
    """Price by the month of the order, USD per TH/s."""

    delivery_months: MonthsOrNone
    """Months from order and payment to delivery, which lies inside the horizon."""

    earliest: Month | None = None
    """First month in which to order. Default: the horizon's first."""

    latest: Month | None = None
    """Last month in which to order. Default: the last that arrives in the horizon."""


class GpuOrder(GpuSpec):
    """GPU servers that may be bought: whole servers in HPC-ready space."""

    max_servers: CountOrNone
    """Most servers over the whole horizon."""

    usd_per_server: NonNegativeCurve
    """Price by the month of the order, USD per server."""

    delivery_months: MonthsOrNone
    """Months from order and payment to delivery, which lies inside the horizon."""

    earliest: Month | None = None
    """First month in which to order. Default: the horizon's first."""

    latest: Month | None = None
    """Last month in which to order. Default: the last that arrives in the horizon."""

    halls: Annotated[tuple[HallName, ...], Field(min_length=1)] | None = None
    """Halls, as `site/hall`, where they may stand. Default: all with HPC space, now or later."""

    life_months: Months = 60
    """Months of service from delivery. Default 60."""
