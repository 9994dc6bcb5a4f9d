"""What a verification looked at and what it found."""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How one check came out."""

    HOLDS = "holds"
    FAILS = "fails"
    CLAIMED = "claimed"
    """Nothing contradicts it, and nothing proves it: it is a solver's word."""


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        name: what was checked, a word or two.
        standing: how it came out.
        words: what was found, a sentence.
        details: further lines, for instance the numbers that differ.
    """

    name: str
    standing: Standing
    words: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """All checks of a report.

    Attributes:
        report, fleet: files, as named by the caller.
        checks: in the order in which they were made.
    """

    report: str
    fleet: str
    checks: tuple[Check, ...]

    @property
    def proved(self) -> bool:
        """True when every check holds: nothing that matters rests on a solver's word."""
        return all(check.standing is Standing.HOLDS for check in self.checks)

    @property
    def ok(self) -> bool:
        """True when no check fails."""
        return all(check.standing is not Standing.FAILS for check in self.checks)
