"""Tables as files: a folder of CSV or Parquet files with a list of what is in it.

``manifest.json`` names every table with its columns, titles and units. It also marks the folder
as one that fleetopt wrote and may write anew.
"""

import csv
from io import BytesIO, StringIO

import pandas as pd

from optimizer.report.json_text import dumps
from optimizer.report.tables.table import Cell, Kind, Table
from optimizer.results.result import Result

MANIFEST = "manifest.json"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets take text that begins so for a formula."""


def csv_files(tables: tuple[Table, ...], result: Result) -> dict[str, bytes]:
    """Each table as CSV, UTF-8, by the names of their files."""
    files = {f"{table.name}.csv": _csv(table).encode("utf-8", "replace") for table in tables}
    return {MANIFEST: manifest(tables, result, ".csv"), **files}


def parquet_files(tables: tuple[Table, ...], result: Result) -> dict[str, bytes]:
    """Each table as Parquet, by the names of their files.

    Raises:
        ImportError: pyarrow is not installed.
    """
    files = {}
    for table in tables:
        out = BytesIO()
        frame(table).to_parquet(out, engine="pyarrow", index=False)
        files[f"{table.name}.parquet"] = out.getvalue()
    return {MANIFEST: manifest(tables, result, ".parquet"), **files}


def manifest(tables: tuple[Table, ...], result: Result, ending: str) -> bytes:
    """What is in the folder."""
    document = dumps(
        {
            "fleetopt_tables": 1,
            "fleet": result.fleet.name,
            "tables": [
                {
                    "file": f"{table.name}{ending}",
                    "title": table.title,
                    "columns": [
                        {"name": column.name, "title": column.title, "unit": column.unit or None}
                        for column in table.columns
                    ],
                }
                for table in tables
            ],
        }
    )
    return document.encode()


def frame(table: Table) -> pd.DataFrame:
    """A table as a frame with a type for each column; what is absent is missing."""
    return pd.DataFrame(
        {
            column.name: pd.Series(
                list(cells), dtype=_TYPES.get(column.kind, "float64"), name=column.name
            )
            for column, cells in zip(table.columns, zip(*table.rows, strict=True), strict=True)
        }
    )


_TYPES = {Kind.TEXT: "object", Kind.MONTH: "object", Kind.FLAG: "bool", Kind.WHOLE: "Int64"}


def _csv(table: Table) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[plain_cell(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def plain_cell(cell: Cell) -> str:
    """A cell as text that no spreadsheet takes for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return repr(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
