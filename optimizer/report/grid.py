"""A small table whose cells are words already, for every kind of report."""

from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from optimizer.report.layout import new_table


@dataclass(frozen=True)
class Grid:
    """A small table whose cells are words already.

    Attributes:
        title: above it.
        headings: of its columns.
        rows: cells.
        strong: numbers of rows that stand out.
        left: so many columns, from the first, stand on the left.
        note: a sentence under the title, "" for none.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: tuple[int, ...] = ()
    left: int = 1
    note: str = ""


_SIGNS = {"+": "green", "-": "red", "~": "yellow", "=": "dim"}


def grid_table(grid: Grid) -> Table:
    """The table for a terminal, without its title, which may be wider than the table.

    Signs of change in the first column have their colour.
    """
    table = new_table("")
    table.title = None
    for number, heading in enumerate(grid.headings):
        if number < grid.left:
            table.add_column(heading, overflow="fold")
        else:
            table.add_column(heading, justify="right", overflow="fold")
    for number, row in enumerate(grid.rows):
        style = _SIGNS.get(row[0].strip(), "")
        cells = [Text(row[0], style=style), *(Text(cell) for cell in row[1:])]
        table.add_row(*cells, style="bold" if number in grid.strong else "")
    return table
