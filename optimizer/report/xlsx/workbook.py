"""Write a result as a workbook.

Totals are formulas, so that they follow when somebody changes a number, and are stored with their
value, so that programs that do not calculate show the same. Text is written as text: a name that
begins with ``=`` is no formula. The same result gives the same bytes.
"""

from datetime import datetime
from io import BytesIO
from typing import Any

from optimizer.report.decisions import instructions
from optimizer.report.reasons import not_in_full, reasons, scarce_sentences
from optimizer.report.summary import after_horizon, fleet_line, headline, overrides_line
from optimizer.report.tables import Cell, Column, Kind, Table, tables
from optimizer.report.xlsx.money import add_money_by_year
from optimizer.report.xlsx.styles import Styles, width_of
from optimizer.results.result import Result

_CREATED = datetime(2000, 1, 1)
"""When every workbook was made, so that the same result gives the same bytes."""

_COVER = "summary"
_ON_THE_COVER = ("what_to_do", "why")
_HEAD = 2
"""Rows above a table's headings: its title and an empty one."""


def to_xlsx(result: Result) -> bytes:
    """The workbook of a result."""
    import xlsxwriter

    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book: Any = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": f"fleetopt: {result.fleet.name}",
            "subject": fleet_line(result.fleet),
            "author": "fleetopt",
            "created": _CREATED,
        }
    )
    styles = Styles.of(book)
    _add_cover(book, styles, result)
    for table in tables(result):
        if table.name in _ON_THE_COVER:
            continue
        _add_sheet(book, styles, table)
        if table.name == "money":
            add_money_by_year(book, styles, result, table)
    book.close()
    return out.getvalue()


def _add_cover(book: Any, styles: Styles, result: Result) -> None:
    """The first sheet, which reads like a page."""
    sheet = book.add_worksheet(_COVER)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 105)
    _print_setup(sheet, landscape=True)
    for row, (words, style) in enumerate(_cover_lines(styles, result)):
        first, second = words if isinstance(words, tuple) else (words, None)
        if second is None:
            sheet.write_string(row, 0, first, style)
        else:
            sheet.write_string(row, 0, first, styles.strong)
            sheet.write_string(row, 1, second, style)


def _cover_lines(styles: Styles, result: Result) -> list[tuple[str | tuple[str, str], Any]]:
    """Lines of the cover, alone or as a pair of label and words, with their formats."""
    head = headline(result)
    lines: list[tuple[str | tuple[str, str], Any]] = [
        (fleet_line(result.fleet), styles.title),
        (f"{head.worth}{', ' if head.surety else ''}{head.surety}", styles.strong),
    ]
    if result.fleet.overrides:
        lines.append((f"With {overrides_line(result.fleet)}", styles.note))
    if result.plan_or_none is None:
        if result.diagnosis is not None:
            lines += [("", styles.text), (("Why", result.diagnosis.words), styles.wrapped)]
        return lines
    lines += [(after_horizon(result), styles.note), ("", styles.text)]
    lines.append(("What to do", styles.heading))
    lines += [((todo.verb, todo.sentence), styles.wrapped) for todo in instructions(result.plan)]
    if result.reasons is not None:
        lines += [("", styles.text), ("Why", styles.heading)]
        lines += [((why.name, why.sentence), styles.wrapped) for why in reasons(result)]
        if words := not_in_full(result.reasons):
            lines.append((("", words), styles.note))
        lines += [("", styles.text), ("What is scarce", styles.heading)]
        lines += [
            (("", sentence), styles.wrapped)
            for sentence in scarce_sentences(result.reasons.marginal)
        ]
    return lines


def _add_sheet(book: Any, styles: Styles, table: Table) -> None:
    """A sheet with one table: title, headings, rows, totals."""
    sheet = book.add_worksheet(table.name)
    sheet.write_string(0, 0, table.title, styles.title)
    labels = sum(1 for column in table.columns if column.kind in (Kind.TEXT, Kind.MONTH))
    sheet.freeze_panes(_HEAD + 1, min(labels, 2) if len(table.columns) > 5 else 0)
    for number, column in enumerate(table.columns):
        sheet.write_string(_HEAD, number, column.heading, styles.heading)
        cells = [row[number] for row in table.rows]
        sheet.set_column(number, number, width_of(column, list(cells)))
    for offset, row in enumerate(table.rows):
        for number, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            _write(sheet, _HEAD + 1 + offset, number, cell, column, styles)
    last = _HEAD + len(table.rows)
    if len(table.rows) > 1:
        sheet.autofilter(_HEAD, 0, last, len(table.columns) - 1)
    _add_totals(sheet, styles, table, last)
    _print_setup(sheet, landscape=True)
    sheet.repeat_rows(0, _HEAD)


def _add_totals(sheet: Any, styles: Styles, table: Table, last: int) -> None:
    """A row of sums under the columns that add up; they follow the filter."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    if not any(column.adds_up for column in table.columns) or len(table.rows) < 2:
        return
    row = last + 1
    for number, column in enumerate(table.columns):
        if column.adds_up:
            top, bottom = (xl_rowcol_to_cell(r, number) for r in (_HEAD + 1, last))
            amount = _sum(table, number)
            sheet.write_formula(
                row, number, f"=SUBTOTAL(109,{top}:{bottom})", styles.totals[column.kind], amount
            )
        else:
            sheet.write_string(row, number, "" if number else "Total", styles.total)


def _sum(table: Table, number: int) -> float:
    cells = (row[number] for row in table.rows)
    return sum(float(cell) for cell in cells if isinstance(cell, int | float))


def _write(sheet: Any, row: int, number: int, cell: Cell, column: Column, styles: Styles) -> None:
    style = styles.cell(column)
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_string(row, number, "yes" if cell else "no", styles.text)
    elif isinstance(cell, int | float):
        sheet.write_number(row, number, cell, style)
    else:
        long = len(cell) > 60
        sheet.write_string(row, number, cell, styles.wrapped if long else styles.text)


def _print_setup(sheet: Any, *, landscape: bool) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&Rpage &P of &N")
