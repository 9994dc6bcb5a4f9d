"""What a study has to show, and how it is shown: terminal, Markdown, HTML."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from optimizer.errors.visible import visible
from optimizer.report.grid import Grid, grid_table
from optimizer.report.html.charts import Chart
from optimizer.report.html.grids import cell
from optimizer.report.html.page import asset, environment, script_data, scripts
from optimizer.report.layout import Canvas, draw, heading
from optimizer.report.markdown import escape
from optimizer.report.markdown import table as markdown_table
from optimizer.version import __version__


@dataclass(frozen=True)
class Page:
    """A study.

    Attributes:
        title: what it is about.
        lead: what it comes to, the first sentence the most important one.
        grids: tables.
        charts: pictures for HTML, as in the report of a plan.
    """

    title: str
    lead: tuple[str, ...]
    grids: tuple[Grid, ...]
    charts: tuple[Chart, ...] = ()


def to_terminal(page: Page, canvas: Canvas | None = None) -> str:
    """The page as text, ending in a newline; no line is wider than the canvas."""
    return draw(_parts(page), canvas or Canvas())


def _parts(page: Page) -> Iterator[RenderableType]:
    yield Text(visible(page.title), style="bold")
    yield ""
    for number, sentence in enumerate(page.lead):
        yield Text(visible(sentence), style="bold" if number == 0 else "")
    for grid in page.grids:
        yield ""
        yield heading(visible(grid.title))
        yield grid_table(_visible(grid))
        if grid.note:
            yield Padding(Text(visible(grid.note), style="dim"), (0, 0, 0, 0))


def _visible(grid: Grid) -> Grid:
    """The grid with nothing in it that a terminal obeys."""
    rows = tuple(tuple(visible(cell) for cell in row) for row in grid.rows)
    headings = tuple(visible(heading) for heading in grid.headings)
    return Grid(grid.title, headings, rows, grid.strong, grid.left)


def to_markdown(page: Page) -> str:
    """The page as Markdown, ending in a newline."""
    return "\n".join(_lines(page)).rstrip("\n") + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield f"## {escape(page.title)}"
    yield ""
    for number, sentence in enumerate(page.lead):
        yield f"**{escape(sentence)}**" if number == 0 else escape(sentence)
        yield ""
    for grid in page.grids:
        yield from (f"### {escape(grid.title)}", "")
        rows = [
            [
                f"**{escape(cell)}**" if number in grid.strong and cell else _cell(cell)
                for cell in row
            ]
            for number, row in enumerate(grid.rows)
        ]
        headings = [escape(heading) or " " for heading in grid.headings]
        yield from markdown_table(headings, rows, grid.left)
        yield ""
        if grid.note:
            yield from (escape(grid.note), "")


def _cell(cell: str) -> str:
    """A cell; signs of change stay signs and are no lists."""
    return f"`{cell}`" if cell in ("+", "-", "~", "=") else escape(cell)


def to_html(page: Page) -> str:
    """The page as one self-contained HTML file; scripts only where there are pictures."""
    return (
        environment()
        .get_template("study.html.j2")
        .render(
            page=page,
            charts=page.charts,
            data=script_data({chart.name: chart.data for chart in page.charts}),
            scripts=scripts() if page.charts else [],
            style=asset("style.css"),
            version=__version__,
            cell=cell,
        )
    )
