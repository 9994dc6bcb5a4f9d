r"""Plan at one weight after the other, and say what the scenarios are worth knowing.

* **Value of the stochastic solution**: expected NPV of the plan for all scenarios, less that of the
  plan which the file's own curves alone would give, answered in every scenario (Birge, The value
  of the stochastic solution in stochastic linear programs with fixed recourse, 1982).
* **Expected value of perfect information**: what plans made for each scenario, once it were known,
  are worth on average, less the plan for all.

Both at weight nil. What the plan for all breaks in a scenario, as allowed, the plan that knows the
scenario may break as well.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import FleetoptError
from optimizer.inputs.problem import Problem, Risk
from optimizer.plan import Assurance, Certify, Labour, build, load
from optimizer.plan.uncertain import Decided, decide, outcomes_of
from optimizer.scenario import Outcome, Scenario
from optimizer.solvers.base import Reason, SolveOptions
from optimizer.solvers.solve import solve
from optimizer.stochastic.crew import Crew, crew_of
from optimizer.stochastic.futures import Future
from optimizer.stochastic.stages import stages_of
from optimizer.stochastic.tail import Tail, tail_of
from optimizer.studies.decided import decided_words

FloatArray = NDArray[np.float64]


class FrontierError(FleetoptError):
    """A frontier cannot be drawn."""

    code = "E615"


@dataclass(frozen=True)
class Settings:
    """How a frontier is drawn.

    Attributes:
        weights: of CVaR, each between 0 and 1, rising.
        worths: also the value of the stochastic solution and of perfect information.
        labour: who works on scenarios.
        options: of every solve.
    """

    weights: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    worths: bool = True
    labour: Labour = field(default_factory=Labour)
    options: SolveOptions = field(default_factory=SolveOptions)


@dataclass(frozen=True)
class Point:
    """The plan at a weight.

    Attributes:
        weight: of CVaR.
        reason: how its search ended.
        tail: mean and bad end of its NPV, None without a plan.
        worst: NPV in the worst scenario.
        gap: relative gap of its objective, None if unknown.
        words: what it decides.
    """

    weight: float
    reason: str
    tail: Tail | None
    worst: float | None
    gap: float | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Worths:
    """What knowing is worth, USD; None where it could not be worked out.

    Attributes:
        stochastic: expected NPV of the plan for all scenarios.
        planned: of the plan for the file's own curves; None where some scenario kills it.
        killed: scenarios that the plan for the file's own curves does not survive.
        informed: of plans that know their scenario; None where one has none.
        proved: every plan looked at is proved to be the best; a limit may have ended a search.
    """

    stochastic: float
    planned: float | None
    killed: int
    informed: float | None
    proved: bool = True

    @property
    def of_stochastic_solution(self) -> float | None:
        """VSS; None where the plan for the file's own curves is no plan."""
        return None if self.planned is None else self.stochastic - self.planned

    @property
    def of_perfect_information(self) -> float | None:
        """EVPI."""
        return None if self.informed is None else self.informed - self.stochastic


@dataclass(frozen=True, eq=False)
class Frontier:
    """Plans over the weight.

    Attributes:
        fleet: its name.
        scenarios: how many.
        level: of CVaR, a fraction.
        points: by weight.
        worths: None where they were not asked for.
    """

    fleet: str
    scenarios: int
    level: float
    points: tuple[Point, ...]
    worths: Worths | None

    @property
    def letters(self) -> tuple[str, ...]:
        """A letter for each point; the same where the decisions are."""
        known: dict[tuple[str, ...], str] = {}
        out = []
        for one in self.points:
            if one.tail is None:
                out.append("-")
                continue
            out.append(known.setdefault(one.words, chr(ord("A") + min(len(known), 25))))
        return tuple(out)


def frontier(
    fleet: str | PathLike[str],
    overrides: Sequence[str] = (),
    settings: Settings | None = None,
    stage: Callable[[str], None] | None = None,
) -> Frontier:
    """Plan at each weight.

    Args:
        fleet: the fleet file, with scenarios.
        overrides: keys of the file that are replaced.
        settings: which weights, and how.
        stage: told what is worked on.

    Raises:
        FrontierError: the fleet has no scenarios.
        InputError: the file cannot be read.
    """
    settings, tell = settings or Settings(), stage or (lambda _words: None)
    problem = load(fleet, overrides)
    if not problem.scenarios:
        raise FrontierError(f"{problem.name} has no `scenarios`: there is nothing to weigh")
    first = Future.of(problem, problem.scenarios[0])
    with closing(crew_of(problem, settings.labour.processes, settings.labour.scheduler)) as crew:
        points = []
        for weight in settings.weights:
            tell(f"planning with weight {weight:g}")
            points.append(_point(problem, weight, settings, crew, first))
        worths = _worths(problem, settings, crew, tell) if settings.worths else None
    return Frontier(
        fleet=problem.name,
        scenarios=len(problem.scenarios),
        level=problem.risk.level,
        points=tuple(points),
        worths=worths,
    )


