"""The steps of a diagnosis, in order: what is missing, what would cure it, what conflicts."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from optimizer.diagnosis.business_demands import business_demands
from optimizer.diagnosis.clock import Clock
from optimizer.diagnosis.conflict import Conflict, smallest_conflict
from optimizer.diagnosis.cures import KINDS, Proposal, floor_proposals, proposals
from optimizer.diagnosis.demands import Demand, relaxed
from optimizer.diagnosis.elastic import Give
from optimizer.diagnosis.extensions import extension_proposals
from optimizer.diagnosis.findings import ConflictKey, Cure, CureKind, Diagnosis
from optimizer.diagnosis.gives import CASH, business_gives, only
from optimizer.diagnosis.limits import equity_proposals, line_proposals
from optimizer.diagnosis.physical_demands import physical_demands, without_money
from optimizer.diagnosis.places import Places
from optimizer.diagnosis.reason import NOTHING, PHYSICAL, UNKNOWN, what_is_missing
from optimizer.diagnosis.refinement import refined
from optimizer.diagnosis.repair import NoRepair, Repair, postponed, repair
from optimizer.diagnosis.trial import Trial
from optimizer.formulation import Formulation, formulate
from optimizer.inputs.problem import Problem
from optimizer.solvers.base import SolveOptions

REPAIRS, CONFLICT, TERMS = 0.6, 0.8, 1.0
"""Shares of all the time at which the phases end: repairs and their trials; the conflict; new terms
of debts and of equity, which take a search each."""

PLENTY = 10.0
"""Money is no object when there is so many times more of it than is missing."""

MUCH = 1e6
"""Money that is more than nothing, USD."""

ALONE = {
    CureKind.CASH: "new cash",
    CureKind.COVENANTS: "waiving covenants",
    CureKind.CAPEX: "raising caps on capex",
    CureKind.LEASES: "leaving leases unsigned",
}

CHEAPER = 0.99
"""A combination is told beside single cures if it costs less than this share of the best."""


def examine(
    problem: Problem,
    options: SolveOptions | None,
    progress: Callable[[str], None] | None,
    seconds: float,
) -> Diagnosis:
    """Diagnose a problem without a plan; see :func:`optimizer.diagnosis.diagnose`."""
    options = options or SolveOptions()
    if options.time_limit_s is not None:
        seconds = min(seconds, options.time_limit_s)
    clock = Clock(options, seconds, progress, until=REPAIRS)
    formulation = formulate(problem)
    gives = business_gives(formulation)
    clock.step("the cheapest repair")
    best = repair(formulation, gives, clock)
    if isinstance(best, NoRepair):
        return _without_repair(problem, best, clock)
    if not _kinds(best):
        return _nothing_to_say(NOTHING, clock)
    trial = Trial(problem, clock)
    if not trial.possible:
        clock.missed(f"no cure was tried, since {problem.path} no longer says what was solved")
    repairs, cures = _repairs(formulation, gives, best, trial)
    clock.until = CONFLICT
    most = max([MUCH, best.cost, *(one.cost for one in repairs.values())])
    conflict, minimal = _conflict(problem, PLENTY * most, clock)
    clock.until = TERMS
    cash = repairs.get(CureKind.CASH)
    cures += _new_terms(problem, cash, trial)
    told, those = (cash, only(gives, CASH)) if cash else (best, gives)
    reason = what_is_missing(formulation, told, postponed(formulation, those, told, clock))
    return Diagnosis(
        words=reason.words,
        physical=False,
        shortfalls=reason.shortfalls,
        breaches=reason.breaches,
        overspends=reason.overspends,
        cures=_cheapest_first(cures),
        conflict=conflict,
        minimal=minimal,
        unfinished=tuple(clock.unfinished),
        seconds=clock.spent,
    )


def _without_repair(problem: Problem, none: NoRepair, clock: Clock) -> Diagnosis:
    """Physics alone has no plan, or time ran out."""
    if not none.impossible:
        clock.missed("what is missing")
        return _nothing_to_say(UNKNOWN, clock)
    clock.until = TERMS
    conflict, minimal = _conflict(problem, MUCH, clock)
    plain = _nothing_to_say(PHYSICAL, clock)
    return replace(plain, physical=True, conflict=conflict, minimal=minimal)


def _nothing_to_say(words: str, clock: Clock) -> Diagnosis:
    """A diagnosis of words alone."""
    return Diagnosis(
        words=words,
        physical=False,
        shortfalls=(),
        breaches=(),
        overspends=(),
        cures=(),
        conflict=(),
        minimal=False,
        unfinished=tuple(clock.unfinished),
        seconds=clock.spent,
    )


def _repairs(
    formulation: Formulation, gives: tuple[Give, ...], best: Repair, trial: Trial
) -> tuple[dict[CureKind, Repair], list[Cure]]:
    """Repairs by each kind of give alone, and the cures that they and all kinds together make."""
    clock, repairs, cures = trial.clock, {}, []
    kinds = _kinds(best)
    together = None
    if len(kinds) > 1:
        together = _tried(proposals(formulation, best, CureKind.COMBINATION), trial)
    for give in gives:
        kind = KINDS[give.name]
        clock.step(f"whether {ALONE[kind]} alone would be enough")
        found = best if kinds == {kind} else repair(formulation, only(gives, give.name), clock)
        if isinstance(found, NoRepair):
            if not found.impossible:
                clock.missed(f"whether {ALONE[kind]} alone would be enough")
            continue
        if kind is CureKind.COVENANTS and trial.possible:
            found = refined(formulation, found, trial)
        repairs[kind] = found
        cures.append(_tried(proposals(formulation, found, kind), trial))
        if kind is CureKind.CASH:
            cures.append(_tried(floor_proposals(formulation, found), trial))
    out = [cure for cure in cures if cure is not None]
    least = min((cure.usd for cure in out), default=float("inf"))
    if together is not None and together.usd < CHEAPER * least:
        out.append(together)
    return repairs, out


def _kinds(found: Repair) -> set[CureKind]:
    """What gives in a repair."""
    parts = (
        (CureKind.CASH, found.total_cash > 0),
        (CureKind.COVENANTS, bool(found.waivers)),
        (CureKind.CAPEX, bool(found.capex)),
        (CureKind.LEASES, bool(found.leases)),
    )
    return {kind for kind, gives in parts if gives}


def _new_terms(problem: Problem, cash: Repair | None, trial: Trial) -> list[Cure]:
    """Cures by other terms of debts and of equity, each of them tried."""
    if not trial.possible:
        return []
    found = [_tried([one], trial) for one in extension_proposals(problem, trial.clock)]
    if cash is not None:
        found.append(_tried(equity_proposals(problem, cash.cost, trial.clock), trial))
        for d in range(len(problem.finance.debts) if problem.finance else 0):
            found.append(_tried(line_proposals(problem, d, cash.cost, trial.clock), trial))
    return [cure for cure in found if cure is not None]


def _cheapest_first(cures: list[Cure]) -> tuple[Cure, ...]:
    order = list(CureKind)
    return tuple(sorted(cures, key=lambda cure: (cure.usd, order.index(cure.kind), cure.overrides)))


def _tried(candidates: Iterable[Proposal], trial: Trial) -> Cure | None:
    """The first proposal that gives a plan."""
    if not trial.possible:
        return None
    for one in candidates:
        trial.clock.step(f"a plan with {' '.join(one.overrides)}")
        answer = trial.confirms(one.overrides)
        if answer:
            return Cure(one.kind, one.usd, one.overrides, one.words, one.least)
        if answer is None:
            trial.clock.missed(f"whether {' '.join(one.overrides)} gives a plan")
            return None
    return None


def _conflict(
    problem: Problem, plenty: float, clock: Clock
) -> tuple[tuple[ConflictKey, ...], bool]:
    """Keys that cannot hold together, and whether that needs each of them.

    Where the megawatts do not fit even if money is no object, they are what is told.
    """
    clock.step("which keys cannot hold together")
    base, demands = without_money(problem), physical_demands(problem)
    if clock.feasible(formulate(base).program) is not False:
        base, demands = problem, business_demands(problem, plenty)

    def possible(kept: frozenset[int]) -> bool | None:
        return clock.feasible(formulate(relaxed(base, demands, kept)).program)

    conflict = smallest_conflict(len(demands), possible)
    if conflict is None:
        if clock.over:
            clock.missed("which keys cannot hold together")
        return (), False
    if not conflict.minimal:
        clock.missed("whether the conflict needs all of its keys")
    return _keys(problem, demands, conflict), conflict.minimal


def _keys(
    problem: Problem, demands: tuple[Demand, ...], conflict: Conflict
) -> tuple[ConflictKey, ...]:
    places, out = Places.of(problem), []
    for i in conflict.members:
        place = places.find(demands[i].loc)
        out.append(
            ConflictKey(demands[i].path, place.file, place.line, place.value, demands[i].words)
        )
    return tuple(out)
