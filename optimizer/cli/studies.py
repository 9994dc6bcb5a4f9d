"""What commands that show a page have in common: options, and how the page is delivered."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from optimizer.cli.files import check_ending, check_place, write_text_reports
from optimizer.cli.talk import canvas, print_json, print_text, say

if TYPE_CHECKING:
    from optimizer.studies.page import Page

F = TypeVar("F", bound=Callable[..., Any])

jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1, max=256),
    metavar="N",
    help="Solves at a time.  [default: the processor's cores]",
)
"""``--jobs N``."""


def output_option(*endings: str) -> Callable[[F], F]:
    """Add ``-o FILE``, which may be repeated; files are checked before anything is solved."""

    def checked(
        _context: click.Context, _parameter: click.Parameter, paths: tuple[Path, ...]
    ) -> tuple[Path, ...]:
        for path in paths:
            check_ending(path, endings)
            check_place(path)
        return paths

    return click.option(
        "-o",
        "--output",
        "outputs",
        multiple=True,
        type=click.Path(path_type=Path),
        callback=checked,
        metavar="FILE",
        help=f"Write it, its kind by its ending: {', '.join(endings)}. May be repeated.",
    )


def deliver(
    page: "Page",
    to_json: Callable[[], str],
    outputs: Sequence[Path],
    *,
    as_json: bool,
    quiet: bool,
    to_csv: Callable[[], str] | None = None,
    more: Mapping[str, Callable[[], str]] | None = None,
) -> None:
    """Write and print a page.

    Args:
        page: what there is to show.
        to_json: makes its JSON.
        outputs: files to write.
        as_json: print JSON instead of tables.
        quiet: do not say what was written.
        to_csv: makes its CSV, where it has one.
        more: other kinds of file, by ending.

    Raises:
        Failure: a file could not be written; the others were, and the page is printed.
    """
    from optimizer.studies.page import to_html, to_markdown, to_terminal

    makers = {
        ".json": to_json,
        ".md": lambda: to_markdown(page),
        ".html": lambda: to_html(page),
        **({".csv": to_csv} if to_csv is not None else {}),
        **(more or {}),
    }
    written, failure = write_text_reports(outputs, makers)
    if as_json:
        print_json(to_json())
    else:
        print_text(to_terminal(page, canvas()))
    if not quiet:
        for path in written:
            say(f"Wrote {path}")
    if failure is not None:
        raise failure
