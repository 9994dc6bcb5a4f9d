"""Hourly prices: local hours without offset, as a market operator's file has them.

The hour that spring leaves out may be missing, and the hour that autumn repeats may stand
twice. Anything else that is not one row per hour, in order, is an error on its line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.tables.csv_file import CsvFile
from optimizer.inputs.tables.faults import Fault, TableError, shown

Stamps: TypeAlias = NDArray[np.datetime64]

TIMESTAMP = "timestamp"
_STAMP = r"\d{4}-\d\d-\d\d[T ][01]\d:00(?::00)?|\d{4}-\d\d-\d\d[T ]2[0-3]:00(?::00)?"
_ONE_STAMP = re.compile(_STAMP)
_ALL_STAMPS = re.compile(rf"(?:(?:{_STAMP})\n)*")
_WITH_OFFSET = re.compile(r"(.*\d)\s*(Z|UTC|GMT|[-+]\d\d:?(\d\d)?|[A-Z]{3,4})", re.IGNORECASE)
_LIKE_A_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?")

_LONGEST_STAMP = 100

# Clocks go back in October or November in North America and Europe, between 0:00 and 3:00.
_AUTUMN_MONTHS = (10, 11)
_LAST_REPEATED_HOUR = 3


@dataclass(frozen=True, eq=False)
class Hours:
    """The hours of a file, in order.

    Attributes:
        month: calendar month of each hour, 1..12, shape (n,).
        hour: hour of the day that begins then, 0..23, shape (n,).
        day: days since 1970-01-01, shape (n,).
    """

    month: NDArray[np.int64]
    hour: NDArray[np.int64]
    day: NDArray[np.int64]


def read_hours(file: CsvFile) -> Hours:
    """The timestamps of a file.

    Raises:
        TableError: there is no column of timestamps, or one is malformed, out of order or
            repeated.
    """
    cells = file.column(TIMESTAMP)
    if not _ALL_STAMPS.fullmatch("\n".join(cells) + "\n"):
        raise TableError(file.name, _malformed(cells, file.lines))
    try:
        stamps = np.array([cell.replace(" ", "T") for cell in cells], dtype="datetime64[h]")
    except ValueError:  # 30 February and the like
        raise TableError(file.name, _malformed(cells, file.lines)) from None
    backward = _backward(cells, stamps, file.lines)
    error = TableError(file.name, chain(backward, _repeated(cells, stamps, file.lines)))
    if error.count:
        raise error
    return Hours(
        _month_of(stamps), _hour_of(stamps), stamps.astype("datetime64[D]").astype(np.int64)
    )


def _month_of(stamps: Stamps) -> NDArray[np.int64]:
    """Calendar month, 1..12."""
    return stamps.astype("datetime64[M]").astype(np.int64) % 12 + 1


def _hour_of(stamps: Stamps) -> NDArray[np.int64]:
    """Hour of the day, 0..23."""
    return stamps.astype(np.int64) % 24


def _steps(stamps: Stamps) -> NDArray[np.int64]:
    """Hours from each row to the next."""
    hours = stamps.astype(np.int64)
    return hours[1:] - hours[:-1]


def _backward(cells: Sequence[str], stamps: Stamps, lines: Sequence[int]) -> Iterator[Fault]:
    """Hours that go back in time."""
    message = "the rows are not in the order of time"
    return (
        Fault(
            "E405",
            lines[i],
            message,
            got=f"{cells[i]} after {cells[i - 1]}",
            hint="sort the rows by timestamp",
            column=TIMESTAMP,
        )
        for i in (np.flatnonzero(_steps(stamps) < 0) + 1).tolist()
    )


def _repeated(cells: Sequence[str], stamps: Stamps, lines: Sequence[int]) -> Iterator[Fault]:
    """Repeated hours that no autumn explains."""
    autumn = np.isin(_month_of(stamps), _AUTUMN_MONTHS) & (_hour_of(stamps) <= _LAST_REPEATED_HOUR)
    years = stamps.astype("datetime64[Y]").astype(np.int64)
    seen: set[int] = set()
    for i in (np.flatnonzero(_steps(stamps) == 0) + 1).tolist():
        if autumn[i] and int(years[i]) not in seen:
            seen.add(int(years[i]))
            continue
        allowed = "one row per hour; the hour that autumn repeats may stand twice, once a year"
        message = f"{cells[i]} stands twice"
        yield Fault("E406", lines[i], message, allowed=allowed, column=TIMESTAMP)


def _malformed(cells: Sequence[str], lines: Sequence[int]) -> Iterator[Fault]:
    """What is wrong with each timestamp that is not one."""
    allowed = "the hour's beginning in local time, like 2024-01-31T23:00"
    return (
        Fault("E405", line, f"timestamp {problem}", shown(cell), allowed, hint, TIMESTAMP)
        for cell, line in zip(cells, lines, strict=True)
        for problem, hint in _not_an_hour(cell)
    )


def _not_an_hour(cell: str) -> list[tuple[str, str]]:
    """What is wrong with a timestamp, and what to do; [] if nothing."""
    if not cell:
        return [("is blank", "give the hour, or leave the row out")]
    if cell.startswith("="):
        return [("is a formula", "save the file with values")]
    if _ONE_STAMP.fullmatch(cell):
        try:
            datetime.fromisoformat(cell)
        except ValueError:
            return [("is not a date", "")]
        return []
    if len(cell) > _LONGEST_STAMP:
        return [("is not YYYY-MM-DDTHH:MM", "")]
    offset = _WITH_OFFSET.fullmatch(cell)
    if offset is not None and _LIKE_A_STAMP.fullmatch(offset[1]):
        return [("has an offset or a time zone", "write the site's local time without it")]
    parts = _LIKE_A_STAMP.fullmatch(cell)
    if parts is None:
        return [("is not YYYY-MM-DDTHH:MM", "")]
    if int(parts[1]) > 23:
        return [("has no hour 0 to 23", "name hours by their beginning, not their end")]
    return [("is not on the hour", "one row per hour: average what is finer")]
