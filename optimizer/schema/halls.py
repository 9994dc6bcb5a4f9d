"""Halls and what may become of them. Everything here is IT MW; PUE leads to the meter."""

from typing import Literal, TypeAlias

from optimizer.schema.base import (
    Count,
    Megawatts,
    Model,
    Month,
    Months,
    NonNegative,
    PlaceName,
    Pue,
)

Cooling: TypeAlias = Literal["air", "hydro", "immersion"]


class HallPue(Model):
    """Gross MW at the meter per IT MW, at least 1."""

    asic: Pue = 1.05
    """For miners. Default 1.05."""

    hpc: Pue = 1.35
    """For tenants and GPUs. Default 1.35."""


class Conversion(Model):
    """A rebuild of miners' space for HPC, in equal phases; never undone."""

    hpc_mw: Megawatts
    """Critical IT MW when all phases are done."""

    phases: Count = 1
    """Number of equal phases, each decided by itself. Default 1."""

    months: Months
    """Months that a phase takes, at least 1."""

    usd_per_mw: NonNegative
    """Cost, USD per critical IT MW, spread evenly over the build."""

    earliest: Month | None = None
    """First month in which a phase may start. Default: the horizon's first."""

    latest: Month | None = None
    """Last month in which a phase may start. Default: the last that is ready in the horizon."""


class Building(Model):
    """An HPC build already under way."""

    hpc_mw: Megawatts
    """Critical IT MW that it adds."""

    ready: Month
    """First month in service."""

    remaining_usd: NonNegative
    """Still to be paid, USD, evenly from the horizon's start to the month before ready."""


class Hall(Model):
    """A hall for miners, for tenants, or for one after the other."""

    name: PlaceName
    """Name, unique within the site; referred to as `site/hall`."""

    asic_mw: Megawatts = 0
    """IT MW for miners today. Default 0."""

    hpc_mw: Megawatts = 0
    """Critical IT MW ready for tenants or GPUs today. Default 0."""

    cooling: Cooling = "air"
    """Cooling for miners: a group fits where its cooling matches. Default air."""

    pue: HallPue = HallPue()
    """Gross MW at the meter per IT MW. Default 1.05 for miners, 1.35 for HPC."""

    conversion: Conversion | None = None
    """Rebuild for HPC that the plan may decide on. Default: none."""

    building: Building | None = None
    """HPC build already under way. Default: none."""

    @property
    def hpc_capable(self) -> bool:
        """Whether it has, gets or may get space for tenants and GPUs."""
        return self.hpc_mw > 0 or self.conversion is not None or self.building is not None
