"""A sweep: many cases of one fleet, where its plan changes, and which keys matter most."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from os import PathLike
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.inputs.problem import Problem
from optimizer.plan import load
from optimizer.processes import cores
from optimizer.solvers.base import SolveOptions
from optimizer.studies.pool import Done, Lost, run_all
from optimizer.studies.sweep.axes import Axis, overrides_of, parse_axis
from optimizer.studies.sweep.cases import Case, from_axes, from_file
from optimizer.studies.sweep.journal import Journal
from optimizer.studies.sweep.outcome import Outcome, Signature
from optimizer.studies.sweep.tornado import Bar, tornado
from optimizer.studies.sweep.work import Bracket, Edge, Task, find_edges, solve_case, start_of

Progress = Callable[[int, int, str], None]
"""Told how many of how many are done, and what the last one was."""


WORTH_A_START = 6
"""Cases from which on the fleet's own plan is looked for first, for each case to start with."""


@dataclass(frozen=True)
class Settings:
    """How a sweep is done.

    Attributes:
        options: of every solve.
        jobs: processes at a time, 0 for the processor's cores.
        journal: file of outcomes to go on from, None for none.
        restart: begin the journal anew.
        edges: look for where the plan changes.
        proved: search for a proof of each case.
    """

    options: SolveOptions = field(default_factory=SolveOptions)
    jobs: int = 0
    journal: Path | None = None
    restart: bool = False
    edges: bool = True
    proved: bool = True


@dataclass(frozen=True)
class EdgeOnAxis:
    """Where the plan changes along an axis.

    Attributes:
        axis: number of the axis.
        at: values of the other axes, as written, by their order.
        edge: where, and between which plans.
    """

    axis: int
    at: tuple[str, ...]
    edge: Edge


@dataclass(frozen=True)
class Sweep:
    """What a sweep found.

    Attributes:
        fleet: the file's name for the fleet.
        file: the fleet file.
        overrides: of the whole sweep.
        axes: at most two; () for cases from a file.
        cases, outcomes: in the same order.
        edges: where the plan changes along an axis.
        bars: of the tornado, the longest first.
        percent: by how much the tornado moves keys.
    """

    fleet: str
    file: str
    overrides: tuple[str, ...]
    axes: tuple[Axis, ...]
    cases: tuple[Case, ...]
    outcomes: tuple[Outcome, ...]
    edges: tuple[EdgeOnAxis, ...] = ()
    bars: tuple[Bar, ...] = ()
    percent: float = 0.0

    @property
    def plans(self) -> dict[Signature, str]:
        """A letter for each plan, in order of appearance; no plan is a dash."""
        seen = [one.signature for one in self.outcomes if one.signature is not None]
        for one in self.edges:
            seen += [one.edge.before, one.edge.after]
        found = [signature for signature in dict.fromkeys(seen) if not signature.none]
        letters = {signature: _letter(i) for i, signature in enumerate(found)}
        return {**letters, Signature(none=True): "-"}


def _letter(number: int) -> str:
    """A, B, .. Z, AA, AB, .."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def sweep(
    fleet: str | PathLike[str],
    vary: Sequence[str] = (),
    *,
    cases: str | PathLike[str] | None = None,
    overrides: Sequence[str] = (),
    tornado_percent: float | None = None,
    tornado_keys: int = 12,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Solve a fleet over a range of its keys.

    Args:
        fleet: the fleet file.
        vary: axes, one or two, like ``market.hashprice_usd_per_ph_day=28:60:2``.
        cases: a file of cases, instead of axes.
        overrides: ``path.to.key=value`` for all cases.
        tornado_percent: also (or only) by how much to move each key up and down, in per cent.
        tornado_keys: so many keys of the largest effect are solved.
        settings: solver options, processes, journal.
        progress: told what is done.

    Raises:
        UsageError: axes or cases make no sense.
        InputError: the fleet file is wrong as it is.
    """
    settings = settings or Settings()
    path, fixed = Path(fleet), tuple(overrides)
    axes = tuple(parse_axis(text) for text in vary)
    if len(axes) > 2 or (axes and cases is not None):
        raise UsageError("a sweep has one axis, two axes, or a file of cases")
    if len({axis.key for axis in axes}) != len(axes):
        raise UsageError("the two axes are the same key")
    if not axes and cases is None and tornado_percent is None:
        raise UsageError("nothing to sweep: give --vary, --cases or --tornado")
    base = load(path, fixed)
    settings = replace(settings, jobs=settings.jobs or cores())
    chosen = from_file(Path(cases)) if cases is not None else from_axes(axes, base.keys)
    chosen = chosen if axes or cases is not None else ()
    if len(chosen) >= WORTH_A_START:
        start = start_of(base, settings.options)
        settings = replace(settings, options=replace(settings.options, start=start))
    outcomes = _solve_all(path, fixed, chosen, base, settings, progress)
    edges = _edges(path, fixed, axes, chosen, outcomes, base, settings, progress)
    bars: tuple[Bar, ...] = ()
    if tornado_percent is not None:
        bars = tornado(
            base, path, fixed, tornado_percent, tornado_keys,
            lambda tasks: _run(tasks, base, settings, progress),
            settings.options,
        )  # fmt: skip
    return Sweep(
        base.name, str(path), fixed, axes, chosen, outcomes, edges, bars, tornado_percent or 0.0
    )


