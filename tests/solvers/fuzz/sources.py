"""Where the programs of a campaign come from: random small ones and random fleets."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.errors import InputError
from tests.fleet_tools import build
from tests.referee.fleets import random_fleet
from tests.solvers.fuzz.draw import Drawn, draw

TRAPS = (66, 93, 561, 1370, 4531)
"""Random fleets on which a release of HiGHS was wrong: with presolve, or with tight tolerances."""


def programs(first: int, number: int) -> Iterator[Drawn]:
    """Random small programs, one for each seed."""
    for seed in range(first, first + number):
        yield draw(seed)


def fleets(seeds: Iterator[int] | tuple[int, ...] | range) -> Iterator[Drawn]:
    """The programs of random fleets; those that the reader refuses are left out."""
    for seed in seeds:
        fleet = random_fleet(seed)
        try:
            program = build(fleet.document, fleet.files).program
        except InputError:
            continue
        yield Drawn(seed, "fleet", program)
