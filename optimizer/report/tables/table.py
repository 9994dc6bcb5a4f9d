"""A table of a report: named columns with their units, and plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from optimizer.report.cells import number, text

Cell = str | float | int | bool | None


class Kind(StrEnum):
    """What a column holds, and so how it is shown."""

    TEXT = "text"
    MONTH = "month"
    FLAG = "flag"
    WHOLE = "whole"
    NUMBER = "number"
    USD = "usd"
    PRICE = "price"
    """USD per something, with cents."""
    MW = "mw"
    PERCENT = "percent"
    RATIO = "ratio"

    @property
    def is_number(self) -> bool:
        """Whether cells are numbers."""
        return self not in (Kind.TEXT, Kind.MONTH, Kind.FLAG)


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: stable key; numbers have their unit in it.
        title: what people read.
        kind: what it holds.
        unit: of its numbers, "" for none.
        adds_up: the sum of its cells has a meaning.
    """

    name: str
    title: str
    kind: Kind
    unit: str = ""
    adds_up: bool = False

    @property
    def heading(self) -> str:
        """Title and unit."""
        return f"{self.title}, {self.unit}" if self.unit else self.title


@dataclass(frozen=True)
class Table:
    """A table of a report.

    Attributes:
        name: stable key, also the name of its file or sheet.
        title: what people read.
        columns: of every row.
        rows: a cell for each column; what is absent is None.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        width = len(self.columns)
        if any(len(row) != width for row in self.rows):
            raise ValueError(f"table {self.name}: a row does not have {width} cells")

    def column(self, name: str) -> list[Cell]:
        """The cells of a column."""
        index = [column.name for column in self.columns].index(name)
        return [row[index] for row in self.rows]


def from_frame(name: str, title: str, frame: pd.DataFrame, columns: Sequence[Column]) -> Table:
    """A table of some columns of a frame, its index among them if they ask for it.

    Args:
        name, title: of the table.
        frame: has a column (or level of its index) for each column by its name.
        columns: which columns, in order.
    """
    plain = frame.reset_index() if _has_labels(frame) else frame
    cells = [[_cell(value, column) for value in plain[column.name]] for column in columns]
    return Table(name, title, tuple(columns), tuple(zip(*cells, strict=True)))


def from_rows(
    name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> Table:
    """A table of rows made by hand."""
    return Table(name, title, tuple(columns), tuple(tuple(row) for row in rows))


def _has_labels(frame: pd.DataFrame) -> bool:
    return any(name is not None for name in frame.index.names)


def _cell(value: Any, column: Column) -> Cell:
    """A value of a frame as a plain cell."""
    if column.kind is Kind.FLAG:
        return bool(value)
    if not column.kind.is_number:
        return _mapping(value) if isinstance(value, dict) else text(value)
    found = number(value)
    whole = column.kind is Kind.WHOLE and found is not None and found == round(found)
    return round(found) if whole and found is not None else found


def _mapping(value: dict[str, float]) -> str | None:
    """MW or servers by hall in one cell."""
    return ", ".join(f"{hall}: {amount:g}" for hall, amount in value.items()) or None
