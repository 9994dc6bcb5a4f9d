"""How the work on several futures is divided."""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How a plan for several futures is looked for."""

    AUTO = "auto"
    """One program where there are few futures, decomposition where there are many."""

    EXTENSIVE = "extensive"
    """One program for all futures, whatever their number."""

    DECOMPOSITION = "decomposition"
    """Decisions proposed by one program, answered by all futures."""


@dataclass(frozen=True)
class Labour:
    """Who works on futures, and how.

    Attributes:
        way: how a plan is looked for.
        processes: on this machine, None for one per processor.
        scheduler: address of a Dask scheduler whose workers do the work, None for this machine.
    """

    way: Way = Way.AUTO
    processes: int | None = None
    scheduler: str | None = None
