"""What all tables in the terminal share: their look, and what the terminal can show."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

WIDTH = 100
"""Columns that every report fits, and the most it uses."""


GAP = 2
"""Columns between neighbouring cells of a table."""


@dataclass(frozen=True)
class Canvas:
    """What the report is drawn on.

    Attributes:
        width: columns.
        color: whether it shows colours and bold type.
        unicode: whether it shows more than ASCII.
    """

    width: int = WIDTH
    color: bool = False
    unicode: bool = True

    def glyph(self, best: str, ascii_only: str) -> str:
        """A sign, or its stand-in."""
        return best if self.unicode else ascii_only


def new_table(title: str) -> Table:
    """An empty table in the house's look: a title on its left, a rule under the headings.

    The gap between neighbouring cells is one column of padding and one of a divider.
    """
    return Table(
        title=Text(title, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
    )


def draw(parts: Iterable[RenderableType], canvas: Canvas) -> str:
    """Parts below each other as text, ending in a newline; no line ends in spaces."""
    console = Console(
        file=StringIO(),
        width=canvas.width,
        force_terminal=canvas.color,
        no_color=not canvas.color,
        color_system="standard" if canvas.color else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    drawn = capture.get() if canvas.unicode else capture.get().replace("─", "-")
    return "\n".join(line.rstrip() for line in drawn.splitlines()).strip("\n") + "\n"


def heading(title: str) -> Text:
    """A heading of a section that is no table."""
    return Text(title, style="bold")
