"""``fleetopt init``: a fleet file to start from."""

import os
import shlex
from importlib import resources
from pathlib import Path

import click

from optimizer.cli.files import shown
from optimizer.cli.talk import Failure, print_text, say
from optimizer.errors.visible import visible
from optimizer.writing import write_whole

_FILE = "site.yaml"
_EPILOG = """\b
Examples:
  fleetopt init my-fleet
  fleetopt solve my-fleet/site.yaml
"""


@click.command("init", epilog=_EPILOG)
@click.argument("name", metavar="DIR")
def command(name: str) -> None:
    """Write a commented fleet file, DIR/site.yaml, to start from.

    It is a small fleet that solves: change its numbers into yours. Nothing is ever overwritten.
    """
    if not name:
        raise Failure("the folder has no name; `fleetopt init .` writes into the one you are in")
    target = Path(name) / _FILE
    text = resources.files("optimizer.cli").joinpath("templates", _FILE).read_text("utf-8")
    try:
        _write(target, text)
    except FileExistsError:
        raise Failure(f"{shown(target)} is there already; nothing was written") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise Failure(f"cannot write {shown(target)}: {reason}") from None
    print_text(f"{visible(str(target))}\n")
    say(f"Next: fleetopt solve {shlex.quote(visible(str(target)))}")


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