def _weighted(problem: Problem, weight: float) -> Problem:
    risk: Risk = replace(problem.risk, weight=weight)
    return replace(problem, risk=risk)


def _point(problem: Problem, weight: float, settings: Settings, crew: Crew, first: Future) -> Point:
    weighted = _weighted(problem, weight)
    assurance = Assurance(certify=Certify.NONE)
    found = decide(weighted, settings.options, assurance, crew, settings.labour)
    if found.once is None:
        return Point(weight, found.reason.value, None, None, None, ())
    outcomes = outcomes_of(problem.scenarios, found.once, found.switches, crew)
    worth = np.array([one.npv_usd for one in outcomes], dtype=float)
    tail = tail_of(worth, _probability(outcomes), problem.risk.level)
    value = tail.blend(weight)
    gap = None if found.bound is None else max(found.bound - value, 0.0) / max(abs(value), 1.0)
    words = decided_words(first.formulation, first.stages, found.once)
    return Point(weight, found.reason.value, tail, float(worth.min()), gap, words)


def _probability(outcomes: Sequence[Outcome]) -> FloatArray:
    return np.array([one.probability for one in outcomes])


# ------------------------------------------------------------------------- what knowing is worth


@dataclass(frozen=True)
class Alone:
    """A scenario to plan for as if it were known, and what may be broken in it."""

    scenario: Scenario
    switches: tuple[float, ...]
    options: SolveOptions


def plan_alone(problem: Problem, task: Alone) -> float | None:
    """NPV of the best plan for a scenario, None where there is none."""
    future = Future.of(problem, task.scenario)
    upper = future.program.col_upper.copy()
    for (_, j), broken in zip(future.switches, task.switches, strict=True):
        upper[j] = broken
    found = solve(future.program.with_bounds(future.program.col_lower, upper), task.options)
    return found.objective if found.reason is Reason.OPTIMAL else None


def _worths(
    problem: Problem, settings: Settings, crew: Crew, tell: Callable[[str], None]
) -> Worths | None:
    tell("what knowing the scenario would be worth")
    found = _neutral(problem, settings, crew)
    if found.once is None:
        return None
    outcomes = outcomes_of(problem.scenarios, found.once, found.switches, crew)
    neutral = _expected(outcomes)
    if neutral is None:
        return None
    tasks = [
        Alone(one, switches, settings.options)
        for one, switches in zip(problem.scenarios, found.switches, strict=True)
    ]
    alone = crew.do(plan_alone, tasks)
    informed = None
    if all(one is not None for one in alone):
        chance = np.array([one.probability for one in problem.scenarios])
        informed = float(chance @ np.array(alone, dtype=float))
    tell("what the plan for the file's own curves would come to")
    planned, killed, proved = _planned(problem, settings, crew)
    proved = proved and found.reason is Reason.OPTIMAL
    return Worths(neutral, planned, killed, informed, proved)


def _expected(outcomes: Sequence[Outcome]) -> float | None:
    """Expected NPV, None where some scenario has no answer."""
    if any(one.npv_usd is None for one in outcomes):
        return None
    return float(sum(one.probability * (one.npv_usd or 0.0) for one in outcomes))


def _neutral(problem: Problem, settings: Settings, crew: Crew) -> Decided:
    """The plan for all scenarios that looks at the expected NPV alone."""
    assurance = Assurance(certify=Certify.NONE)
    return decide(_weighted(problem, 0.0), settings.options, assurance, crew, settings.labour)


def _planned(problem: Problem, settings: Settings, crew: Crew) -> tuple[float | None, int, bool]:
    """Expected NPV of the plan for the file's own curves, how many scenarios kill it, its proof."""
    alone = build(replace(problem, scenarios=()))
    found = solve(alone.program, settings.options)
    if not found.has_plan:
        none = found.reason is Reason.INFEASIBLE
        return None, len(problem.scenarios) if none else 0, none
    once = found.x[stages_of(alone.program).once]
    names = Future.of(problem, problem.scenarios[0]).switches
    nothing = ((0.0,) * len(names),) * len(problem.scenarios)
    outcomes = outcomes_of(problem.scenarios, once, nothing, crew)
    killed = sum(one.npv_usd is None for one in outcomes)
    return _expected(outcomes), killed, found.reason is Reason.OPTIMAL
