"""The CSV files of a fleet, each read once however many columns are taken from it."""

import hashlib
import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from optimizer.inputs.problem import FleetTable, FloatArray
from optimizer.inputs.tables.csv_file import CsvFile, parse, position
from optimizer.inputs.tables.faults import Fault, TableError
from optimizer.inputs.tables.files import LARGEST_TABLE, find, read_text
from optimizer.inputs.tables.hours import Hours, read_hours
from optimizer.inputs.tables.months import read_monthly, read_months
from optimizer.inputs.tables.numbers import numbers
from optimizer.months import Horizon, Month

K = TypeVar("K")
V = TypeVar("V")
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, eq=False)
class HourlyPrices:
    """Prices of a column of an hourly file.

    Attributes:
        hours: when they are.
        price: USD/MWh as the file has them, shape (n,).
        lines: line of each hour in the file, length n.
    """

    hours: Hours
    price: FloatArray
    lines: tuple[int, ...]


class Tables:
    """The CSV files beside a fleet file.

    Args:
        folder: folder of the fleet file, to which paths are relative.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._paths: dict[str, Path | TableError] = {}
        self._texts: dict[Path, str | TableError] = {}
        self._line_ends: dict[Path, array[int]] = {}
        self._files: dict[Path, CsvFile | TableError] = {}
        self._hours: dict[Path, Hours | TableError] = {}
        self._months: dict[Path, dict[Month, int] | TableError] = {}

    def monthly(
        self, name: str, title: str, horizon: Horizon
    ) -> tuple[FloatArray, tuple[int, ...]]:
        """A column of a monthly file over the horizon.

        Args:
            name: file with a ``month`` column, relative to the folder.
            title: title of the column wanted.
            horizon: every one of its months must be there.

        Returns:
            Values, shape (T,), and the line of each.

        Raises:
            TableError: the file cannot be used.
        """
        path, file = self._file(name)
        rows = _once(self._months, path, name, lambda: read_months(file))
        return read_monthly(file, rows, title, horizon)

    def hourly(self, name: str, title: str) -> HourlyPrices:
        """A column of an hourly file.

        Args:
            name: file with a ``timestamp`` column, relative to the folder.
            title: title of the column of prices in USD/MWh.

        Raises:
            TableError: the file cannot be used.
        """
        path, file = self._file(name)
        errors: list[TableError] = []
        hours = price = None
        try:
            hours = _once(self._hours, path, name, lambda: read_hours(file))
        except TableError as error:
            errors.append(error)
        try:
            price = numbers(file.column(title), file.lines, title, name)
        except TableError as error:
            errors.append(error)
        if isinstance(price, TableError):
            errors.append(price)
        elif hours is not None and price is not None:
            return HourlyPrices(hours, price, file.lines)
        raise TableError.all_of(name, errors)

    def digests(self) -> tuple[FleetTable, ...]:
        """The files that were read, by the names that they were asked for."""
        texts = {
            name: self._texts.get(path)
            for name, path in self._paths.items()
            if isinstance(path, Path)
        }
        return tuple(
            FleetTable(name, hashlib.sha256(text.encode()).hexdigest())
            for name, text in sorted(texts.items())
            if isinstance(text, str)
        )

    def excerpt(self, name: str, fault: Fault) -> tuple[str, int]:
        """The line of a fault, and where in it the cell begins (from 1).

        Returns:
            ("", 0) where there is no such line.
        """
        path = self._paths.get(name)
        if not isinstance(path, Path) or fault.line == 0:
            return "", 0
        text, file = self._texts.get(path), self._files.get(path)
        if not isinstance(text, str):
            return "", 0
        line = self._line(path, text, fault.line)
        header = file.header if isinstance(file, CsvFile) else ()
        return line, position(line, header, fault.column)

    def _line(self, path: Path, text: str, number: int) -> str:
        """A line of a file, from 1."""
        if path not in self._line_ends:
            self._line_ends[path] = array("L", (end.end() for end in _LINE_END.finditer(text)))
        ends = self._line_ends[path]
        start = ends[number - 2] if number > 1 else 0
        end = ends[number - 1] if number <= len(ends) else len(text)
        return text[start:end].rstrip("\r\n")

    def _file(self, name: str) -> tuple[Path, CsvFile]:
        """Where a file is, whatever it is called, and its cells."""
        path = _once(self._paths, name, name, lambda: find(self.folder, name))
        text = _once(self._texts, path, name, lambda: self._text(path, name))
        return path, _once(self._files, path, name, lambda: parse(text, name))

    def _text(self, path: Path, name: str) -> str:
        """The text of a file; all files together are bounded as well."""
        text = read_text(path, name)
        known = sum(len(one) for one in self._texts.values() if isinstance(one, str))
        if known + len(text) > LARGEST_TABLE:
            size = f"{LARGEST_TABLE // 1024**2} MiB"
            message = f"the CSV files of this fleet are larger than {size} together"
            hint = "keep the rows and columns that are used"
            raise TableError(name, [Fault("E401", 0, message, hint=hint)])
        return text


def _once(known: "dict[K, V | TableError]", key: K, name: str, make: Callable[[], V]) -> V:
    """What was made of a file before, or is made now; an error is remembered as well."""
    if key not in known:
        try:
            known[key] = make()
        except TableError as error:
            known[key] = error
    found = known[key]
    if isinstance(found, TableError):
        raise found.called(name)
    return found
