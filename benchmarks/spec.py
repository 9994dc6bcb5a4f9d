"""What is to be measured: a file in ``benchmarks/specs``, read and checked."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from benchmarks.generate import Size

HERE = Path(__file__).resolve().parent
SPECS = HERE / "specs"


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Case(_Said):
    """One fleet to be solved.

    Attributes:
        name: for people.
        fleet: a fleet file, relative to ``benchmarks``; or
        size: of a fleet that is made for it.
        gap: if it is not that of the spec.
        peers: tools that solve it too.
    """

    name: str
    fleet: Path | None = None
    size: Size | None = None
    gap: float | None = None
    peers: tuple[str, ...] = ()


class Spec(_Said):
    """A file of cases.

    Attributes:
        title, what: for people.
        gap, time_limit_s: of every solve.
        cases: one by one; and
        base, sweep: sizes that differ in one number.
    """

    title: str
    what: str
    gap: float
    time_limit_s: float
    cases: tuple[Case, ...] = ()
    base: dict[str, int] = Field(default_factory=dict)
    sweep: dict[str, tuple[int, ...]] = Field(default_factory=dict)

    @property
    def axis(self) -> str:
        """What the sweep varies, "" for no sweep."""
        return next(iter(self.sweep), "")

    def all_cases(self) -> tuple[Case, ...]:
        """The cases and those of the sweep."""
        swept = []
        for field, values in self.sweep.items():
            for value in values:
                size = Size(**{**self.base, field: value})
                if field == "sites":
                    size = replace(size, halls=size.halls * value)
                swept.append(Case(name=f"{value:,} {field}", size=size))
        return (*self.cases, *swept)


def read(name: str) -> Spec:
    """The spec of a name, as in ``benchmarks/specs``."""
    document: Any = yaml.safe_load((SPECS / f"{name}.yaml").read_text(encoding="utf-8"))
    return Spec.model_validate(document)


def names() -> tuple[str, ...]:
    """All specs."""
    return tuple(sorted(path.stem for path in SPECS.glob("*.yaml")))
