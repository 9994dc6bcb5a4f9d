"""What a diagnosis says: plain values that a report can print without knowing the model."""

from dataclasses import dataclass
from enum import StrEnum


class CureKind(StrEnum):
    """What gives way, in the order in which cures of the same price are told."""

    CASH = "cash"
    EQUITY = "equity"
    FACILITY = "facility"
    FLOOR = "floor"
    CAPEX = "capex"
    EXTENSION = "extension"
    COVENANTS = "covenants"
    LEASES = "leases"
    COMBINATION = "combination"


@dataclass(frozen=True)
class Shortfall:
    """Cash that is missing in a month.

    Attributes:
        month: ``YYYY-MM``.
        usd: missing in this month, beyond what was missing before it.
        ebitda_usd: what the fleet earns in the month.
        debt_service_usd: interest, fees and scheduled principal paid in it.
        capex_usd: what is built and bought in it.
    """

    month: str
    usd: float
    ebitda_usd: float
    debt_service_usd: float
    capex_usd: float


@dataclass(frozen=True)
class Breach:
    """A covenant that the best repair breaks.

    Attributes:
        covenant: label, like ``min_dscr 1.25x (term-loan)``.
        path: its key in the fleet file.
        month: the month in which most is missing, ``YYYY-MM``.
        usd: EBITDA of the window that is missing there.
        required, reached: the ratio asked for and the worst one reached; ``reached`` is None
            where EBITDA is not even positive.
    """

    covenant: str
    path: str
    month: str
    usd: float
    required: float
    reached: float | None


@dataclass(frozen=True)
class Overspend:
    """A calendar year whose capex exceeds its cap, in USD."""

    year: int
    usd: float


@dataclass(frozen=True)
class Cure:
    """A change of the fleet file that gives it a plan. It was tested.

    Attributes:
        kind: what gives way.
        usd: its price. Cash, equity, debt limits, floors and caps: the USD more (or less) of
            them. Extensions: the interest added up to the new maturity. Covenants: the EBITDA
            that is missing at worst. Leases: a year's rent of their smallest size. Combinations:
            the sum.
        overrides: ``path.to.key=value`` texts; together they make it solve.
        words: the same as a person would say it, without a full stop.
        least: no smaller change of this kind does; False where that was not proved.
    """

    kind: CureKind
    usd: float
    overrides: tuple[str, ...]
    words: str
    least: bool = True


@dataclass(frozen=True)
class ConflictKey:
    """A key of the fleet file that takes part in the conflict.

    Attributes:
        path: like ``finance.debts.note``.
        file: the fleet file, or the override that set it.
        line: its line there, of the closest key around it where it is not written; 0 if none.
        value: what stands there, in short; "" where it is not written.
        words: what it asks, without a full stop.
    """

    path: str
    file: str
    line: int
    value: str
    words: str


@dataclass(frozen=True)
class Diagnosis:
    """Why there is no plan.

    Attributes:
        words: the reason in a sentence or two.
        physical: no money, waiver or lease not signed would help: the megawatts do not fit.
        shortfalls: by month, cash that is missing where only more cash may help; else in the
            cheapest combination.
        breaches, overspends: what else gives way there.
        cures: what would give a plan, the cheapest first; empty where nothing of the kind does.
        conflict: keys that cannot hold together. Without any one of them they could.
        minimal: that was tested for each key; else the conflict may hold more than is needed.
        unfinished: steps that ran out of time, as sentences without a full stop.
        seconds: wall-clock seconds taken.
    """

    words: str
    physical: bool
    shortfalls: tuple[Shortfall, ...]
    breaches: tuple[Breach, ...]
    overspends: tuple[Overspend, ...]
    cures: tuple[Cure, ...]
    conflict: tuple[ConflictKey, ...]
    minimal: bool
    unfinished: tuple[str, ...]
    seconds: float
