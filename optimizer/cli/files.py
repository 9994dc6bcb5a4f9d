"""Report files: checked before the solve, written whole or not at all."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli.talk import Failure

if TYPE_CHECKING:
    from optimizer.results.result import Result


def _json(result: "Result") -> str:
    from optimizer.report.json_report import to_json

    return to_json(result)


WRITERS: dict[str, Callable[["Result"], str]] = {".json": _json}
"""What makes a report, by the ending of its file."""

_LATER = (".html", ".xlsx", ".csv", ".md")


def check_reports(
    _context: click.Context, _parameter: click.Parameter, paths: tuple[Path, ...]
) -> tuple[Path, ...]:
    """Click callback: every report can be written, as far as can be known before the solve.

    Raises:
        click.BadParameter: an ending without a report, or a place that cannot be written.
    """
    for path in paths:
        check_ending(path, tuple(WRITERS), later=_LATER)
        check_place(path)
    return paths


def check_ending(path: Path, known: Iterable[str], later: Iterable[str] = ()) -> None:
    """Refuse a file whose ending says nothing we can write.

    Raises:
        click.BadParameter: it is not among ``known``.
    """
    ending = path.suffix.lower()
    if ending in known:
        return
    if path.is_dir():
        what = "this is a folder, not a file"
    elif ending in later:
        what = f"{ending} reports are not in this version"
    elif ending:
        what = f"{ending!r} is no known ending"
    else:
        what = "the name has no ending, which says what to write"
    raise click.BadParameter(f"{str(path)!r}: {what}; available: {', '.join(known)}.")


def check_place(path: Path) -> None:
    """Refuse a file that cannot be written where it is asked to be.

    Raises:
        click.BadParameter: there is no such folder, or no right to write.
    """
    folder = path.parent
    if path.is_dir():
        raise click.BadParameter(f"{str(path)!r} is a folder.")
    if not folder.is_dir():
        raise click.BadParameter(f"there is no folder {str(folder)!r} for {path.name!r}.")
    if not os.access(folder, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise click.BadParameter(f"no right to write {str(path)!r}.")


def write_reports(result: "Result", paths: Iterable[Path]) -> tuple[list[Path], Failure | None]:
    """Write a result to files, each by its ending; later ones are tried when one fails.

    Returns:
        The files written, and what went wrong with the others, if anything.
    """
    written: list[Path] = []
    failures: list[str] = []
    for path in dict.fromkeys(paths):
        try:
            write_whole(path, WRITERS[path.suffix.lower()](result))
            written.append(path)
        except OSError as error:
            failures.append(f"cannot write {str(path)!r}: {error.strerror or error}")
    return written, Failure("; ".join(failures)) if failures else None


def write_whole(path: Path, text: str) -> None:
    """Write a UTF-8 file whole or not at all: beside its place, then moved into it.

    Raises:
        OSError: it cannot be written; what stood there before still stands.
    """
    target = path.resolve()  # a link stays a link
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        # A file name need not be text, and stands in the report: what is none becomes `?`.
        with temporary.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
