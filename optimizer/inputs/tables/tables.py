"""The CSV files of a fleet, each read once however many columns are taken from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from optimizer.inputs.problem import FloatArray
from optimizer.inputs.tables.csv_file import CsvFile, parse, position
from optimizer.inputs.tables.faults import Fault, TableError
from optimizer.inputs.tables.files import find, read_text
from optimizer.inputs.tables.hours import Hours, read_hours
from optimizer.inputs.tables.months import read_monthly, read_months
from optimizer.inputs.tables.numbers import numbers
from optimizer.months import Horizon, Month

V = TypeVar("V")


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
        folder: folder of the fleet file; paths are relative to it and may not leave it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._texts: dict[str, str | TableError] = {}
        self._files: dict[str, CsvFile | TableError] = {}
        self._hours: dict[str, Hours | TableError] = {}
        self._months: dict[str, dict[Month, int] | TableError] = {}

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
        file = self._file(name)
        rows = _once(self._months, name, lambda: read_months(file))
        return read_monthly(file, rows, title, horizon)

    def hourly(self, name: str, title: str) -> HourlyPrices:
        """A column of an hourly file.

        Args:
            name: file with a ``timestamp`` column, relative to the folder.
            title: title of the column of prices in USD/MWh.

        Raises:
            TableError: the file cannot be used.
        """
        file = self._file(name)
        faults: list[Fault] = []
        hours = price = None
        try:
            hours = _once(self._hours, name, lambda: read_hours(file))
        except TableError as error:
            faults += error.faults
        try:
            price = numbers(file.column(title), file.lines, title)
        except TableError as error:
            faults += error.faults
        if isinstance(price, list):
            faults += price
        elif hours is not None and price is not None:
            return HourlyPrices(hours, price, file.lines)
        raise TableError(name, faults)

    def excerpt(self, name: str, fault: Fault) -> tuple[str, int]:
        """The line of a fault, and where in it the cell begins (from 1).

        Returns:
            ("", 0) where there is no such line.
        """
        text, file = self._texts.get(name), self._files.get(name)
        if not isinstance(text, str) or fault.line == 0:
            return "", 0
        line = re.split(r"\r\n|\n|\r", text)[fault.line - 1]
        header = file.header if isinstance(file, CsvFile) else ()
        return line, position(line, header, fault.column)

    def _file(self, name: str) -> CsvFile:
        """The cells of a file."""
        text = _once(self._texts, name, lambda: read_text(find(self.folder, name), name))
        return _once(self._files, name, lambda: parse(text, name))


def _once(known: "dict[str, V | TableError]", name: str, make: Callable[[], V]) -> V:
    """What was made of a file before, or is made now; an error is remembered as well."""
    if name not in known:
        try:
            known[name] = make()
        except TableError as error:
            known[name] = error
    found = known[name]
    if isinstance(found, TableError):
        raise found
    return found
