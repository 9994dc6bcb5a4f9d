"""Cases of a sweep: from axes, from a table in CSV, or by name in YAML."""

import csv
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from optimizer.errors import UsageError
from optimizer.inputs.problem import FleetKey
from optimizer.studies.sweep.axes import Axis, overrides_of

MOST_CASES = 20_000
_NAME = "name"
_LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True)
class Case:
    """One fleet of a sweep.

    Attributes:
        name: what it is called.
        overrides: what is replaced, as ``--set`` takes it.
        at: value on each axis, as written; () without axes.
    """

    name: str
    overrides: tuple[str, ...]
    at: tuple[str, ...] = ()


def from_axes(axes: Sequence[Axis], keys: Sequence[FleetKey]) -> tuple[Case, ...]:
    """Every combination of values, the last axis fastest.

    Raises:
        UsageError: a key cannot be multiplied, or there are too many cases.
    """
    count = 1
    for axis in axes:
        count *= len(axis.values)
    if count > MOST_CASES:
        raise UsageError(f"{count:,} cases are more than {MOST_CASES:,}")
    out = []
    for at in itertools.product(*(axis.values for axis in axes)):
        pairs = list(zip(axes, at, strict=True))
        overrides = [one for axis, value in pairs for one in overrides_of(axis, value, keys)]
        name = ", ".join(f"{axis.title} {value}" for axis, value in pairs)
        out.append(Case(name, tuple(overrides), at))
    return tuple(out)


def from_file(path: Path) -> tuple[Case, ...]:
    """Cases from a table (``.csv``) or by name (``.yaml``, ``.yml``).

    A CSV has a row for each case and a column for each key; ``name`` is its name, an empty cell
    leaves the key as it is. A YAML file maps names to keys and values.

    Raises:
        UsageError: it cannot be read, or holds no cases.
    """
    try:
        if path.is_file() and path.stat().st_size > _LARGEST:
            raise UsageError(f"{str(path)!r} is larger than {_LARGEST >> 20} MiB")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot read {str(path)!r}: {words}") from None
    ending = path.suffix.lower()
    if ending == ".csv":
        cases = _from_csv(path, text)
    elif ending in (".yaml", ".yml"):
        cases = _from_yaml(path, text)
    else:
        raise UsageError(f"{str(path)!r}: cases come from .csv, .yaml or .yml")
    if not cases:
        raise UsageError(f"{str(path)!r} holds no cases")
    names = [case.name for case in cases]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{str(path)!r}: two cases are called {name!r}")
    if len(cases) > MOST_CASES:
        raise UsageError(f"{len(cases):,} cases are more than {MOST_CASES:,}")
    return cases


def _from_csv(path: Path, text: str) -> tuple[Case, ...]:
    rows = csv.DictReader(text.splitlines(), strict=True)
    cases = []
    try:
        for number, row in enumerate(rows, start=1):
            if None in row:
                raise UsageError(f"{str(path)!r}: row {number} has more cells than headings")
            name = (row.get(_NAME) or "").strip() or f"case {number}"
            overrides = tuple(
                f"{key.strip()}={value.strip()}"
                for key, value in row.items()
                if key.strip() != _NAME and value is not None and value.strip()
            )
            cases.append(Case(name, overrides))
    except csv.Error as error:
        raise UsageError(f"{str(path)!r}: {error}") from None
    return tuple(cases)


def _from_yaml(path: Path, text: str) -> tuple[Case, ...]:
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"{str(path)!r} is not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(document, dict) or not all(
        value is None or isinstance(value, dict) for value in document.values()
    ):
        raise UsageError(f"{str(path)!r}: cases are a mapping of names to keys and values")
    return tuple(
        Case(str(name), tuple(f"{key}={_scalar(value)}" for key, value in (keys or {}).items()))
        for name, keys in document.items()
    )


def _scalar(value: Any) -> str:
    """A value as ``--set`` takes it, on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, width=10**9).strip()
    return text.removesuffix("\n...").strip()
