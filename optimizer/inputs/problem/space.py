"""Halls: space for miners and for tenants, and how it changes."""

from dataclasses import dataclass

from optimizer.inputs.problem.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Conversion:
    """A rebuild of miners' space for HPC.

    Attributes:
        hpc_mw: critical IT MW when all phases are done.
        phases: number of equal phases.
        months: months that a phase takes, at least 1.
        usd_per_mw: USD per MW of HPC.
        earliest, latest: offsets of the first and last month in which a phase may start,
            already cut to ``0 .. T-1-months`` (``latest < earliest``: no month is left).
    """

    hpc_mw: float
    phases: int
    months: int
    usd_per_mw: float
    earliest: int
    latest: int


@dataclass(frozen=True, eq=False)
class Building:
    """An HPC build already under way.

    Attributes:
        hpc_mw: critical IT MW added from ``ready``.
        ready: offset of the first month in service.
        spend: USD still to be paid in each month, shape (T,).
    """

    hpc_mw: float
    ready: int
    spend: FloatArray


@dataclass(frozen=True, eq=False)
class Hall:
    """A hall, its name ``site/hall``.

    Attributes:
        name: ``site/hall``.
        site: index of its site.
        asic_mw: IT MW for miners today.
        hpc_mw: critical IT MW ready today.
        cooling: ``air``, ``hydro`` or ``immersion``.
        pue_asic, pue_hpc: gross MW per IT MW.
        conversion, building: or None.
        slip: months by which what is built is ready later than planned.
    """

    name: str
    site: int
    asic_mw: float
    hpc_mw: float
    cooling: str
    pue_asic: float
    pue_hpc: float
    conversion: Conversion | None
    building: Building | None
    slip: int = 0
