"""From a fleet file and its CSV files to the problem's checked arrays.

:func:`load` is the way in; :mod:`optimizer.inputs.problem` is what comes out. What reads and
checks is imported on first use, so that the problem's types can be had without it.
"""

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.errors import Finding
    from optimizer.inputs.problem import Problem

__all__ = ["load", "load_with_warnings"]


def load(path: str | PathLike[str], overrides: Sequence[str] = ()) -> "Problem":
    """Read and check a fleet file and the CSV files that it names.

    Args:
        path: the fleet file.
        overrides: ``path.to.key=value`` texts that replace keys of the file.

    Raises:
        InputError: something in them is wrong; all that was found is listed.
    """
    return load_with_warnings(path, overrides)[0]


def load_with_warnings(
    path: str | PathLike[str], overrides: Sequence[str] = ()
) -> "tuple[Problem, tuple[Finding, ...]]":
    """The same as :func:`load`, with what is odd but allowed.

    Args:
        path: the fleet file.
        overrides: ``path.to.key=value`` texts that replace keys of the file.

    Raises:
        InputError: something in them is wrong; all that was found is listed.
    """
    from optimizer.inputs.loading import read_problem

    return read_problem(path, overrides)
