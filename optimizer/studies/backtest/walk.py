"""Walk through the horizon month by month, knowing at each what had happened until then.

Every ``every`` months a plan is made with what is believed, and what it decides until the next
plan is decided. Leases are signed ahead: one that the plan wants, and for which a build begun at
the next plan would be too late, is signed now. Then, month by month, what happened becomes known,
and the fleet answers: machines are delivered and sold, coins sold, debt and equity drawn. What is
still open then may be anything that a linear program allows; it only says what the future is worth.

Where no plan survives what is believed, owners put money in (*cures*), as little as can be.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import FleetoptError
from optimizer.formulation import Formulation, formulate
from optimizer.formulation.cures import LAST_RESORT, as_last_resort, without_cures
from optimizer.inputs.futures import under
from optimizer.inputs.problem import Problem
from optimizer.lp import Program
from optimizer.paths.parameters import Calibration
from optimizer.plan import Assurance, Certify
from optimizer.plan.compose import solve_formulation
from optimizer.results import Result
from optimizer.scenario import Scenario
from optimizer.solvers.base import Limit, Reason, SolveOptions, SolveResult
from optimizer.solvers.solve import solve
from optimizer.stochastic.extensive import extensive
from optimizer.stochastic.futures import Future, Futures
from optimizer.stochastic.stages import stages_of
from optimizer.studies.backtest.belief import believed
from optimizer.studies.backtest.known import futures_of
from optimizer.studies.backtest.memory import (
    ANSWERED,
    CHOSEN,
    LEASES,
    Decided,
    Memory,
    months_of,
)
from optimizer.studies.backtest.past import Past
from optimizer.studies.backtest.rules import Aim, Notice, Rule, aimed, builds_for, closed, unheard
from optimizer.studies.decided import decided_words

FloatArray = NDArray[np.float64]

CURE_COST = 0.5
"""Share of a cure that is lost on the way, where the fleet file does not say."""

LAST_RESORT_OF_AIMS = 1e3
"""What a dollar of cure counts where a rule looks at its use of MW, a month of which counts more
than any money."""

_DOLLAR = 1.0


class BacktestError(FleetoptError):
    """A walk cannot go on."""

    code = "E616"


@dataclass(frozen=True)
class Stuck:
    """A walk that could not go on.

    Attributes:
        rule: by which it went.
        words: where it ended, and why.
    """

    rule: Rule
    words: str


@dataclass(frozen=True, eq=False)
class Walk:
    """What a walk needs beside the fleet.

    Attributes:
        rule: how it decides.
        past: the months before the horizon.
        every: months from one plan to the next.
        notice: how far ahead offers are heard of.
        options: of each plan.
        calibrations: what could be estimated for random futures at each plan; () where the rule
            plans for one future.
        seed: of random futures.
    """

    rule: Rule
    past: Past
    every: int
    notice: Notice
    options: SolveOptions
    calibrations: tuple[Calibration, ...] = ()
    seed: int = 0


@dataclass(frozen=True)
class Step:
    """A plan on the way.

    Attributes:
        month: offset in which it was made.
        decided: what it decided until the next one, in words.
        hashprice: what was believed from that month on, USD per PH/s and day.
        distress: the plan counts on cures: of what is believed, or in one of the random futures.
        proved: it was proved to be the best; a limit may have ended the search before.
    """

    month: int
    decided: tuple[str, ...]
    hashprice: tuple[float, ...]
    distress: bool
    proved: bool = True


@dataclass(frozen=True, eq=False)
class Walked:
    """Where a walk ended.

    Attributes:
        rule: how it decided.
        result: what was done, at the prices that came, as a plan: audited like any.
        cures: USD that owners put in, by month; () without finance.
        steps: the plans on the way.
        words: all that was signed, built and ordered.
    """

    rule: Rule
    result: Result
    cures: tuple[float, ...]
    steps: tuple[Step, ...]
    words: tuple[str, ...]

    @property
    def npv_usd(self) -> float:
        """Worth at the prices that came."""
        return self.result.plan.npv.npv_usd

    @property
    def proved(self) -> bool:
        """Whether what was done is proved to be the best for its prices, all decisions held."""
        return self.result.termination.reason is Reason.OPTIMAL

    @property
    def first_cure(self) -> int | None:
        """Month of the first cure, None without any."""
        return next((t for t, one in enumerate(self.cures) if one > 0), None)

    @property
    def lowest_cash(self) -> tuple[int, float] | None:
        """Month and amount of the lowest cash, None without finance."""
        cash = self.result.plan.monthly["cash_usd"].to_numpy(dtype=float)
        if np.isnan(cash).any():
            return None
        month = int(cash.argmin())
        return month, float(cash[month])

    @property
    def cured_usd(self) -> float:
        """What owners put in."""
        return float(sum(self.cures))


def try_walk(problem: Problem, task: Walk) -> Walked | Stuck:
    """Walk, or say where it ended: one rule without an answer does not take the others with it."""
    try:
        return walk(problem, task)
    except BacktestError as error:
        return Stuck(task.rule, str(error))


def walk(problem: Problem, task: Walk) -> Walked:
    """Walk through a fleet's horizon by a rule.

    Raises:
        BacktestError: a month has no answer, even with cures.
    """
    world = prepared(problem)
    if task.rule.once:
        return _foreseen(world, task)
    memory, steps = Memory(), []
    for month in range(problem.horizon.months):
        if month % task.every == 0:
            memory, step = _decide(world, task, month, memory.lasting())
            steps.append(step)
        memory = _answer(world, task, month, memory)
    return _marked(world, task, memory.lasting(), tuple(steps))


def prepared(problem: Problem) -> Problem:
    """The fleet without scenarios; cures have a price and covenants hold."""
    risk, said = problem.risk, problem.said
    cost = CURE_COST if risk.cure_cost is None else risk.cure_cost
    if said is not None and risk.cure_cost is None:
        # What was done is replayed from what the file says: it has to say what cures cost.
        priced = said.risk.model_copy(update={"cure_cost_pct": 100 * cost})
        said = said.model_copy(update={"risk": priced})
    risk = replace(risk, cure_cost=cost, min_cash_breach=0.0)
    out = replace(problem, scenarios=(), risk=risk, said=said)
    if out.finance is None:
        return out
    covenants = tuple(replace(one, breach_probability=0.0) for one in out.finance.covenants)
    return replace(out, finance=replace(out.finance, covenants=covenants))


def _built(world: Problem) -> Formulation:
    """The program of a world, with cures."""
    return formulate(under(world, Scenario.as_planned("what happened", world.horizon.months)))


def _open_to(formulation: Formulation, task: Walk, month: int, memory: Memory) -> Program:
    """The program with what a rule may still do in a month."""
    program = unheard(formulation, closed(formulation, task.rule), month, task.notice)
    return memory.held(program)


def _decide(world: Problem, task: Walk, month: int, memory: Memory) -> tuple[Memory, Step]:
    """Make a plan, and decide until the next one."""
    seen = believed(world, month, task.rule.belief, task.past)
    find = _for_futures if task.rule.futures else _for_one
    found = find(seen, task, month, memory)
    formulation, x = found.formulation, found.x
    until = month + task.every
    signed = Decided(until, only_chosen=True, lead=builds_for(world))
    after = memory.renewed(formulation, x).with_values(formulation, x, LEASES, signed)
    after = after.with_values(formulation, x, CHOSEN, Decided(until))
    step = Step(
        month=month,
        decided=_words(formulation, after.columns(formulation) - memory.columns(formulation)),
        hashprice=tuple(seen.market.hashprice[month:].tolist()),
        distress=found.distress,
        proved=found.proved,
    )
    return after, step


@dataclass(frozen=True, eq=False)
class _Found:
    """A plan as columns of a program that is believed in, and how it was found."""

    formulation: Formulation
    x: FloatArray
    distress: bool
    proved: bool


def _for_one(seen: Problem, task: Walk, month: int, memory: Memory) -> _Found:
    """A plan for the future that is believed in, with cures only where there is none without."""
    formulation = _built(seen)
    aim = aimed(formulation, _open_to(formulation, task, month, memory), task.rule.aim)
    solved = _solve(without_cures(aim, month), task.options)
    distress = solved.reason is Reason.INFEASIBLE
    if distress:
        weight = LAST_RESORT if task.rule.aim is Aim.NPV else LAST_RESORT_OF_AIMS
        solved = _solve(as_last_resort(aim, weight), task.options)
    x = _plan(solved, seen, month, "plan")
    return _Found(formulation, x, distress, solved.reason is Reason.OPTIMAL)


def _for_futures(seen: Problem, task: Walk, month: int, memory: Memory) -> _Found:
    """A plan for random futures around what is believed, as the columns of the first one.

    What is decided is the same in all of them. Cures are open at their price in each: whoever only
    did what survives every future without them would do next to nothing.
    """
    known = task.calibrations[month // task.every]
    drawn = futures_of(seen, month, task.rule.futures, task.seed, known)
    members = []
    for one in drawn:
        future = Future.of(seen, one)
        program = _open_to(future.formulation, task, month, memory)
        members.append(replace(future, formulation=replace(future.formulation, program=program)))
    form = extensive(Futures(seen, drawn, tuple(members)))
    solved = _solve(form.program, task.options)
    answers = form.answers(_plan(solved, seen, month, "plan"))
    distress = any(
        future.formulation.cures is not None
        and bool((future.formulation.cures.paid.value(x)[month:] > _DOLLAR).any())
        for future, x in zip(members, answers, strict=True)
    )
    proved = solved.reason is Reason.OPTIMAL
    return _Found(members[0].formulation, answers[0], distress, proved)


def _answer(world: Problem, task: Walk, month: int, memory: Memory) -> Memory:
    """Let a month happen."""
    formulation = _built(believed(world, month + 1, task.rule.belief, task.past))
    program = as_last_resort(_open_to(formulation, task, month, memory))
    solved = _solve(_whole_by(formulation, program, month), _exactly(task.options))
    x = _plan(solved, world, month, "answer")
    return memory.with_values(formulation, x, ANSWERED, Decided(month + 1))


def _whole_by(formulation: Formulation, program: Program, month: int) -> Program:
    """The program in which only what answers up to a month is whole, where machines must be."""
    whole = np.zeros_like(program.integer)
    for block in program.columns:
        if block.name in ANSWERED:
            numbers = block.numbers
            whole[numbers] = program.integer[numbers] & (months_of(formulation, block) <= month)
    return replace(program, integer=whole)


def _solve(program: Program, options: SolveOptions) -> SolveResult:
    """Solve on the way; an interrupt ends the walk, for half a walk says nothing.

    Raises:
        KeyboardInterrupt: the solve was interrupted.
    """
    solved = solve(program, options)
    if solved.limit is Limit.INTERRUPT:
        raise KeyboardInterrupt
    return solved


def _exactly(options: SolveOptions) -> SolveOptions:
    """The same for a linear program."""
    return SolveOptions(threads=options.threads, seed=options.seed)


def _plan(solved: SolveResult, world: Problem, month: int, what: str) -> FloatArray:
    if not solved.has_plan:
        label = world.horizon.labels[month]
        words = ", even with money from owners" if solved.reason is Reason.INFEASIBLE else ""
        raise BacktestError(f"there is no {what} in {label}{words}: {solved.message}")
    return solved.x


def _words(formulation: Formulation, x: FloatArray, *, brief: bool = False) -> tuple[str, ...]:
    """What is signed, built and ordered; leases that run already are nobody's decision."""
    stages = stages_of(formulation.program)
    running = tuple(f"{one.name}: " for one in formulation.problem.contracts if one.running)
    words = decided_words(formulation, stages, x[stages.once], brief=brief)
    return tuple(one for one in words if not one.startswith(running))


