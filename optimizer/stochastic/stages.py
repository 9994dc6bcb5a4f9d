"""Which columns of a future's program are decided once, for all futures.

Signing, size, place and start of leases; conversions; orders of machines and servers; whether a
facility is used at all, where a covenant depends on it (a facility is signed once). Everything
else answers the future: running, moving, storing and selling machines, supply, treasury, draws,
repayments, equity, and which covenants are broken.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.lp import Program

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

FIRST_STAGE = frozenset(
    {
        "halls.phases",
        "halls.started",
        "hosting.signed",
        "hosting.begun",
        "hosting.size",
        "hosting.steps",
        "hosting.placed",
        "hosting.at_meter",
        "hosting.reserved",
        "miners.ordered",
        "gpus.ordered",
        "gpus.running",
        "covenants.used",
    }
)
"""Blocks of columns that are decided once."""


@dataclass(frozen=True, eq=False)
class Stages:
    """The columns and rows of a future's program by stage.

    Attributes:
        once: columns decided once, in the same order in every future's program.
        answer: the other columns.
        binding: rows with columns decided once alone.
        answering: the other rows.
    """

    once: IntArray
    answer: IntArray
    binding: IntArray
    answering: IntArray


class StagesError(RuntimeError):
    """Raised when futures of one fleet do not share their first stage: a defect of the package."""


def stages_of(program: Program) -> Stages:
    """Split a program."""
    first = np.zeros(program.shape[1], dtype=bool)
    order = [block for block in program.columns if block.name in FIRST_STAGE]
    for block in order:
        first[block.numbers] = True
    answers = np.flatnonzero(~first)
    touching = np.diff(program.matrix[:, answers].tocsr().indptr)
    once = np.concatenate([*(block.numbers for block in order), np.zeros(0, dtype=np.int64)])
    return Stages(once, answers, np.flatnonzero(touching == 0), np.flatnonzero(touching > 0))


def check_same(programs: list[Program], stages: list[Stages]) -> None:
    """Make sure that the columns decided once are the same in every future.

    Raises:
        StagesError: they are not.
    """
    for program, own in zip(programs[1:], stages[1:], strict=True):
        names = [_shape(one) for one in (programs[0], program)]
        if names[0] != names[1] or len(own.once) != len(stages[0].once):
            raise StagesError("the futures do not have the same decisions")


def _shape(program: Program) -> list[tuple[str, int]]:
    return [(b.name, len(b.numbers)) for b in program.columns if b.name in FIRST_STAGE]
