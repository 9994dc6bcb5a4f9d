"""A finding: one problem of a file, with its place and its cure."""

from dataclasses import dataclass
from enum import StrEnum

from optimizer.errors.topics import TOPICS


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, in four parts: where, what was got, what is allowed, what to do.

    Attributes:
        code: stable code, a key of ``TOPICS``; ``E...`` for errors, ``W...`` for warnings.
        severity: error or warning, as the code's letter says.
        file: the file as the user named it, "" if there is none.
        line: line in the file, from 1; 0 where there is none.
        column: column in the line, from 1; 0 where there is none.
        path: where in the document, like ``sites.0.halls.1.asic_mw``; "" for the whole.
        message: what is wrong, in a sentence without its full stop.
        got: what was found, "" where the message says it.
        allowed: what may stand there, "" where the message says it.
        hint: what to do next, "" where it is plain.
        excerpt: the line of the file, for rendering; "" where there is none.
    """

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    path: str
    message: str
    got: str = ""
    allowed: str = ""
    hint: str = ""
    excerpt: str = ""

    def __post_init__(self) -> None:
        if self.code not in TOPICS:
            raise ValueError(f"{self.code} is not in the table of codes")
        if self.severity != severity_of(self.code):
            raise ValueError(f"{self.code} cannot be {self.severity}")


def severity_of(code: str) -> Severity:
    """The severity that a code's first letter stands for."""
    return Severity.WARNING if code.startswith("W") else Severity.ERROR
