"""Machines that the fleet owns, or that are on their way."""

from typing import Annotated

from pydantic import Field, model_validator

from optimizer.schema.base import (
    Count,
    CountOrNone,
    Model,
    Month,
    Name,
    NonNegative,
    Percent,
    Positive,
    keys_error,
)
from optimizer.schema.curve import NonNegativeCurve
from optimizer.schema.halls import Cooling

HallName = Name
"""A hall: its name inside its site, or ``site/hall``."""


class AsicMode(Model):
    """A power target besides the nameplate: under- or over-clocking."""

    name: Name
    """Name of the mode."""

    hashrate_th: Positive
    """Hashrate in this mode, TH/s per unit."""

    power_w: Positive
    """Power at the wall in this mode, W per unit."""


class AsicSpec(Model):
    """What one mining machine is: a `model` of the catalogue, or its own figures."""

    name: Name
    """Name, unique among the site's groups, or among ASIC orders."""

    model: Name | None = None
    """Name in the catalogue of machines; instead of hashrate_th, power_w and cooling."""

    hashrate_th: Positive | None = None
    """Nameplate hashrate, TH/s per unit."""

    power_w: Positive | None = None
    """Nameplate power at the wall, W per unit."""

    cooling: Cooling | None = None
    """Cooling that it needs. Default air where the figures are given here."""

    modes: tuple[AsicMode, ...] = ()
    """Power targets besides the nameplate, which is always a mode. Default: none."""

    uptime_pct: Percent = 100
    """Share of time that a unit is available, per cent. Default 100."""

    opex_usd_per_unit_month: NonNegativeCurve = 0
    """Operating cost of an installed unit, USD per month. Default 0."""

    resale_usd_per_th: NonNegativeCurve = 0
    """What a sale brings, USD per TH/s. Default 0."""

    @model_validator(mode="after")
    def _model_or_figures(self) -> "AsicSpec":
        figures = (self.hashrate_th, self.power_w)
        if self.model is not None:
            if any(figure is not None for figure in (*figures, self.cooling)):
                raise keys_error(
                    "give a `model`, or `hashrate_th`, `power_w` and `cooling`; not both"
                )
        elif any(figure is None for figure in figures):
            raise keys_error("give a `model`, or both `hashrate_th` and `power_w`")
        return self

    @property
    def figures(self) -> tuple[float, float, Cooling] | None:
        """Nameplate TH/s, W and cooling as this file gives them; None where it names a model."""
        if self.hashrate_th is None or self.power_w is None:
            return None
        return self.hashrate_th, self.power_w, self.cooling or "air"


class AsicGroup(AsicSpec):
    """Equal machines owned at the start, or on their way."""

    units: NonNegative
    """Number of machines."""

    halls: Annotated[tuple[HallName, ...], Field(min_length=1)] | None = None
    """Halls of the site where they may stand. Default: all whose cooling matches."""

    arrives: Month | None = None
    """Month from which they are there, an order already paid. Default: there at the start."""


class GpuSpec(Model):
    """What one GPU server is: a `model` of the catalogue, or its own figures."""

    name: Name
    """Name, unique among the site's groups, or among GPU orders."""

    model: Name | None = None
    """Name in the catalogue of machines; instead of gpus and power_kw."""

    gpus: Count | None = None
    """GPUs in one server."""

    power_kw: Positive | None = None
    """Critical IT power of one server with its share of network, kW."""

    usd_per_gpu_hour: NonNegativeCurve
    """What a rented GPU earns, USD per hour."""

    utilization_pct: Percent
    """Share of hours rented, per cent."""

    opex_usd_per_server_month: NonNegativeCurve = 0
    """Operating cost, USD per server and month. Default 0."""

    load_factor_pct: Percent = 100
    """Average IT draw as a share of power_kw, per cent. Default 100."""

    @model_validator(mode="after")
    def _model_or_figures(self) -> "GpuSpec":
        figures = (self.gpus, self.power_kw)
        if self.model is not None:
            if any(figure is not None for figure in figures):
                raise keys_error("give a `model`, or `gpus` and `power_kw`; not both")
        elif any(figure is None for figure in figures):
            raise keys_error("give a `model`, or both `gpus` and `power_kw`")
        return self

    @property
    def figures(self) -> tuple[int, float] | None:
        """GPUs and kW of a server as this file gives them; None where it names a model."""
        if self.gpus is None or self.power_kw is None:
            return None
        return self.gpus, self.power_kw


class GpuGroup(GpuSpec):
    """GPU servers owned at the start. They stay in their hall and have no terminal value."""

    servers: CountOrNone
    """Number of servers."""

    hall: HallName
    """Hall of the site where they stand."""

    until: Month | None = None
    """Last month in service, inclusive. Default: the horizon's last."""
