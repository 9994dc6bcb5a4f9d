"""``fleetopt init``: a fleet file to start from."""

import os
import shlex
from importlib import resources
from pathlib import Path

import click

from optimizer.cli.files import write_whole
from optimizer.cli.talk import Failure, print_text, say

_FILE = "site.yaml"
_EPILOG = """\b
Examples:
  fleetopt init my-fleet
  fleetopt solve my-fleet/site.yaml
"""


@click.command("init", epilog=_EPILOG)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write a commented fleet file, DIR/site.yaml, to start from.

    It is a small fleet that solves: change its numbers into yours. Nothing is ever overwritten.
    """
    target = folder / _FILE
    text = resources.files("optimizer.cli").joinpath("templates", _FILE).read_text("utf-8")
    try:
        _write(target, text)
    except FileExistsError:
        raise Failure(f"{str(target)!r} is there already; nothing was written") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise Failure(f"cannot write {str(target)!r}: {reason}") from None
    print_text(f"{target}\n")
    say(f"Next: fleetopt solve {shlex.quote(str(target))}")


def _write(target: Path, text: str) -> None:
    """Write a new file whole or not at all.

    Raises:
        FileExistsError: something is there already.
        OSError: it cannot be written.
    """
    if os.path.lexists(target):
        raise FileExistsError(target)
    if target.parent.exists() and not target.parent.is_dir():
        raise NotADirectoryError(20, f"{str(target.parent)!r} is a file, not a folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, text)
