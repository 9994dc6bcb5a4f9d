"""What is wrong with a CSV file: one fault per problem, all raised together."""

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.errors.visible import short

MOST_FAULTS = 20
SHOWN_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file.

    Attributes:
        code: stable code of the problem, see ``optimizer.errors``.
        line: line of the file, from 1; 0 where the whole file is meant.
        message: what is wrong.
        got: what was found, "" where the message says it.
        allowed: what may stand there, "" where the message says it.
        hint: what to do next, "" where it is plain.
        column: title of the column of the cell that is meant, "" for the whole line.
    """

    code: str
    line: int
    message: str
    got: str = ""
    allowed: str = ""
    hint: str = ""
    column: str = ""


class TableError(Exception):
    """A CSV file cannot be used.

    Attributes:
        name: the file as the fleet file names it.
        faults: what is wrong with it, by line; of very much the first ``MOST_FAULTS`` + 1.
        count: how much is wrong with it.
    """

    def __init__(self, name: str, faults: Iterable[Fault]) -> None:
        self.name = name
        # A file may be wrong on every line: the rest is counted and not kept.
        self.count = 0
        kept: list[Fault] = []
        for fault in faults:
            self.count += 1
            kept.append(fault)
            if len(kept) > 10 * MOST_FAULTS:
                kept = _first(kept)
        self.faults = tuple(_first(kept))
        super().__init__(name, self.faults)

    @classmethod
    def all_of(cls, name: str, errors: "Iterable[TableError]") -> "TableError":
        """What several errors say of one file."""
        several = tuple(errors)
        error = cls(name, (fault for one in several for fault in one.faults))
        error.count = sum(one.count for one in several)
        return error

    def called(self, name: str) -> "TableError":
        """The same of a file that goes by another name, too."""
        return self if name == self.name else self.all_of(name, [self])

    def listed(self) -> tuple[Fault, ...]:
        """The first ``MOST_FAULTS``, and a last one that says how many more there are."""
        if len(self.faults) <= MOST_FAULTS:
            return self.faults
        *shown, rest = self.faults
        more = f"{self.count - MOST_FAULTS} more problems from here"
        return (*shown, Fault(rest.code, rest.line, more))


def _first(faults: Iterable[Fault]) -> list[Fault]:
    """The first faults by line."""
    return sorted(faults, key=lambda fault: fault.line)[: MOST_FAULTS + 1]


def shown(cell: str) -> str:
    """A cell as an error shows it: quoted, and cut where it is long."""
    return repr(short(cell, SHOWN_CHARACTERS))
