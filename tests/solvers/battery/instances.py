"""Published linear and mixed-integer programs with agreed optima, read from MPS files."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from optimizer.lp.program import Program
from tests.solvers.battery.case import Case, Right
from tests.solvers.programs import DATA, read_mps

TABLE = DATA / "instances.csv"

BOX = 1e7
"""Bounds for columns that have none: wide enough for every optimum here."""


@cache
def instance(name: str) -> Program:
    """A published instance, its objective negated where the file minimises."""
    with tempfile.TemporaryDirectory() as folder:
        return read_mps(DATA / f"{name}.mps.gz", Path(folder), BOX)


def _cases() -> Iterator[Case]:
    with TABLE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, minimum = row["name"], row["minimum"]
            kind = {"LP": "published linear programs", "MIP": "published mixed-integer programs"}
            yield Case(
                name=name,
                group=kind[row["kind"]] if minimum else "published programs without a plan",
                make=lambda name=name: instance(name),  # type: ignore[misc]
                right=Right.OPTIMAL if minimum else Right.INFEASIBLE,
                optimum=-float(minimum) if minimum else None,
                quick=row["quick"] == "yes",
            )


CASES: tuple[Case, ...] = tuple(_cases())
