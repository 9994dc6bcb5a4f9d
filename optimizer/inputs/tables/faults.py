"""What is wrong with a CSV file: one fault per problem, all raised together."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_FAULTS = 20
_SHOWN_CHARACTERS = 40


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
        faults: all that is wrong with it, by line.
    """

    def __init__(self, name: str, faults: Iterable[Fault]) -> None:
        self.name = name
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__(name, self.faults)

    def listed(self) -> tuple[Fault, ...]:
        """The first ``MOST_FAULTS``, and a last one that says how many more there are."""
        if len(self.faults) <= MOST_FAULTS:
            return self.faults
        shown, rest = self.faults[:MOST_FAULTS], self.faults[MOST_FAULTS:]
        return (*shown, Fault(rest[0].code, rest[0].line, f"{len(rest)} more problems from here"))


def shown(cell: str) -> str:
    """A cell as an error shows it: quoted, and cut where it is long."""
    cut = cell if len(cell) <= _SHOWN_CHARACTERS else cell[: _SHOWN_CHARACTERS - 2] + ".."
    return repr(cut)