def _solve_all(
    path: Path,
    fixed: tuple[str, ...],
    cases: tuple[Case, ...],
    base: Problem,
    settings: Settings,
    progress: Progress | None,
) -> tuple[Outcome, ...]:
    options = replace(settings.options, threads=settings.options.threads or 1)
    tasks = [
        Task(path, case.name, (*fixed, *case.overrides), options, settings.proved) for case in cases
    ]
    return _run(tasks, base, settings, progress)


def _run(
    tasks: Sequence[Task], base: Problem, settings: Settings, progress: Progress | None
) -> tuple[Outcome, ...]:
    """Outcomes of tasks, those of the journal not solved again."""
    journal = Journal(settings.journal, base, restart=settings.restart)
    outcomes = {i: known for i, task in enumerate(tasks) if (known := journal.known(task))}
    left = [i for i in range(len(tasks)) if i not in outcomes]

    def told(one: Done[Outcome]) -> None:
        number = left[one.index]
        value = one.value
        if isinstance(value, Lost):
            value = Outcome(tasks[number].name, "failed", words=value.words)
        else:
            journal.add(tasks[number], value)
        outcomes[number] = replace(value, case=tasks[number].name)
        if progress is not None:
            progress(len(outcomes), len(tasks), tasks[number].name)

    run_all(solve_case, [tasks[i] for i in left], settings.jobs, told)
    return tuple(replace(outcomes[i], case=tasks[i].name) for i in range(len(tasks)))


def _edges(
    path: Path,
    fixed: tuple[str, ...],
    axes: tuple[Axis, ...],
    cases: tuple[Case, ...],
    outcomes: tuple[Outcome, ...],
    base: Problem,
    settings: Settings,
    progress: Progress | None,
) -> tuple[EdgeOnAxis, ...]:
    """Where the plan changes along the first axis, for each value of the second."""
    if not settings.edges or not axes or axes[0].numbers is None:
        return ()
    axis = axes[0]
    places, brackets = [], []
    by_place = dict(zip((case.at for case in cases), outcomes, strict=True))
    others = axes[1].values if len(axes) > 1 else (None,)
    numbers = axis.numbers or ()
    for other in others:
        rest = () if other is None else (other,)
        own = () if other is None else overrides_of(axes[1], other, base.keys)
        ordered = sorted(zip(numbers, axis.values, strict=True))
        for (low, a), (high, b) in pairwise(ordered):
            before, after = by_place[a, *rest].signature, by_place[b, *rest].signature
            if before is None or after is None or before == after:
                continue
            options = replace(settings.options, threads=settings.options.threads or 1)
            places.append(rest)
            brackets.append(Bracket(path, (*fixed, *own), axis, base.keys, low, high, options))
    found: dict[int, tuple[Edge, ...]] = {}

    def told(one: Done[tuple[Edge, ...]]) -> None:
        found[one.index] = () if isinstance(one.value, Lost) else one.value
        if progress is not None:
            progress(len(found), len(brackets), "where the plan changes")

    run_all(find_edges, brackets, settings.jobs, told)
    return tuple(EdgeOnAxis(0, places[i], edge) for i in range(len(brackets)) for edge in found[i])
