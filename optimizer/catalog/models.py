"""What the catalogue says about a machine: frozen, checked, with units in the names."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Cooling = Literal["air", "hydro", "immersion"]
"""How a machine sheds its heat. It runs only in a hall of the same cooling."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=2016, le=2100)]


class _Entry(BaseModel):
    """Base of every entry: frozen, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class _Machine(_Entry):
    """What every machine has."""

    name: Text
    """Canonical name, as people write it. Never changes once released: fleet files use it."""

    aliases: tuple[Text, ...] = ()
    """Other spellings that find this machine."""

    year: Year | None = None
    """Year the model first shipped, or was announced if it has not; null when not known."""

    source: Text
    """Where the figures are from, what they include, and what was decided where sources differ."""


class AsicMode(_Entry):
    """A power target of a miner besides its nameplate: under- or over-clocking."""

    name: Text
    """Name of the target, unique within the machine."""

    hashrate_th: Positive
    """Hashrate in this mode, TH/s per unit."""

    power_w: Positive
    """Draw at the wall in this mode, W per unit."""

    @property
    def j_per_th(self) -> float:
        """Energy per unit of hashing in this mode, J/TH (the same number as W per TH/s)."""
        return self.power_w / self.hashrate_th


class AsicModel(_Machine):
    """A bitcoin mining machine known by name."""

    maker: Text
    """Manufacturer."""

    hashrate_th: Positive
    """Nameplate hashrate, TH/s per unit."""

    power_w: Positive
    """Nameplate draw at the wall, W per unit."""

    cooling: Cooling
    """Cooling the machine is built for."""

    modes: tuple[AsicMode, ...] = ()
    """Power targets besides the nameplate, which is always a mode."""

    @model_validator(mode="after")
    def _modes_are_distinct(self) -> "AsicModel":
        """Refuse a mode that repeats another one or the nameplate."""
        if len({mode.name for mode in self.modes}) != len(self.modes):
            raise ValueError(f"{self.name}: two modes share a name")
        points = list(self.operating_points())
        if len(set(points)) != len(points):
            raise ValueError(f"{self.name}: a mode repeats another mode or the nameplate")
        return self

    @property
    def j_per_th(self) -> float:
        """Energy per unit of hashing at nameplate, J/TH (the same number as W per TH/s)."""
        return self.power_w / self.hashrate_th

    def operating_points(self) -> Iterator[tuple[float, float]]:
        """All the points it can run at, ``(power_w, hashrate_th)``, nameplate included.

        Yields:
            Pairs in rising order of power.
        """
        modes = [(mode.power_w, mode.hashrate_th) for mode in self.modes]
        yield from sorted([*modes, (self.power_w, self.hashrate_th)])


class GpuModel(_Machine):
    """A GPU system known by name: a server, a rack or a unit of servers, bought as one."""

    gpus: Annotated[int, Field(gt=0)]
    """Number of GPUs in one system."""

    power_kw: Positive
    """Critical IT power to plan for, kW per system: the maker's maximum, CPUs and fans included,
    and of the network what the source counts in."""

    @property
    def kw_per_gpu(self) -> float:
        """Critical IT power per GPU, kW."""
        return self.power_kw / self.gpus
