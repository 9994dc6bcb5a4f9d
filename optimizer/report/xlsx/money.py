"""The sheet of money by year: sums of the monthly sheet, subtotals of their lines, all live."""

from typing import Any

from optimizer.report.tables import Kind, Table
from optimizer.report.xlsx.styles import Styles
from optimizer.results.result import MoneyGroup, Plan, Result

SHEET = "money_by_year"
_TOP = 2
_SUBTOTALS = {
    MoneyGroup.EBITDA: "EBITDA",
    MoneyGroup.TREASURY: "Coins kept and sold",
    MoneyGroup.CAPEX: "Capex",
    MoneyGroup.FUNDING: "Tenant funding, machines sold",
    MoneyGroup.DEBT_SERVICE: "Debt service",
    MoneyGroup.FINANCING: "Financing",
}


def add_money_by_year(book: Any, styles: Styles, result: Result, months: Table) -> None:
    """A sheet of lines by calendar year that sums the sheet of months.

    Args:
        book: an XlsxWriter workbook.
        styles: its formats.
        result: with a plan.
        months: the table of the sheet ``money``, as written.
    """
    plan = result.plan
    years = sorted({label[:4] for label in plan.money.index})
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, "Money by year, USD, inflow positive", styles.title)
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, len(years) + 1, 15)
    sheet.freeze_panes(_TOP + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for number, heading in enumerate(("Line", *years, "Total")):
        sheet.write_string(_TOP, number, heading, styles.heading)
    _Writer(sheet, styles, plan, months, years).write()


class _Writer:
    """Writes the sheet's rows, each a sum over months or over the rows above."""

    def __init__(
        self, sheet: Any, styles: Styles, plan: Plan, months: Table, years: list[str]
    ) -> None:
        self._sheet, self._styles, self._plan, self._years = sheet, styles, plan, years
        self._columns = {column.name: i for i, column in enumerate(months.columns)}
        self._last = _TOP + len(months.rows) + 1
        self._row = _TOP + 1

    def write(self) -> None:
        """Lines group by group, a subtotal under each, and the cash flow."""
        totals = []
        for group, title in _SUBTOTALS.items():
            lines = [
                line
                for line in self._plan.lines
                if line.group is group and line.name in self._columns
            ]
            if not lines:
                continue
            first = self._row
            for line in lines:
                self._line(line.name, line.title)
            self._sum(title, [(first, self._row - 1)], [line.name for line in lines])
            totals.append(self._row - 1)
        names = [line.name for line in self._plan.lines if line.name in self._columns]
        self._sum("Cash flow", [(row, row) for row in totals], names)

    def _amounts(self, names: list[str]) -> list[float]:
        """Sums by year, and of all years."""
        by_year = [
            float(self._plan.money[self._plan.money.index.str.startswith(year)][names].sum().sum())
            for year in self._years
        ]
        return [*by_year, sum(by_year)]

    def _line(self, name: str, title: str) -> None:
        from xlsxwriter.utility import xl_col_to_name

        style = self._styles.numbers[Kind.USD]
        self._sheet.write_string(self._row, 0, title, self._styles.text)
        letter = xl_col_to_name(self._columns[name])
        span = f"money!${letter}${_TOP + 2}:${letter}${self._last}"
        labels = f"money!$A${_TOP + 2}:$A${self._last}"
        amounts = self._amounts([name])
        for i, (year, amount) in enumerate(zip(self._years, amounts, strict=False)):
            formula = f'=SUMPRODUCT((LEFT({labels},4)="{year}")*{span})'
            self._sheet.write_formula(self._row, i + 1, formula, style, amount)
        self._across(style, amounts[-1])
        self._row += 1

    def _sum(self, title: str, spans: list[tuple[int, int]], names: list[str]) -> None:
        """A row that sums rows above it."""
        from xlsxwriter.utility import xl_col_to_name

        style = self._styles.totals[Kind.USD]
        self._sheet.write_string(self._row, 0, title, self._styles.total)
        amounts = self._amounts(names)
        for i in range(len(self._years)):
            letter = xl_col_to_name(i + 1)
            parts = ",".join(f"{letter}{a + 1}:{letter}{b + 1}" for a, b in spans)
            self._sheet.write_formula(self._row, i + 1, f"=SUM({parts})", style, amounts[i])
        self._across(style, amounts[-1])
        self._row += 1

    def _across(self, style: Any, amount: float) -> None:
        """The sum of the years of the row."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        first = xl_rowcol_to_cell(self._row, 1)
        last = xl_rowcol_to_cell(self._row, len(self._years))
        formula = f"=SUM({first}:{last})"
        self._sheet.write_formula(self._row, len(self._years) + 1, formula, style, amount)
