"""How much care a solve takes beyond solving."""

from dataclasses import dataclass
from enum import StrEnum


class Certify(StrEnum):
    """How far up the ladder of proof a solve climbs."""

    AUTO = "auto"
    """As far as it cheaply can: a proof on a small budget, checked exactly where it is small."""

    NONE = "none"
    """The solver's word, with its plan checked row by row."""

    PLAN = "plan"
    """The plan is recomputed in exact arithmetic."""

    CORROBORATED = "corroborated"
    """A solver of another lineage has to find the same optimum."""

    GAP = "gap"
    """A proof of the bound, however long its search takes within a large budget."""

    EXACT = "exact"
    """The same, checked in exact arithmetic."""


@dataclass(frozen=True)
class Assurance:
    """What is done about a plan once a solver has found it.

    Attributes:
        certify: how far it is proved.
        canonical: among plans of the same worth the preferred one is reported.
        ledger: it is replayed from the fleet file.
        diagnose: where there is no plan, find out why.
    """

    certify: Certify = Certify.AUTO
    canonical: bool = True
    ledger: bool = True
    diagnose: bool = True
