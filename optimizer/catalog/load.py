"""Read the catalogue that ships with the package, and find machines in it."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Generic, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict

from optimizer.catalog.models import AsicModel, Cooling, GpuModel

Kind = Literal["asic", "gpu"]
M = TypeVar("M", bound=AsicModel | GpuModel)

_MOST_SUGGESTIONS = 5
_SHORTEST_PREFIX = 3
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # both are safe; C is faster


class UnknownMachine(LookupError):  # noqa: N818 - reads as what it says, like KeyError's kin
    """A name that the catalogue does not have.

    Attributes:
        name: what was asked for.
        suggestions: canonical names that come close, the closest first; may be empty.
        kind: what was looked for, ``ASIC model`` or ``GPU system``.
    """

    def __init__(self, name: str, suggestions: Sequence[str] = (), kind: str = "machine") -> None:
        super().__init__(name, tuple(suggestions), kind)
        self.name = name
        self.suggestions = tuple(suggestions)
        self.kind = kind

    def __str__(self) -> str:
        text = f"no {self.kind} {self.name!r} in the catalogue"
        if not self.suggestions:
            return f"{text}; `fleetopt catalog` lists all names"
        *others, last = (repr(name) for name in self.suggestions)
        return f"{text}; did you mean {', '.join(others)}{' or ' if others else ''}{last}?"


class _AsicFile(BaseModel):
    """Shape of ``asics.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sources: dict[str, str]
    machines: tuple[AsicModel, ...]


class _GpuFile(BaseModel):
    """Shape of ``gpus.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    machines: tuple[GpuModel, ...]


@dataclass(frozen=True)
class _Shelf(Generic[M]):
    """The machines of one kind with all their spellings.

    Attributes:
        kind: what they are called in an error.
        machines: in the order of the file.
        by_key: squeezed name or alias to machine.
    """

    kind: str
    machines: tuple[M, ...]
    by_key: Mapping[str, M]

    @classmethod
    def of(cls, kind: str, machines: tuple[M, ...]) -> "_Shelf[M]":
        """Index machines by every spelling.

        Raises:
            ValueError: two machines share a spelling.
        """
        by_key: dict[str, M] = {}
        for machine in machines:
            for spelling in (machine.name, *machine.aliases):
                first = by_key.setdefault(squeeze(spelling), machine)
                if first is not machine:
                    raise ValueError(f"{spelling!r} names {first.name!r} and {machine.name!r}")
        return cls(kind, machines, MappingProxyType(by_key))

    def find(self, name: str) -> M:
        """The machine of this name or alias."""
        machine = self.by_key.get(squeeze(name))
        if machine is None:
            raise UnknownMachine(name, self._near(squeeze(name)), self.kind)
        return machine

    def _near(self, key: str) -> list[str]:
        """Canonical names close to a squeezed one: what it begins, then what it resembles."""
        begun = [k for k in self.by_key if len(key) >= _SHORTEST_PREFIX and k.startswith(key)]
        alike = difflib.get_close_matches(key, self.by_key, n=4 * _MOST_SUGGESTIONS)
        names = dict.fromkeys(self.by_key[k].name for k in [*begun, *alike])
        return list(names)[:_MOST_SUGGESTIONS]


def squeeze(name: str) -> str:
    """A spelling without what people vary: case, spaces, hyphens, ``T`` or ``TH/s`` at the end."""
    bare = re.sub(r"[\s_-]+", "", name.casefold())
    return re.sub(r"(?<=\d)t(h(/s)?)?$", "", bare)


def _read(file: str) -> object:
    """Parse a YAML file of this package."""
    text = resources.files("optimizer.catalog").joinpath(file).read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)


@cache
def _asic_shelf() -> _Shelf[AsicModel]:
    return _Shelf.of("ASIC model", _AsicFile.model_validate(_read("asics.yaml")).machines)


@cache
def _gpu_shelf() -> _Shelf[GpuModel]:
    return _Shelf.of("GPU system", _GpuFile.model_validate(_read("gpus.yaml")).machines)


def asics() -> tuple[AsicModel, ...]:
    """All mining machines, by maker and age."""
    return _asic_shelf().machines


def gpus() -> tuple[GpuModel, ...]:
    """All GPU systems, by age."""
    return _gpu_shelf().machines


def asic(name: str) -> AsicModel:
    """The mining machine of this name or alias; case, spaces and hyphens are ignored.

    Raises:
        UnknownMachine: no such machine; carries suggestions.
    """
    return _asic_shelf().find(name)


def gpu(name: str) -> GpuModel:
    """The GPU system of this name or alias; case, spaces and hyphens are ignored.

    Raises:
        UnknownMachine: no such system; carries suggestions.
    """
    return _gpu_shelf().find(name)


def search(
    text: str | None = None,
    kind: Kind | None = None,
    cooling: Cooling | None = None,
    min_year: int | None = None,
    max_j_per_th: float | None = None,
) -> tuple[AsicModel | GpuModel, ...]:
    """Machines that meet every condition given.

    Args:
        text: words that must each occur in the name, an alias or the maker.
        kind: ``asic`` or ``gpu``; both by default.
        cooling: of mining machines; leaves GPU systems out.
        min_year: earliest year; leaves out machines whose year is not known.
        max_j_per_th: worst nameplate efficiency, J/TH; leaves GPU systems out.

    Returns:
        Mining machines, then GPU systems, each in the order of the catalogue.
    """
    found: list[AsicModel | GpuModel] = []
    if kind != "gpu":
        found += (
            machine
            for machine in asics()
            if (cooling is None or machine.cooling == cooling)
            and (max_j_per_th is None or machine.j_per_th <= max_j_per_th)
        )
    if kind != "asic" and cooling is None and max_j_per_th is None:
        found += gpus()
    words = [squeeze(word) for word in (text or "").split()]
    return tuple(
        machine
        for machine in found
        if (min_year is None or (machine.year is not None and machine.year >= min_year))
        and _mentions(machine, words)
    )


def _mentions(machine: AsicModel | GpuModel, words: Iterable[str]) -> bool:
    """Whether each word occurs in what the machine is called."""
    maker = [machine.maker] if isinstance(machine, AsicModel) else []
    called = [squeeze(spelling) for spelling in (machine.name, *machine.aliases, *maker)]
    return all(any(word in spelling for spelling in called) for word in words)
