"""Reading a fleet for a command: warnings are said, errors are raised."""

from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.cli.talk import say

if TYPE_CHECKING:
    from optimizer.inputs.problem import Problem


def read_fleet(path: Path, overrides: tuple[str, ...]) -> "Problem":
    """Read and check a fleet file; what is odd but allowed goes to standard error.

    Raises:
        InputError: the file has problems; all of them are listed.
    """
    from optimizer.errors import render
    from optimizer.inputs import load_with_warnings

    problem, warnings = load_with_warnings(path, overrides)
    if warnings:
        say(render(warnings) + "\n")
    return problem
