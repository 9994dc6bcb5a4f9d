r"""The program of the decisions alone, with what is known of the futures' answers.

Some futures stand in it in full, as in the extensive form. Of the others it knows cuts: lines
above their worth, one for each decision that was tried. They are gathered in groups: with the part
$R_s = (1-w) p_s v_s - \frac{w p_s}{1-\alpha} (\eta - v_s)^+$ of the objective that a future has,
which is concave in the decisions and $\eta$, a group's column $\theta_g$ is at most the sum over
its futures of

$$ \left( (1-w) p_s + \tau_s \right) (\text{constant}_s + \text{slope}_s x) - \tau_s \eta, \quad
   \tau_s \in \{0, w p_s / (1-\alpha)\} $$

which holds for either $\tau_s$, since $-(\eta-v)^+$ is below both nil and $v - \eta$. So the
optimum of this program is never below that of all futures together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import scales
from optimizer.formulation.order import Order
from optimizer.lp import Axis, Program
from optimizer.scenario import Scenario
from optimizer.stochastic.answers import Said
from optimizer.stochastic.extensive import add_breaches, add_tail, add_threshold
from optimizer.stochastic.futures import Future, Futures
from optimizer.stochastic.recourse import Cut
from optimizer.stochastic.weaver import Weaver

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MOST_GROUPS = 40
"""Groups of futures whose cuts are added up: more make a sharper and a slower program."""


@dataclass(frozen=True, eq=False)
class Tried:
    """What all futures answered to decisions.

    Attributes:
        said: the answers.
        threshold: value at risk in the program that proposed the decisions; +inf counts all
            futures as its tail, -inf none.
    """

    said: tuple[Said, ...]
    threshold: float


@dataclass(frozen=True, eq=False)
class Proposal:
    """Where the columns of the decisions stand in the program.

    Attributes:
        program: the program.
        once: columns decided once.
        switches: for each future the columns that say what is broken in it.
        threshold: column of the value at risk, None without one.
    """

    program: Program
    once: IntArray
    switches: tuple[IntArray, ...]
    threshold: int | None


@dataclass(eq=False)
class Knowledge:
    """What is known of all futures.

    Attributes:
        futures: the fleet and all scenarios.
        names: what may be broken in each future.
        tried: what was tried, in order.
        inside: places of the futures held in full.
        held: these futures, by place.
    """

    futures: Futures
    names: tuple[tuple[str, ...], ...]
    tried: list[Tried] = field(default_factory=list)
    inside: list[int] = field(default_factory=list)
    held: dict[int, Future] = field(default_factory=dict)

    @property
    def outside(self) -> list[int]:
        """Places of the futures known by cuts."""
        return [s for s in range(len(self.futures.scenarios)) if s not in set(self.inside)]

    def take_in(self, s: int) -> None:
        """Hold a future in full from now on."""
        if s not in self.held:
            scenario = self.futures.scenarios[s]
            self.held[s] = Future.of(self.futures.problem, scenario)
        if s not in self.inside:
            self.inside.append(s)

    def overestimate(self, s: int, fixed: FloatArray, worth: float) -> float:
        """By how much the cuts known so far overstate a future's worth."""
        known = [t.said[s].cut for t in self.tried if t.said[s].cut.of_worth]
        if not known:
            return float("inf")
        return min(cut.at(fixed) for cut in known) - worth


def propose(known: Knowledge) -> Proposal:
    """The program of the decisions."""
    futures, risk = known.futures, known.futures.risk
    members = [known.held[s] for s in known.inside]
    weaver = Weaver(members)
    places = [weaver.add(future) for future in members]
    for future, columns in zip(members, places, strict=True):
        share = (1.0 - risk.weight) * future.scenario.probability
        weaver.worth(columns, share * future.program.objective, share * future.program.offset)
    threshold = None
    if risk.weight > 0:
        reach = [said.reach for said in known.tried[0].said]
        threshold = add_threshold(weaver, futures, reach)
        add_tail(weaver, futures, members, places, threshold, reach)
    switches = _add_switches(weaver, known, members, places)
    _add_cuts(weaver, known, switches, threshold)
    by_name = {
        (scenario.name, name): int(j)
        for scenario, names, own in zip(futures.scenarios, known.names, switches, strict=True)
        for name, j in zip(names, own, strict=True)
    }
    add_breaches(weaver, futures, by_name)
    return Proposal(weaver.program(), weaver.once, switches, threshold)


def _add_switches(
    weaver: Weaver, known: Knowledge, members: list[Future], places: list[IntArray]
) -> tuple[IntArray, ...]:
    """What is broken in each future: its own columns where it is held in full, else new ones."""
    own = dict(zip(known.inside, members, strict=True))
    column = dict(zip(known.inside, places, strict=True))
    out = []
    for s, (scenario, names) in enumerate(zip(known.futures.scenarios, known.names, strict=True)):
        if s in own:
            out.append(np.array([column[s][j] for _, j in own[s].switches], dtype=np.int64))
        elif not names:
            out.append(np.zeros(0, dtype=np.int64))
        else:
            axis = Axis("covenant", names)
            out.append(
                weaver.columns(
                    f"risk.broken | {scenario.name}",
                    (axis,),
                    np.zeros(len(names)),
                    np.ones(len(names)),
                    unit="",
                    integer=True,
                    priority=Order.WHETHER,
                )
            )
    return tuple(out)


