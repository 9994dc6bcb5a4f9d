"""How far a plan is proved: the ladder, and what is told of the climb."""

from dataclasses import dataclass
from enum import StrEnum


class Rung(StrEnum):
    """How much of an answer rests on proof, from the lowest to the highest."""

    CLAIMED = "claimed"
    """A solver says so."""

    PLAN_VERIFIED = "plan verified"
    """Every row, bound and whole number of the plan was recomputed; its bound is a claim."""

    CORROBORATED = "corroborated"
    """A solver of another lineage found the same optimum within the gap."""

    GAP_CERTIFIED = "gap certified"
    """No plan is worth more than the certified bound: proved without believing a solver, in
    floating-point arithmetic with every rounding error bounded."""

    EXACT = "exact"
    """The same in exact arithmetic, without any rounding."""

    @property
    def is_proved(self) -> bool:
        """Whether the bound rests on a proof, and not on the word of a solver or of two."""
        return self in (Rung.GAP_CERTIFIED, Rung.EXACT)


@dataclass(frozen=True)
class PlanCheck:
    """The plan recomputed in exact arithmetic, unscaled.

    Attributes:
        worst_row: name of the row violated most relative to its size, "" if none is violated.
        row_violation: that violation in the row's unit.
        worst_column: name of the column furthest outside its bounds, "" if none.
        column_violation: that distance.
        integrality: largest distance of a whole-numbered column from a whole number.
        objective: the plan's worth, recomputed.
        ok: all within tolerance.
    """

    worst_row: str
    row_violation: float
    worst_column: str
    column_violation: float
    integrality: float
    objective: float
    ok: bool


@dataclass(frozen=True)
class Certificate:
    """What is proved of a result, by which means, and how long that took.

    Attributes:
        rung: the highest rung reached.
        plan: the exact check of the plan; None where there is none.
        bound: certified upper bound on the objective; None where none is certified; minus
            infinity where it is certified that there is no plan.
        gap: (bound - objective) / max(|objective|, 1); None where one is missing.
        nodes, leaves, open_leaves, lemmas: size of the proof.
        corroborated_by: solver of another lineage that agrees, None if none was asked or agrees.
        prove_seconds, check_seconds: to find the proof (with solvers) and to check it (without).
        message: what stopped the climb, or "" at the rung that was asked for.
    """

    rung: Rung
    plan: PlanCheck | None
    bound: float | None
    gap: float | None
    nodes: int = 0
    leaves: int = 0
    open_leaves: int = 0
    lemmas: int = 0
    corroborated_by: str | None = None
    prove_seconds: float = 0.0
    check_seconds: float = 0.0
    message: str = ""
