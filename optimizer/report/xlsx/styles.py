"""How cells of a workbook look: number formats by what a column holds."""

from dataclasses import dataclass
from typing import Any

from optimizer.report.tables import Column, Kind

NUMBER_FORMATS = {
    Kind.USD: "#,##0;[Red]-#,##0;-",
    Kind.PRICE: "#,##0.00;[Red]-#,##0.00;0.00",
    Kind.MW: "#,##0.00;[Red]-#,##0.00;-",
    Kind.PERCENT: "0.0",
    Kind.RATIO: '0.00"x"',
    Kind.NUMBER: "#,##0.00",
    Kind.WHOLE: "#,##0",
}

WIDTHS = {
    Kind.USD: 15.0,
    Kind.PRICE: 13.0,
    Kind.MW: 11.0,
    Kind.PERCENT: 11.0,
    Kind.RATIO: 11.0,
    Kind.NUMBER: 13.0,
    Kind.WHOLE: 10.0,
    Kind.MONTH: 10.0,
    Kind.FLAG: 9.0,
}

_LONGEST = 60.0
_FONT = {"font_name": "Calibri", "font_size": 10}


@dataclass(frozen=True, eq=False)
class Styles:
    """The formats of a workbook.

    Attributes:
        title, heading, note, total, wrapped, strong: of cells that are no numbers.
        numbers, totals: by what a column holds.
        text: of cells of text.
    """

    title: Any
    heading: Any
    note: Any
    total: Any
    text: Any
    wrapped: Any
    strong: Any
    numbers: dict[Kind, Any]
    totals: dict[Kind, Any]

    @classmethod
    def of(cls, book: Any) -> "Styles":
        """The formats, added to an XlsxWriter workbook."""

        def add(**properties: Any) -> Any:
            return book.add_format({**_FONT, **properties})

        rule = {"bold": True, "top": 1, "bg_color": "#F2F2F2"}
        return cls(
            title=add(bold=True, font_size=14),
            heading=add(bold=True, bottom=1, text_wrap=True, valign="bottom", bg_color="#E8EEF4"),
            note=add(italic=True, font_color="#595959"),
            total=add(**rule),
            text=add(valign="top", indent=1),
            wrapped=add(text_wrap=True, valign="top", indent=1),
            strong=add(bold=True, valign="top"),
            numbers={
                kind: add(num_format=form, valign="top") for kind, form in NUMBER_FORMATS.items()
            },
            totals={kind: add(num_format=form, **rule) for kind, form in NUMBER_FORMATS.items()},
        )

    def cell(self, column: Column) -> Any:
        """The format of a column's cells."""
        return self.numbers.get(column.kind, self.text)


def width_of(column: Column, cells: list[object]) -> float:
    """Width of a column in characters."""
    if column.kind in WIDTHS:
        return WIDTHS[column.kind]
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    return min(max(longest, len(column.heading), 8) + 1.5, _LONGEST)
