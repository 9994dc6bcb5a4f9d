"""A picture of the HTML report: plain values, a message in words, a table."""

from dataclasses import dataclass

import pandas as pd

from optimizer.report.cells import column, numbers
from optimizer.report.json_text import JsonObject
from optimizer.report.tables import Column, Kind, Table
from optimizer.report.tables.table import from_rows

MOST_SITES = 4
"""Sites that have a picture of their own."""


@dataclass(frozen=True)
class Chart:
    """A picture.

    Attributes:
        name: its id in the page.
        kind: which function draws it.
        title: what people read above it.
        message: what it says, in words.
        data: what the function takes.
        table: the same numbers; None where another table of the page has them.
    """

    name: str
    kind: str
    title: str
    message: str
    data: JsonObject
    table: Table | None


def by_month(
    name: str, title: str, months: list[str], titles: list[str], keys: list[str],
    frame: pd.DataFrame, unit: str,
) -> Table:  # fmt: skip
    """A table of some monthly columns of a frame."""
    kind = Kind.MW if unit == "MW" else Kind.USD
    columns = [
        Column("month", "Month", Kind.MONTH),
        *(Column(key, head, kind, unit) for key, head in zip(keys, titles, strict=True)),
    ]
    series = [numbers(column(frame, key)) for key in keys]
    rows = [(month, *(values[t] for values in series)) for t, month in enumerate(months)]
    return from_rows(name, title, columns, rows)