def _add_cuts(
    weaver: Weaver,
    known: Knowledge,
    switches: Sequence[IntArray],
    threshold: int | None,
) -> None:
    """The futures that are known by cuts: their groups' columns, and all cuts."""
    groups = _groups(known)
    if not groups:
        return
    axis = Axis("group", tuple(str(g + 1) for g in range(len(groups))))
    reach = known.tried[0].said
    low, high = _reach_of_groups(known, groups, reach)
    theta = weaver.columns("risk.answers", (axis,), low, high, unit="USD", scale=scales.USD)
    weaver.worth(theta, np.ones(len(groups)))
    for number, tried in enumerate(known.tried):
        terms, upper = [], []
        for g, group in enumerate(groups):
            line = _group_cut(known, group, tried, weaver.once, switches, threshold)
            if line is not None:
                cols, vals, constant = line
                terms.append((np.concatenate((cols, [theta[g]])), np.concatenate((-vals, [1.0]))))
                upper.append(constant)
        if terms:
            rows = Axis("group", tuple(str(k + 1) for k in range(len(terms))))
            bound = np.array(upper)
            weaver.rows(
                f"risk.cut {number + 1}", rows, terms, np.full(len(bound), -np.inf), bound,
                unit="USD", scale=scales.USD,
            )  # fmt: skip
        _add_refusals(weaver, known, tried, number, switches)


def _groups(known: Knowledge) -> list[list[int]]:
    """Futures known by cuts, like beside like."""
    outside = known.outside
    if not outside:
        return []
    first = known.tried[0].said
    worst = min((one.worth for one in first if one.worth is not None), default=0.0)
    worth = [worst if first[s].worth is None else first[s].worth for s in outside]
    order = np.argsort(np.array(worth, dtype=float), kind="stable")
    parts = np.array_split(order, min(len(outside), MOST_GROUPS))
    return [[outside[i] for i in part] for part in parts]


def _weights(known: Knowledge, s: int) -> tuple[float, float]:
    """What a future's worth counts outside the tail, and what it counts more within."""
    risk, p = known.futures.risk, known.futures.scenarios[s].probability
    return (1.0 - risk.weight) * p, risk.weight * p / (1.0 - risk.level)


def _reach_of_groups(
    known: Knowledge, groups: list[list[int]], said: Sequence[Said]
) -> tuple[FloatArray, FloatArray]:
    """Smallest and largest value of every group's column."""
    most = max(one.reach[1] for one in said)
    low, high = np.zeros(len(groups)), np.zeros(len(groups))
    for g, group in enumerate(groups):
        for s in group:
            share, tail = _weights(known, s)
            low[g] += share * said[s].reach[0] - tail * max(most - said[s].reach[0], 0.0)
            high[g] += share * said[s].reach[1]
    return low, high


def _group_cut(
    known: Knowledge,
    group: list[int],
    tried: Tried,
    once: IntArray,
    switches: Sequence[IntArray],
    threshold: int | None,
) -> tuple[IntArray, FloatArray, float] | None:
    """Columns, coefficients and constant of the line above a group; None where one refused."""
    slope, constant, tail_weight = np.zeros(len(once)), 0.0, 0.0
    cols, vals = [once], []
    for s in group:
        cut = tried.said[s].cut
        if not cut.of_worth:
            return None
        share, tail = _weights(known, s)
        worth = tried.said[s].worth
        if threshold is not None and worth is not None and worth < tried.threshold:
            share += tail
            tail_weight += tail
        slope += share * cut.slope[: len(once)]
        constant += share * cut.constant
        cols.append(switches[s])
        vals.append(share * cut.slope[len(once) :])
    if threshold is not None and tail_weight > 0:
        cols.append(np.array([threshold]))
        vals.append(np.array([-tail_weight]))
    return np.concatenate(cols), np.concatenate((slope, *vals)), constant


def _add_refusals(
    weaver: Weaver,
    known: Knowledge,
    tried: Tried,
    number: int,
    switches: Sequence[IntArray],
) -> None:
    """Cuts of futures that had no answer: ``constant + slope x >= 0``, scaled to ones."""
    refused = [s for s in known.outside if not tried.said[s].cut.of_worth]
    if not refused:
        return
    terms, lower = [], []
    for s in refused:
        cut: Cut = tried.said[s].cut
        size = max(float(np.abs(cut.slope).max(initial=0.0)), 1e-300)
        cols = np.concatenate((weaver.once, switches[s]))
        used = np.abs(cut.slope) > 0
        terms.append((cols[used], cut.slope[used] / size))
        lower.append(-cut.constant / size)
    names: tuple[Scenario, ...] = tuple(known.futures.scenarios[s] for s in refused)
    weaver.rows(
        f"risk.refused {number + 1}",
        Axis("future", tuple(one.name for one in names)),
        terms,
        np.array(lower),
        np.full(len(lower), np.inf),
        unit="",
    )
