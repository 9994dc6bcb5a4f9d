r"""# Several futures: decided once, answered in each

Let $x$ be what is decided once (signing, size, place and start of leases, conversions, orders,
whether a facility is used) and $y_s$ what answers future $s$, each with the rows of its own
program. With NPV
$v_s = c_s (x, y_s)$, probability $p_s$, weight $w$ and level $\alpha$

$$ \max \; (1-w) \sum_s p_s v_s + w \left( \eta - \frac{1}{1-\alpha} \sum_s p_s \xi_s \right) $$

**Variables**, beside those of each future

| name | | unit |
|---|---|---|
| `risk.threshold` | $\eta$, value at risk at the optimum | USD |
| `risk.shortfall` | $\xi_s \ge 0$, by how much future $s$ falls short of it | USD |

**Rows**, beside those of each future, which stand once where they speak of $x$ alone

| name | |
|---|---|
| `risk.tail` | $\xi_s \ge \eta - v_s$ |
| `risk.breach` | $\sum_s p_s b_{k,s} \le \pi_k$: what is broken, is with at most its probability |

Only what has a weight gets rows: with $w = 0$ there is neither $\eta$ nor $\xi$.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import scales
from optimizer.lp import Axis, Program
from optimizer.stochastic.futures import Future, Futures, allowances
from optimizer.stochastic.stages import check_same
from optimizer.stochastic.weaver import Weaver, worth_interval

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

PROBABILITY_SLACK = 1e-9
"""By how much the probability of breaches may exceed what is allowed: sums round."""


@dataclass(frozen=True, eq=False)
class Extensive:
    """One program for all futures.

    Attributes:
        program: the program.
        columns: for each future the place of every column of its own program.
    """

    program: Program
    columns: tuple[IntArray, ...]

    def answers(self, x: FloatArray) -> tuple[FloatArray, ...]:
        """The plan as columns of each future's own program."""
        return tuple(x[columns] for columns in self.columns)


def extensive(futures: Futures) -> Extensive:
    """The extensive form of a fleet's futures."""
    members, risk = futures.members, futures.risk
    check_same([one.program for one in members], [one.stages for one in members])
    weaver = Weaver(members)
    columns = tuple(weaver.add(future) for future in members)
    for future, places in zip(members, columns, strict=True):
        share = (1.0 - risk.weight) * future.scenario.probability
        weaver.worth(places, share * future.program.objective, share * future.program.offset)
    if risk.weight > 0:
        reach = [worth_interval(one.program) for one in members]
        threshold = add_threshold(weaver, futures, reach)
        add_tail(weaver, futures, list(members), list(columns), threshold, reach)
    switches = {
        (future.scenario.name, name): int(places[j])
        for future, places in zip(members, columns, strict=True)
        for name, j in future.switches
    }
    add_breaches(weaver, futures, switches)
    return Extensive(weaver.program(), columns)


def add_threshold(weaver: Weaver, futures: Futures, reach: list[tuple[float, float]]) -> int:
    """The value at risk as a column, with its part of the objective.

    Args:
        weaver, futures: as everywhere.
        reach: smallest and largest worth of each future.
    """
    low, high = min(low for low, _ in reach), max(high for _, high in reach)
    column = weaver.columns(
        "risk.threshold", (), np.array(low), np.array(high), unit="USD", scale=scales.USD
    )
    weaver.worth(column.ravel(), np.array([futures.risk.weight]))
    return int(column)


def add_tail(
    weaver: Weaver,
    futures: Futures,
    members: list[Future],
    columns: list[IntArray],
    threshold: int,
    reach: list[tuple[float, float]],
) -> None:
    """By how much futures fall short of the threshold, with its part of the objective.

    Args:
        weaver, futures: as everywhere.
        members, columns: the futures, and where their columns are.
        threshold: column of the value at risk.
        reach: smallest and largest worth of each of all futures.
    """
    high = max(high for _, high in reach)
    most = np.array([high - worth_interval(one.program)[0] for one in members])
    axis = Axis("future", tuple(one.scenario.name for one in members))
    short = weaver.columns(
        "risk.shortfall",
        (axis,),
        np.zeros(len(most)),
        np.maximum(most, 0.0),
        unit="USD",
        scale=scales.USD,
    )
    terms, lower = [], []
    for future, places, own in zip(members, columns, short, strict=True):
        used = np.flatnonzero(future.program.objective)
        cols = np.concatenate((places[used], [own, threshold]))
        terms.append((cols, np.concatenate((future.program.objective[used], [1.0, -1.0]))))
        lower.append(-future.program.offset)
    weaver.rows(
        "risk.tail",
        axis,
        terms,
        np.array(lower),
        np.full(len(lower), np.inf),
        unit="USD",
        scale=scales.USD,
    )
    probability = np.array([one.scenario.probability for one in members])
    weaver.worth(short, -futures.risk.weight * probability / (1.0 - futures.risk.level))


def add_breaches(weaver: Weaver, futures: Futures, switches: dict[tuple[str, str], int]) -> None:
    """How often what may be broken is.

    Args:
        weaver, futures: as everywhere.
        switches: columns that say what is broken, by future and name.
    """
    allowed = allowances(futures.problem)
    if not allowed:
        return
    chance = {one.name: one.probability for one in futures.scenarios}
    terms = []
    for name in allowed:
        own = [(j, chance[future]) for (future, known), j in switches.items() if known == name]
        terms.append((np.array([j for j, _ in own], dtype=np.int64), np.array([p for _, p in own])))
    weaver.rows(
        "risk.breach",
        Axis("covenant", tuple(allowed)),
        terms,
        np.full(len(terms), -np.inf),
        np.array(list(allowed.values())) + PROBABILITY_SLACK,
        unit="",
    )
