"""What a check is, and what it can ask for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pydantic import BaseModel

from optimizer.errors import TOPICS, Severity
from optimizer.errors.finding import severity_of
from optimizer.inputs.curves import CurveError, resolve
from optimizer.inputs.nearest import closest
from optimizer.inputs.problem import BoolArray, FloatArray
from optimizer.inputs.source import Loc
from optimizer.inputs.tables import TableError, Tables
from optimizer.months import Horizon, Month
from optimizer.schema import AsicOrder, Contract, Curve, Fleet, GpuOrder, Hall, Site

_MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class Issue:
    """What a check found, without its code.

    Attributes:
        loc: where it stands.
        message, got, allowed, hint: as in a finding.
    """

    loc: Loc
    message: str
    got: str = ""
    allowed: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class HallPlace:
    """A hall with where it is.

    Attributes:
        name: ``site/hall``.
        site: index of its site.
        hall: what the file says of it.
        loc: where it stands.
    """

    name: str
    site: int
    hall: Hall
    loc: Loc


@dataclass(frozen=True)
class Context:
    """A fleet, and what several checks want to know of it.

    Attributes:
        fleet: what the file says.
        tables: the CSV files beside it.
    """

    fleet: Fleet
    tables: Tables

    @cached_property
    def horizon(self) -> Horizon:
        """The months planned."""
        return self.fleet.horizon.planned

    @cached_property
    def halls(self) -> Mapping[str, HallPlace]:
        """All halls by ``site/hall``; of two with one name the first."""
        found: dict[str, HallPlace] = {}
        for s, site in enumerate(self.fleet.sites):
            for h, hall in enumerate(site.halls):
                place = HallPlace(f"{site.name}/{hall.name}", s, hall, ("sites", s, "halls", h))
                found.setdefault(place.name, place)
        return found

    def sites(self) -> Iterator[tuple[Site, Loc]]:
        """The sites with their places."""
        for s, site in enumerate(self.fleet.sites):
            yield site, ("sites", s)

    def contracts(self) -> Iterator[tuple[Contract, Loc]]:
        """The contracts with their places."""
        for c, contract in enumerate(self.fleet.contracts):
            yield contract, ("contracts", c)

    def orders(self) -> Iterator[tuple[AsicOrder | GpuOrder, Loc]]:
        """All orders with their places."""
        for i, asics in enumerate(self.fleet.asic_orders):
            yield asics, ("asic_orders", i)
        for i, gpus in enumerate(self.fleet.gpu_orders):
            yield gpus, ("gpu_orders", i)

    def hpc_halls(self, named: Sequence[str] | None) -> tuple[HallPlace, ...]:
        """The halls named (or all) that have, get or may get HPC space."""
        names = self.halls if named is None else dict.fromkeys(named)
        places = (self.halls[name] for name in names if name in self.halls)
        return tuple(place for place in places if place.hall.hpc_capable)

    def runs_already(self, contract: Contract) -> bool:
        """Whether a lease started before the horizon."""
        return isinstance(contract.start, Month) and contract.start < self.horizon.start

    def ready_mw(self, hall: Hall) -> float:
        """Critical IT MW of a hall in the first month."""
        built = hall.building is not None and hall.building.ready <= self.horizon.start
        return hall.hpc_mw + (hall.building.hpc_mw if hall.building and built else 0.0)

    def curve(self, curve: Curve | None) -> FloatArray | None:
        """A value per month, shape (T,); None where it is missing or cannot be read.

        What is wrong with a curve is reported where it is read for the plan.
        """
        if curve is None:
            return None
        try:
            return resolve(curve, self.horizon, self.tables)
        except (CurveError, TableError):
            return None


@dataclass(frozen=True)
class Check:
    """A check of parts of the file against each other.

    Attributes:
        code: of the table of errors.
        function: yields what is wrong; its docstring says what it looks for.
        robust: it may run on a file in which slips were mended: one slip cannot make it
            find another.
    """

    code: str
    function: Callable[[Context], Iterable[Issue]]
    robust: bool = True

    @property
    def name(self) -> str:
        """The check's name, like ``unknown-hall``."""
        return self.function.__name__.replace("_", "-")

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return severity_of(self.code)

    @property
    def doc(self) -> str:
        """What it looks for."""
        return (self.function.__doc__ or TOPICS[self.code].title).strip()


def suggestion(name: str, names: Iterable[str]) -> tuple[str, str]:
    """What is allowed instead of a name that is not known, and the closest one as a hint."""
    known = list(dict.fromkeys(names))
    near = closest(name, known)
    allowed = ", ".join(known[:_MOST_LISTED]) + (", .." if len(known) > _MOST_LISTED else "")
    return allowed or "none is in this file", f"did you mean `{near}`?" if near else ""


def months_listed(horizon: Horizon, wrong: BoolArray) -> str:
    """The months in which something is wrong, as ranges: ``2026-05 to 2026-07, 2027-01``."""
    offsets = np.flatnonzero(wrong)
    runs = np.split(offsets, np.flatnonzero(np.diff(offsets) > 1) + 1)
    texts = [
        horizon.labels[run[0]] + (f" to {horizon.labels[run[-1]]}" if len(run) > 1 else "")
        for run in runs
        if len(run)
    ]
    return ", ".join(texts[:4]) + (", .." if len(texts) > 4 else "")


def parts_of(model: BaseModel, loc: Loc = ()) -> Iterator[tuple[BaseModel, str, object, Loc]]:
    """Every field in a model and below it: the model, the key, the value, the place."""
    for attribute, field in type(model).model_fields.items():
        key = field.alias or attribute
        value = getattr(model, attribute)
        yield model, key, value, (*loc, key)
        if isinstance(value, BaseModel):
            yield from parts_of(value, (*loc, key))
        elif isinstance(value, tuple):
            for i, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from parts_of(item, (*loc, key, i))
