"""Solve fleets and hold each to its expectation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from optimizer.errors import FleetoptError
from optimizer.studies.check.drift import Drift, drifts
from optimizer.studies.check.expected import (
    NAME,
    Change,
    Expected,
    ExpectedError,
    Tolerances,
    Worth,
    read_expected,
    write_expected,
)
from optimizer.studies.check.facts import Facts, facts_of
from optimizer.studies.pool import Done, Lost, run_all
from optimizer.version import __version__

FLEETS = ("site.yaml", "site.yml")
"""Names of fleet files that are looked for below a folder."""


class Verdict(StrEnum):
    """What came of a fleet."""

    HOLDS = "holds"
    DRIFTED = "drifted"
    NEW = "new"
    """It has no expectation yet."""
    FAILED = "failed"
    """It could not be read or solved."""


@dataclass(frozen=True)
class Outcome:
    """What came of a fleet.

    Attributes:
        fleet: its file.
        verdict: whether it holds.
        seconds: taken.
        drifts: what is not as expected.
        facts: what it came to; None where it failed.
        words: why it failed, "" otherwise.
    """

    fleet: Path
    verdict: Verdict
    seconds: float = 0.0
    drifts: tuple[Drift, ...] = ()
    facts: Facts | None = None
    words: str = ""


@dataclass(frozen=True)
class _Task:
    """What a worker needs to solve a fleet."""

    fleet: Path
    overrides: tuple[str, ...]
    gap: float
    time_limit_s: float | None


@dataclass(frozen=True)
class _Solved:
    """What a worker sends back."""

    facts: Facts | None
    words: str
    seconds: float


@dataclass(eq=False)
class _Run:
    """Outcomes so far."""

    outcomes: dict[Path, Outcome] = field(default_factory=dict)


def find_fleets(folder: Path) -> list[Path]:
    """All fleet files below a folder, in the order of their paths."""
    if folder.is_file():
        return [folder]
    found = {path for name in FLEETS for path in folder.rglob(name)}
    return sorted(path for path in found if ".venv" not in path.parts)


def hold(
    fleets: Sequence[Path],
    jobs: int = 1,
    time_limit_s: float | None = None,
    done: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Solve fleets and hold each to its expectation.

    Args:
        fleets: their files.
        jobs: processes at a time.
        time_limit_s: for each solve, None for none.
        done: told each outcome as it comes.

    Returns:
        An outcome for each fleet, in their order.
    """
    run = _Run()
    expected: dict[Path, Expected | None] = {}

    def note(outcome: Outcome) -> None:
        run.outcomes[outcome.fleet] = outcome
        if done is not None:
            done(outcome)

    tasks = []
    for fleet in fleets:
        try:
            known = expected[fleet] = read_expected(fleet.with_name(NAME))
        except ExpectedError as error:
            note(Outcome(fleet, Verdict.FAILED, words=str(error)))
            continue
        gap = known.gap if known is not None else 1e-6
        tasks.append(_Task(fleet, known.set if known is not None else (), gap, time_limit_s))

    def told(one: Done[_Solved]) -> None:
        fleet = tasks[one.index].fleet
        note(_outcome(fleet, expected[fleet], one.value))

    run_all(_solve, tasks, jobs, told)
    return [run.outcomes[fleet] for fleet in fleets]


def _outcome(fleet: Path, expected: Expected | None, solved: "_Solved | Lost") -> Outcome:
    if isinstance(solved, Lost):
        return Outcome(fleet, Verdict.FAILED, words=solved.words)
    if solved.facts is None:
        return Outcome(fleet, Verdict.FAILED, solved.seconds, words=solved.words)
    if expected is None:
        return Outcome(fleet, Verdict.NEW, solved.seconds, facts=solved.facts)
    found = drifts(expected, solved.facts)
    verdict = Verdict.DRIFTED if found else Verdict.HOLDS
    return Outcome(fleet, verdict, solved.seconds, found, solved.facts)


def _solve(task: _Task) -> _Solved:
    """Solve one fleet, in whichever process this is."""
    import time

    from optimizer.plan import load, solve
    from optimizer.report.json_report import to_document
    from optimizer.solvers.base import SolveOptions
    from optimizer.studies.compare.side import read_side

    started = time.perf_counter()
    try:
        problem = load(task.fleet, task.overrides)
    except FleetoptError as error:
        return _Solved(None, str(error), time.perf_counter() - started)
    options = SolveOptions(time_limit_s=task.time_limit_s, gap=task.gap, threads=1)
    document = to_document(solve(problem, options=options))
    return _Solved(
        facts_of(read_side(document, task.fleet.name)), "", time.perf_counter() - started
    )


def updated(outcome: Outcome, reason: str, date: str) -> Expected:
    """Write the expectation of a fleet anew, as it is now, and keep why.

    Args:
        outcome: of the fleet, with facts.
        reason: why, in the words of who changes it.
        date: today, YYYY-MM-DD.

    Returns:
        What was written. Overrides, gap, tolerances and history stay.

    Raises:
        OSError: it cannot be written.
    """
    assert outcome.facts is not None
    path, facts = outcome.fleet.with_name(NAME), outcome.facts
    try:
        known = read_expected(path)
    except ExpectedError:
        known = None
    worth = None
    if facts.low is not None and facts.high is not None:
        worth = Worth(low=facts.low, high=facts.high)
    expected = Expected(
        set=known.set if known else (),
        gap=known.gap if known else 1e-6,
        reason=facts.reason,
        npv_usd=worth,
        decisions=facts.decisions,
        figures=facts.figures,
        tolerances=known.tolerances if known else Tolerances(),
        history=(
            *(known.history if known else ()),
            Change(date=date, version=__version__, reason=reason),
        ),
    )
    write_expected(path, expected)
    return expected
