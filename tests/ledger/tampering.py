"""Ways to tamper with a schedule: every field of a record changed, every record lost or doubled."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from optimizer.schedule import HallShare, Lease, Schedule

# Below this a change makes no cent: USD, MW, machines and coins alike.
SMALLEST = 1e-2


@dataclass(frozen=True)
class Tampered:
    """A schedule that was tampered with, and how."""

    how: str
    record: Any
    schedule: Schedule


def tampered(schedule: Schedule, rng: random.Random, per_kind: int = 2) -> Iterator[Tampered]:
    """Some records of every kind, changed one at a time."""
    for kind in fields(Schedule):
        records: tuple[Any, ...] = getattr(schedule, kind.name)
        matters = [i for i, record in enumerate(records) if _amount(record) >= SMALLEST]
        for i in rng.sample(matters, min(per_kind, len(matters))):
            for how, changed in _changes(records[i]):
                other = (*records[:i], *changed, *records[i + 1 :])
                new = replace(schedule, **{kind.name: other})
                yield Tampered(f"{kind.name}[{i}] {records[i]}: {how}", records[i], new)


def _amount(record: Any) -> float:
    """The largest amount of a record."""
    if isinstance(record, Lease):
        return max((part.mw for part in record.halls), default=0.0)
    amounts = [getattr(record, f.name) for f in fields(record)]
    named = zip(fields(record), amounts, strict=True)
    return max(abs(float(amount)) for f, amount in named if _measures(f.name, amount))


def _measures(name: str, value: Any) -> bool:
    """Whether a field is an amount and no place in time or on a machine's boundary."""
    is_number = isinstance(value, int | float)
    return is_number and name not in ("month", "start", "step")


def _changes(record: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """A record lost, doubled, and with each field changed."""
    yield "lost", ()
    yield "doubled", (record, record)
    for f in fields(record):
        value = getattr(record, f.name)
        if f.name in ("month", "start"):
            for months in (1, -1, 1000):
                yield f"{f.name} {months:+d}", (replace(record, **{f.name: value + months}),)
        elif f.name == "step":
            yield "step + 1", (replace(record, step=value + 1),)
        elif _measures(f.name, value):
            yield f"more {f.name}", (replace(record, **{f.name: value * 1.1 + 1}),)
            if value:
                yield f"less {f.name}", (replace(record, **{f.name: value * 0.9}),)
                yield f"negative {f.name}", (replace(record, **{f.name: -value}),)
        elif isinstance(value, str):
            yield f"other {f.name}", (replace(record, **{f.name: "nowhere/none"}),)
        elif value and isinstance(value[0], HallShare):
            first = value[0]
            more = (HallShare(first.hall, first.mw + 1.0), *value[1:])
            yield "more MW", (replace(record, halls=more),)
            yield "no halls", (replace(record, halls=()),)
            away = (HallShare("nowhere/none", first.mw), *value[1:])
            yield "other hall", (replace(record, halls=away),)
