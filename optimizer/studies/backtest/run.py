"""Walk a fleet through what happened by several rules, and say what each was worth."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.discounting import Discounting
from optimizer.inputs.problem import Problem, Risk
from optimizer.paths.estimate import HistoryError
from optimizer.paths.parameters import Calibration
from optimizer.plan import Labour, load
from optimizer.results import Result
from optimizer.solvers.base import SolveOptions
from optimizer.stochastic.crew import crew_of
from optimizer.studies.backtest.belief import Belief
from optimizer.studies.backtest.known import calibrations
from optimizer.studies.backtest.past import Past, read_past
from optimizer.studies.backtest.rules import RULES, Notice, Rule, notice_of
from optimizer.studies.backtest.walk import BacktestError, Stuck, Walk, Walked, try_walk
from optimizer.studies.history import HistoryFileError, read_history

FloatArray = NDArray[np.float64]

RISK_WEIGHT = 0.5
RISK_LEVEL = 0.9
"""How much the bad end weighs where random futures are planned for and the file does not say."""


@dataclass(frozen=True)
class Settings:
    """How a backtest is run.

    Attributes:
        history: daily history of the network, a CSV file; without it hashprice is believed to
            stay, and no random futures are planned for.
        every: months from one plan to the next.
        notice: months ahead that a lease is heard of; None for the longest conversion and the
            months from one plan to the next.
        order_notice: months ahead that machines and servers are heard of.
        futures: random futures that one of the rules plans for; 0 to leave it out.
        seed: of them.
        labour: who walks.
        options: of every plan.
    """

    history: str | PathLike[str] | None = None
    every: int = 3
    notice: int | None = None
    order_notice: int = 6
    futures: int = 8
    seed: int = 0
    labour: Labour = field(default_factory=Labour)
    options: SolveOptions = field(default_factory=SolveOptions)


@dataclass(frozen=True, eq=False)
class Backtest:
    """What rules were worth.

    Attributes:
        fleet: its name.
        months: labels of the horizon.
        hashprice: what came, USD per PH/s and day.
        settings, notice: as it was run.
        risk: weight and level of the bad end where random futures are planned for.
        walked: by rule; the last one knew what comes.
        stuck: rules whose walk ended before the horizon did.
    """

    fleet: str
    months: tuple[str, ...]
    hashprice: tuple[float, ...]
    settings: Settings
    notice: Notice
    risk: Risk
    walked: tuple[Walked, ...]
    stuck: tuple[Stuck, ...] = ()

    @property
    def foresight(self) -> Walked:
        """The one who knew."""
        return self.walked[-1]

    def regret_usd(self, one: Walked) -> float:
        """What a rule left on the table."""
        return self.foresight.npv_usd - one.npv_usd


def backtest(
    fleet: str | PathLike[str],
    overrides: Sequence[str] = (),
    settings: Settings | None = None,
    stage: Callable[[str], None] | None = None,
) -> Backtest:
    """Walk through a fleet's horizon, month by month, by each rule.

    The fleet's own curves are what happened; its scenarios are not looked at.

    Args:
        fleet: the fleet file.
        overrides: keys of the file that are replaced.
        settings: how.
        stage: told what is worked on.

    Raises:
        InputError: the fleet file cannot be read.
        HistoryFileError: the history cannot, or says too little.
        BacktestError: who knows what comes has no plan, even with money from owners.
    """
    settings, tell = settings or Settings(), stage or (lambda _words: None)
    problem = _weighed(load(fleet, overrides))
    past, known = _known(settings, problem)
    leases = notice_of(problem, settings.every) if settings.notice is None else settings.notice
    notice = Notice(leases, settings.order_notice)
    tasks = [
        Walk(
            rule=rule,
            past=past,
            every=settings.every,
            notice=notice,
            options=settings.options,
            calibrations=known if rule.futures else (),
            seed=settings.seed,
        )
        for rule in _rules(settings)
    ]
    with closing(crew_of(problem, settings.labour.processes, settings.labour.scheduler)) as crew:
        tell(f"walking {problem.horizon.months} months by {len(tasks)} rules")
        # The longest walks first, so that none is left for the end.
        order = sorted(range(len(tasks)), key=lambda i: -tasks[i].rule.futures)
        done = dict(zip(order, crew.do(try_walk, [tasks[i] for i in order]), strict=True))
    ends = [done[i] for i in range(len(tasks))]
    if isinstance(best := ends[-1], Stuck):
        raise BacktestError(f"{best.rule.title}: {best.words}")
    return Backtest(
        fleet=problem.name,
        months=problem.horizon.labels,
        hashprice=tuple(problem.market.hashprice.tolist()),
        settings=settings,
        notice=notice,
        risk=problem.risk,
        walked=tuple(one for one in ends if isinstance(one, Walked)),
        stuck=tuple(one for one in ends if isinstance(one, Stuck)),
    )


def _weighed(problem: Problem) -> Problem:
    """The fleet with a weight and a level of the bad end, where its file says nothing of them."""
    said = problem.said.risk.model_fields_set if problem.said is not None else set()
    weight = problem.risk.weight if "weight" in said else RISK_WEIGHT
    level = problem.risk.level if "level_pct" in said else RISK_LEVEL
    return replace(problem, risk=replace(problem.risk, weight=weight, level=level))


def _known(settings: Settings, problem: Problem) -> tuple[Past, tuple[Calibration, ...]]:
    """What is known before the horizon, and what could be estimated on the way."""
    if settings.history is None:
        return Past.unknown(), ()
    past = read_past(settings.history, problem.horizon)
    if not settings.futures:
        return past, ()
    try:
        frame = read_history(settings.history)
        return past, calibrations(frame, problem.horizon, settings.every)
    except HistoryError as error:
        words = (
            f"{settings.history}: {error}; without random futures none is needed (`--futures 0`)"
        )
        raise HistoryFileError(words) from None


def _rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules that can be walked with what is known; the one that knows comes last."""
    out = []
    for rule in RULES:
        if settings.history is None and rule.belief is Belief.TREND:
            continue
        if rule.futures:
            if not settings.futures:
                continue
            rule = replace(
                rule, futures=settings.futures, title=f"fleetopt, {settings.futures} futures"
            )
        out.append(rule)
    return tuple(out)


def worth_to_date(result: Result) -> FloatArray:
    """Discounted money up to and including each month, without terminal value, USD, shape (T,)."""
    plan = result.plan
    npv = plan.npv
    assert npv.default_rate is not None
    assert npv.hosting_rate is not None
    factors = Discounting(npv.default_rate, npv.hosting_rate, len(plan.money))
    out = np.zeros(len(plan.money))
    for line in plan.lines:
        out += plan.money[line.name].to_numpy(dtype=float) * factors.months(line.stream)
    total: FloatArray = np.cumsum(out)
    return total
