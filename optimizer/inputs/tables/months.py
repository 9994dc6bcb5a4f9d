"""Monthly files: one row per month, in any order."""

from collections.abc import Iterator

from optimizer.inputs.problem import FloatArray
from optimizer.inputs.tables.csv_file import CsvFile
from optimizer.inputs.tables.faults import Fault, TableError, shown
from optimizer.inputs.tables.numbers import numbers
from optimizer.months import Horizon, Month

MONTH = "month"
_MOST_LISTED = 6


def read_months(file: CsvFile) -> dict[Month, int]:
    """Row of each month of a file.

    Raises:
        TableError: there is no column of months, or a month is malformed or stands twice.
    """
    rows: dict[Month, int] = {}
    error = TableError(file.name, _faults(file, rows))
    if error.count:
        raise error
    return rows


def _faults(file: CsvFile, rows: dict[Month, int]) -> Iterator[Fault]:
    """What is wrong with the months; fills in their rows."""
    for i, (cell, line) in enumerate(zip(file.column(MONTH), file.lines, strict=True)):
        try:
            month = Month.parse(cell)
        except ValueError:
            message, allowed = f"{MONTH} is not a month", "YYYY-MM, like 2026-07"
            yield Fault("E405", line, message, shown(cell), allowed, column=MONTH)
            continue
        if month in rows:
            message = f"{month} stands twice, first on line {file.lines[rows[month]]}"
            yield Fault("E406", line, message, column=MONTH)
        rows.setdefault(month, i)


def read_monthly(
    file: CsvFile, rows: dict[Month, int], title: str, horizon: Horizon
) -> tuple[FloatArray, tuple[int, ...]]:
    """A column over the horizon; months outside it are not looked at.

    Args:
        file: the file.
        rows: row of each of its months.
        title: the column wanted.
        horizon: every one of its months must be there.

    Returns:
        Values, shape (T,), and the line of each.

    Raises:
        TableError: there is no such column, a month is missing, or a cell is not a number.
    """
    cells = file.column(title)
    months = [horizon.start + t for t in range(horizon.months)]
    missing = [str(month) for month in months if month not in rows]
    if missing:
        got = ", ".join(missing[:_MOST_LISTED]) + (", .." if len(missing) > _MOST_LISTED else "")
        message = f"{len(missing)} of {horizon.months} months of the horizon are missing"
        fault = Fault("E403", 0, f"{message}: {got}", hint="add a row for each")
        raise TableError(file.name, [fault])
    wanted = [rows[month] for month in months]
    lines = tuple(file.lines[i] for i in wanted)
    values = numbers([cells[i] for i in wanted], lines, title, file.name)
    if isinstance(values, TableError):
        raise values
    return values, lines