def _marked(world: Problem, task: Walk, memory: Memory, steps: tuple[Step, ...]) -> Walked:
    """All that was decided, at the prices that came."""
    formulation = _built(world)
    held = replace(formulation, program=memory.held(formulation.program))
    return _walked(held, task, steps, _exactly(task.options))


def _foreseen(world: Problem, task: Walk) -> Walked:
    """The best plan of one who knows what comes, with cures at their price as for every rule.

    All that a rule does is open to it, so that regret is never below nil.
    """
    return _walked(_built(world), task, (), task.options)


def _walked(
    formulation: Formulation, task: Walk, steps: tuple[Step, ...], options: SolveOptions
) -> Walked:
    """What was done as a plan, replayed from the fleet file like any other."""
    assurance = Assurance(certify=Certify.NONE, canonical=False, diagnose=False)
    result = solve_formulation(formulation, options, assurance)
    if result.termination.limit is Limit.INTERRUPT:
        raise KeyboardInterrupt
    if not result.has_plan:
        raise BacktestError(
            f"{task.rule.title}: what was done cannot be marked: {result.termination.message}"
        )
    x = result.plan.x
    cures = formulation.cures.paid.value(x) if formulation.cures else np.zeros(0)
    return Walked(
        rule=task.rule,
        result=result,
        cures=tuple(np.where(cures > _DOLLAR, cures, 0.0).tolist()),
        steps=steps,
        words=_words(formulation, x, brief=True),
    )
