"""Report files: checked before the solve, written whole or not at all."""

import os
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli.talk import Failure
from optimizer.errors.visible import short
from optimizer.writing import is_ours, resolved, write_whole

if TYPE_CHECKING:
    from optimizer.results.result import Result


_LONGEST_SHOWN = 200
"""Characters of a path in a message."""


def check_reports(
    _context: click.Context, _parameter: click.Parameter, paths: tuple[Path, ...]
) -> tuple[Path, ...]:
    """Click callback: every report can be written, as far as can be known before the solve.

    Raises:
        click.BadParameter: an ending without a report, or a place that cannot be written.
    """
    from optimizer.report.write import FORMATS

    for path in paths:
        made = FORMATS.get(path.suffix.lower())
        if made is None:
            check_ending(path, tuple(FORMATS))
        elif made.is_folder:
            check_folder(path)
            check_package(path, made.needs)
        else:
            check_place(path)
    return paths


def check_ending(path: Path, known: Iterable[str]) -> None:
    """Refuse a file whose ending says nothing we can write.

    Raises:
        click.BadParameter: it is not among ``known``.
    """
    ending = path.suffix.lower()
    if ending in known:
        return
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a name is too long
        what = "this is a folder, not a file"
    elif ending:
        what = f"{ending!r} is no known ending"
    else:
        what = "the name has no ending, which says what to write"
    raise click.BadParameter(f"{shown(path)}: {what}; available: {', '.join(known)}.")


def check_place(path: Path) -> None:
    """Refuse a file that cannot be written where it is asked to be.

    Raises:
        click.BadParameter: there is no such folder, or no right to write.
    """
    try:
        target = resolved(path)
        there = target.exists()
    except OSError as error:
        raise click.BadParameter(f"{shown(path)}: {error.strerror or error}.") from None
    if target.is_dir():
        raise click.BadParameter(f"{shown(path)} is a folder.")
    if there and not target.is_file():
        raise click.BadParameter(f"{shown(path)} is a pipe or a device, not a file.")
    folder = target.parent  # where it leads: a link stays a link
    if not folder.is_dir():
        raise click.BadParameter(f"there is no folder {shown(folder)} for {target.name!r}.")
    if not os.access(folder, os.W_OK | os.X_OK) or (there and not os.access(target, os.W_OK)):
        raise click.BadParameter(f"no right to write {shown(path)}.")


def check_folder(path: Path) -> None:
    """Refuse a folder of tables that cannot be written where it is asked to be.

    Raises:
        click.BadParameter: there is no such folder around it, no right to write, or something
            that fleetopt did not write stands in its place.
    """
    from optimizer.report.tables.files import MANIFEST

    try:
        target = resolved(path)
        ours = is_ours(target, MANIFEST)
    except OSError as error:
        raise click.BadParameter(f"{shown(path)}: {error.strerror or error}.") from None
    if not target.parent.is_dir():
        raise click.BadParameter(f"there is no folder {shown(target.parent)} for {target.name!r}.")
    if not ours:
        raise click.BadParameter(
            f"{shown(path)} is to be a folder of tables, and something stands there that fleetopt "
            "did not write; give another name, or move it away."
        )
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise click.BadParameter(f"no right to write {shown(path)}.")


def check_package(path: Path, package: str) -> None:
    """Refuse a kind of report whose package is not installed.

    Raises:
        click.BadParameter: it is not.
    """
    if package and find_spec(package) is None:
        extra = path.suffix.lower().lstrip(".")
        raise click.BadParameter(
            f"{shown(path)} takes the package {package}: pip install 'fleetopt[{extra}]'."
        )


def shown(path: Path) -> str:
    """A path in quotes, with what a terminal would obey written out, and not without end."""
    return repr(short(str(path), _LONGEST_SHOWN))


def write_reports(result: "Result", paths: Iterable[Path]) -> tuple[list[Path], Failure | None]:
    """Write a result to files, each by its ending; later ones are tried when one fails.

    Returns:
        The files written, and what went wrong with the others, if anything.
    """
    from optimizer.report.write import write

    written: list[Path] = []
    failures: list[str] = []
    for path in dict.fromkeys(paths):
        try:
            write(result, path)
            written.append(path)
        except OSError as error:
            failures.append(f"cannot write {shown(path)}: {error.strerror or error}")
    return written, Failure("; ".join(failures)) if failures else None


def write_text_reports(
    paths: Iterable[Path], makers: Mapping[str, Callable[[], str]]
) -> tuple[list[Path], Failure | None]:
    """Write texts to files, each by its ending; later ones are tried when one fails.

    Returns:
        The files written, and what went wrong with the others, if anything.
    """
    written: list[Path] = []
    failures: list[str] = []
    for path in dict.fromkeys(paths):
        try:
            write_whole(path, makers[path.suffix.lower()]())
            written.append(path)
        except OSError as error:
            failures.append(f"cannot write {shown(path)}: {error.strerror or error}")
    return written, Failure("; ".join(failures)) if failures else None
