"""Standard output for the result, standard error for talk, and nothing across."""

import os
import shutil
import sys
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, TextIO

import click

from optimizer.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from optimizer.report.layout import Canvas

_NARROWEST, _WIDEST = 80, 100


class Failure(click.ClickException):
    """Something the user can mend: printed without a traceback, exit code 2."""

    exit_code = int(ExitCode.CANNOT_RUN)

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message."""
        del file
        say(f"Error: {self.message}")


class Rejected(Failure):
    """A file with problems: their list is printed as it is."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the list."""
        del file
        say(self.message)


def say(message: str) -> None:
    """A line on standard error; where nobody can read it, nothing fails for that."""
    with suppress(OSError):
        click.echo(message, err=True)


def print_text(text: str) -> None:
    """Write text for people to standard output; what its encoding lacks becomes ``?``."""
    _write(text, encoding=None)


def print_json(text: str) -> None:
    """Write JSON to standard output, in UTF-8 as the format asks, whatever the locale."""
    _write(text, encoding="utf-8")


def _write(text: str, encoding: str | None) -> None:
    """Write to standard output.

    Raises:
        Failure: it cannot be written.
    """
    stream: Any = sys.stdout
    if stream is None:  # closed by the caller, who wants no output
        return
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=encoding, errors="replace", newline="\n")
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:  # the reader has seen enough (`| head`)
        give_up(stream)
    except OSError as error:
        give_up(stream)
        raise Failure(f"cannot write to standard output: {error.strerror}") from error


def give_up(stream: TextIO | None) -> None:
    """Let what could not be written go: Python flushes once more at its end."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_live(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal whose lines can be drawn anew."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def canvas() -> "Canvas":
    """What standard output can show: colours on a terminal only, and never with NO_COLOR."""
    from optimizer.report.layout import Canvas

    stream = sys.stdout
    if stream is None or not stream.isatty():
        return Canvas(unicode=_knows_unicode(stream))
    columns = shutil.get_terminal_size((_WIDEST, 24)).columns
    return Canvas(
        width=max(_NARROWEST, min(columns, _WIDEST)),
        color=is_live(stream) and not os.environ.get("NO_COLOR"),
        unicode=_knows_unicode(stream),
    )


def _knows_unicode(stream: TextIO | None) -> bool:
    """Whether a stream can carry the signs of the report."""
    try:
        "█▓▒░·─".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
