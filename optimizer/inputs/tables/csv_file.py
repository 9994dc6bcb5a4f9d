"""A CSV file as cells with line numbers.

Nothing here knows what the columns mean.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.errors.visible import short
from optimizer.inputs.nearest import closest
from optimizer.inputs.tables.faults import SHOWN_CHARACTERS, Fault, TableError, shown

MOST_ROWS = 200_000
"""22 years of hours."""
MOST_CELLS = 2_000_000
_MOST_TITLES = 12


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The cells of a file.

    Attributes:
        name: the file as the fleet file names it.
        header: titles of the columns, blanks around them removed.
        header_line: line of the header in the file.
        lines: line of each row in the file, length n.
        rows: cells of each row, n lists as long as the header.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    lines: tuple[int, ...]
    rows: tuple[list[str], ...]

    def column(self, title: str) -> list[str]:
        """Cells of a column without blanks around them, length n.

        Raises:
            TableError: there is no such column, or there are two.
        """
        found = [i for i, one in enumerate(self.header) if one == title]
        if len(found) == 1:
            index = found[0]
            return [row[index].strip() for row in self.rows]
        if found:
            message, hint = f"two columns are called {title!r}", "rename one of them"
        else:
            message, hint = f"there is no column {title!r}", self._suggest(title)
        got = ", ".join(short(one, SHOWN_CHARACTERS) for one in self.header[:_MOST_TITLES])
        got += ", .." if len(self.header) > _MOST_TITLES else ""
        fault = Fault("E402", self.header_line, message, got, hint=hint, column=title)
        raise TableError(self.name, [fault])

    def _suggest(self, title: str) -> str:
        """What to write instead of a column that is not there."""
        near = closest(title, self.header)
        return f"did you mean {near!r}?" if near else "name one of its columns"


def parse(text: str, name: str) -> CsvFile:
    """Take a CSV file apart; either kind of line end and empty lines are tolerated.

    Args:
        text: the whole file.
        name: how errors call it.

    Raises:
        TableError: it is empty, not CSV, or its rows are ragged.
    """
    # Before it is taken apart: empty lines and cells take time as well.
    if text.count(",") > MOST_CELLS or text.count("\n") + text.count("\r") > 2 * MOST_ROWS:
        raise _too_large(name, 0)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    table: list[tuple[int, list[str]]] = []
    before = cells = 0
    try:
        for row in reader:
            # A quoted cell may hold line ends: a row starts on the line after the last one's end.
            if any(row) and "".join(row).strip():
                table.append((before + 1, row))
                cells += len(row)
                if len(table) > MOST_ROWS or cells > MOST_CELLS:
                    raise _too_large(name, before + 1)
            before = reader.line_num
    except csv.Error as error:
        hint = "put a cell that holds a comma, a quote or a line end in double quotes"
        fault = Fault("E408", before + 1, f"this is not CSV: {error}", hint=hint)
        raise TableError(name, [fault]) from None
    if not table:
        hint = "its first line names the columns"
        raise TableError(name, [Fault("E408", 0, "the file is empty", hint=hint)])
    (first, header), *body = table
    wrong = TableError(name, _faults_of_shape(first, header, body))
    if wrong.count:
        raise wrong
    lines, rows = zip(*body, strict=True)
    return CsvFile(name, tuple(title.strip() for title in header), first, lines, rows)


def _faults_of_shape(
    first: int, header: list[str], body: list[tuple[int, list[str]]]
) -> Iterable[Fault]:
    """Separators that are not commas, no rows, ragged rows."""
    if len(header) == 1 and (other := re.search(r"[;\t|]", header[0])):
        message = f"columns are separated by {shown(other[0])}"
        return [Fault("E408", first, message, allowed="commas", hint="save it with commas")]
    if not body:
        return [Fault("E408", 0, "the file has a header and no rows")]
    return (
        Fault("E408", line, f"this row has {len(row)} cells, the header has {len(header)}")
        for line, row in body
        if len(row) != len(header)
    )


def _too_large(name: str, line: int) -> TableError:
    message = f"more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells"
    hint = "keep the rows and columns that are used"
    return TableError(name, [Fault("E408", line, message, hint=hint)])


def position(line: str, header: tuple[str, ...], title: str) -> int:
    """Where the cell of a column begins in a line of the file, from 1; 1 if it is not plain."""
    if title not in header or '"' in line:
        return 1
    cells = line.split(",", header.index(title))[: header.index(title)]
    return 1 + sum(len(cell) + 1 for cell in cells)
