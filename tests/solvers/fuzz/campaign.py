"""Run back-ends on programs, hold every answer against what is known, and count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from optimizer.errors import UsageError
from optimizer.lp.program import Program
from optimizer.numerics.verify import verify
from optimizer.solvers.backend import Backend
from optimizer.solvers.base import SolveOptions, SolveResult
from optimizer.solvers.raw import RawEnd, Settings
from optimizer.solvers.registry import backend_class
from tests.solvers.desk import Desk, bare
from tests.solvers.fuzz.draw import Drawn
from tests.solvers.fuzz.truth import Truth, truth_of
from tests.solvers.fuzz.verdict import Verdict, Worth, judge, judge_bare


class Way(StrEnum):
    """How a back-end is asked."""

    JUDGED = "judged"
    """As users do: bounds rounded, every claim checked, tried again where it does not stand."""

    ROUNDED = "rounded"
    """The bare solver, once, with the bounds of whole numbers rounded inward."""

    RAW = "raw"
    """The bare solver, once, with the bounds as they are."""


@dataclass(frozen=True)
class Contender:
    """A back-end and how it is asked."""

    backend: str
    way: Way

    @property
    def kind(self) -> type[Backend]:
        return backend_class(self.backend)


@dataclass(frozen=True, eq=False)
class Finding:
    """An answer that is not right."""

    drawn: Drawn
    contender: Contender
    verdict: Verdict


@dataclass(eq=False)
class Tally:
    """What a campaign has seen so far.

    Attributes:
        counts: answers of each contender by worth; the programs it does not take are not there.
        refused: programs each contender does not take.
        truths: programs by how their optimum is known.
        findings: answers that are wrong, undecided or right within tolerance only.
    """

    counts: dict[Contender, Counter[Worth]] = field(default_factory=dict)
    refused: Counter[Contender] = field(default_factory=Counter)
    truths: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, way: Way, forgiven: Collection[str] = ()) -> int:
        """Wrong answers of all back-ends that were asked in this way, but for some."""
        return sum(
            counts[Worth.WRONG]
            for who, counts in self.counts.items()
            if who.way is way and who.backend not in forgiven
        )


@dataclass(frozen=True, eq=False)
class Settled:
    """An answer in one form for all ways of asking.

    Attributes:
        result: of a judged back-end.
        end: of a bare one, its plan in the program's units.
        plan: worth of its plan if that plan is one, None otherwise.
    """

    result: SolveResult | None
    end: RawEnd | None
    plan: float | None


def run(
    drawn: Iterable[Drawn], contenders: tuple[Contender, ...], desk: Desk, options: SolveOptions
) -> Iterator[Tally]:
    """Ask all contenders every program; yields the same tally, grown, after each of them.

    Back-ends that take linear programs alone are asked the relaxation.
    """
    tally = Tally(counts={who: Counter() for who in contenders})
    mixed = tuple(who for who in contenders if who.kind.capabilities.mip)
    linear = tuple(who for who in contenders if not who.kind.capabilities.mip)
    for one in drawn:
        _ask_all(one, mixed, desk, options, tally)
        if linear:
            relaxed = replace(one, family=f"{one.family}, relaxed", program=one.program.relaxed())
            able = tuple(who for who in mixed if who.kind.capabilities.lp)
            _ask_all(relaxed, linear + able, desk, options, tally)
        yield tally


def _ask_all(
    drawn: Drawn, contenders: tuple[Contender, ...], desk: Desk, options: SolveOptions, tally: Tally
) -> None:
    answers: dict[Contender, Settled] = {}
    for who in contenders:
        try:
            answers[who] = _ask(who, drawn.program, desk, replace(options, solver=who.backend))
        except UsageError:
            tally.refused[who] += 1
    plans = [answer.plan for answer in answers.values() if answer.plan is not None]
    truth = truth_of(drawn.program, plans)
    tally.truths[truth.source] += 1
    for who, answer in answers.items():
        verdict = _verdict(drawn.program, answer, truth)
        tally.counts[who][verdict.worth] += 1
        if verdict.worth is not Worth.RIGHT:
            tally.findings.append(Finding(drawn, who, verdict))


def _verdict(program: Program, answer: Settled, truth: Truth) -> Verdict:
    if answer.result is not None:
        return judge(program, answer.result, truth)
    assert answer.end is not None
    x = answer.end.x
    return judge_bare(program, answer.end, None if x is None else program.value(x), truth)


def _ask(who: Contender, program: Program, desk: Desk, options: SolveOptions) -> Settled:
    if who.way is Way.JUDGED:
        result = desk.answer(program, options)
        return Settled(result, None, result.objective)
    scaled = bare(program, rounded=who.way is Way.ROUNDED)
    refusal = who.kind().refusal(scaled)
    if refusal is not None:
        raise UsageError(refusal)
    settings = Settings(options.time_limit_s, options.gap, options.threads, options.seed)
    end = desk.unjudged(who.backend, scaled, settings)
    if end.x is None:
        return Settled(None, end, None)
    end = replace(end, x=scaled.unscale_x(end.x))
    return Settled(None, end, _checked(program, end))


def _checked(program: Program, end: RawEnd) -> float | None:
    """Worth of a bare plan, with its whole numbers rounded, if it passes the check."""
    assert end.x is not None
    x = np.where(program.integer, np.rint(end.x), end.x)
    return program.value(x) if verify(program, x).ok else None
