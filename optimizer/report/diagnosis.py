"""Why there is no plan, in the terminal: the reason, the cures, the conflict."""

import shlex
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.diagnosis.findings import ConflictKey, Cure, Diagnosis
from optimizer.report.layout import Canvas, draw, heading

_NO_CURE = "No cure of the kinds tried gives a plan."


def diagnosis_text(diagnosis: Diagnosis, canvas: Canvas | None = None) -> str:
    """A diagnosis as text, ending in a newline; no line is wider than the canvas."""
    return draw(diagnosis_parts(diagnosis), canvas or Canvas())


def diagnosis_parts(diagnosis: Diagnosis) -> Iterator[RenderableType]:
    """A diagnosis from top to bottom."""
    yield heading("Why there is no plan")
    yield Padding(Text(diagnosis.words), (0, 0, 0, 2))
    if diagnosis.cures:
        yield ""
        yield heading("What would give a plan, by what it costs or asks for; each was tried")
        yield _cures(diagnosis.cures)
    elif not diagnosis.physical and not diagnosis.unfinished:
        yield ""
        yield Text(_NO_CURE)
    if diagnosis.conflict:
        yield ""
        yield heading("What cannot hold together")
        yield Padding(Text(_about(diagnosis)), (0, 0, 0, 2))
        yield _conflict(diagnosis.conflict)
    if diagnosis.unfinished:
        yield ""
        yield heading("Not found out in the time given")
        for step in diagnosis.unfinished:
            yield Padding(Text(f"{step}."), (0, 0, 0, 2))


def set_options(cure: Cure) -> str:
    """The options that apply a cure, as a shell takes them, one on a line."""
    return " \\\n".join(f"--set {shlex.quote(text)}" for text in cure.overrides)


def _about(diagnosis: Diagnosis) -> str:
    """What the list of keys means."""
    if len(diagnosis.conflict) == 1:
        return "This alone cannot hold, even where all else listed in the file gives way:"
    if diagnosis.minimal:
        return (
            "These cannot all hold, whatever else gives way; without any one of them the rest can:"
        )
    return "These cannot all hold, whatever else gives way; fewer of them may be to blame:"


def _cures(cures: tuple[Cure, ...]) -> RenderableType:
    """A price, what to do, and the options that try it."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, justify="right")
    grid.add_column()
    for number, cure in enumerate(cures):
        words = Text(_sentence(cure))
        options = Text(set_options(cure), style="cyan", overflow="fold")
        price = Text(f"${cure.usd:,.0f}", style="bold" if number == 0 else "")
        grid.add_row(price, Group(words, options))
    return Padding(grid, (0, 0, 0, 2))


def _sentence(cure: Cure) -> str:
    words = cure.words[:1].upper() + cure.words[1:]
    return f"{words}." if cure.least else f"{words} (less may do)."


def _conflict(keys: tuple[ConflictKey, ...]) -> RenderableType:
    """Where each key stands, and what it asks."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold", max_width=44)
    grid.add_column()
    for key in keys:
        grid.add_row(Text(place(key), style="dim"), Text(f"{key.path}: {key.words}{_default(key)}"))
    return Padding(grid, (0, 0, 0, 2))


def _default(key: ConflictKey) -> str:
    """A key that nobody wrote stands where it would be written."""
    return "" if key.value else " (by default)"


def place(key: ConflictKey) -> str:
    """``file:line``, or the override, of a key."""
    return f"{key.file}:{key.line}" if key.line else key.file
