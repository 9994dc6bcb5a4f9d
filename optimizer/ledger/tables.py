"""The CSV files beside the fleet file, read anew with nothing but the csv module."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PriceRow:
    """An hour of a price file.

    Attributes:
        hour: hour of the day that begins then, 0..23.
        price: USD/MWh as the file has it.
        day: the day, ``YYYY-MM-DD``.
    """

    hour: int
    price: Decimal
    day: str


class Tables:
    """The files of a folder, each read once.

    Args:
        folder: where the fleet file lies.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cells: dict[str, dict[str, list[str]]] = {}
        self._hourly: dict[tuple[str, str], tuple[tuple[PriceRow, ...], ...]] = {}

    def monthly(self, name: str, column: str) -> dict[str, str]:
        """Cells of a column by their month, ``YYYY-MM``."""
        cells = self._columns(name)
        return dict(zip(cells["month"], cells[column], strict=True))

    def hourly(self, name: str, column: str) -> tuple[tuple[PriceRow, ...], ...]:
        """Rows of a column by calendar month, 1..12 (entry 0 is empty), in file order."""
        if (name, column) not in self._hourly:
            cells = self._columns(name)
            rows: list[list[PriceRow]] = [[] for _ in range(13)]
            # 2024-01-31T23:00: the month stands at 5, the hour at 11.
            for stamp, cell in zip(cells["timestamp"], cells[column], strict=True):
                rows[int(stamp[5:7])].append(PriceRow(int(stamp[11:13]), Decimal(cell), stamp[:10]))
            self._hourly[name, column] = tuple(tuple(month) for month in rows)
        return self._hourly[name, column]

    def _columns(self, name: str) -> dict[str, list[str]]:
        """Cells of a file by the title of their column."""
        if name not in self._cells:
            path = self._folder / name
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = [row for row in csv.reader(stream) if any(cell.strip() for cell in row)]
            titles = [title.strip() for title in rows[0]]
            columns = zip(*rows[1:], strict=True)
            self._cells[name] = {
                title: [cell.strip() for cell in column]
                for title, column in zip(titles, columns, strict=True)
            }
        return self._cells[name]
