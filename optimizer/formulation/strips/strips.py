r"""# Strip values

For a segment $s$, a tier $k$ and a class $c$ of a month, two numbers are computed from the
hours before the model is built, per gross MW:

$$ H_{s,k,c} = (1 - \text{curtailment}) \sum_{i \in c,\, v_s > \text{cost}_{k,i}} w_i
   \qquad \text{running hours} $$
$$ C_{s,k,c} = (1 - \text{curtailment}) \sum_{i \in c,\, v_s > \text{cost}_{k,i}}
   w_i \, \text{cost}_{k,i} \qquad \text{cost of the power used} $$

where $w_i$ is the number of hours that a row of the price file stands for. The strip earns
$v_s H - C$. Since a cost rises with the price or is constant, the running hours are the cheapest
of the class: with its hours sorted by price they are found by bisection and summed by running
totals, at no cost to the size of the model. Where mining does not answer to prices
(`price_responsive: false`), all hours of the class count.

Strips that never run are left out of the program.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.sets import Sets
from optimizer.formulation.strips.classes import Classes, ClassHours, make_classes
from optimizer.formulation.strips.segments import Segments, make_segments
from optimizer.formulation.strips.tiers import Tiers, make_tiers
from optimizer.inputs.problem import Problem
from optimizer.lp import Relation
from optimizer.schedule.records import TIE

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Strips:
    """What can run on what, and what it uses.

    Attributes:
        segments, tiers, classes: the parts.
        slots: (tier, class of hours): each tier in each class of its site where it is in force.
        slot_size: gross MW, shape (slots,), may be infinite.
        slot_hours, slot_cost: hours of the class and cost of one MW in all of them, USD.
        berths: (space, class of hours) that hold a strip.
        seats: (segment, berth) that hold a strip.
        axis: the strips, (seat, slot).
        segment, tier, month: indices of each strip's parts.
        hours, cost: H and C per gross MW, shape (strips,).
    """

    segments: Segments
    tiers: Tiers
    classes: Classes
    slots: Relation
    slot_size: FloatArray
    slot_hours: FloatArray
    slot_cost: FloatArray
    berths: Relation
    seats: Relation
    axis: Relation
    segment: IntArray
    tier: IntArray
    month: IntArray
    hours: FloatArray
    cost: FloatArray


@dataclass(frozen=True, eq=False)
class _Use:
    """Strips or slots as parallel columns."""

    segment: IntArray
    slot: IntArray
    hours: FloatArray
    cost: FloatArray


def make_strips(problem: Problem, sets: Sets) -> Strips:
    """Segments, tiers and classes of a problem, and what every combination uses."""
    segments = make_segments(problem, sets)
    tiers = make_tiers(problem, sets.sites)
    classes = make_classes(problem, sets.sites, sets.months, tiers)
    site, _, month = classes.axis.codes
    in_force = [
        np.flatnonzero((tiers.site == s) & (tiers.size[:, t] > 0))
        for s, t in zip(site, month, strict=True)
    ]
    window = np.repeat(np.arange(len(classes.axis)), [len(k) for k in in_force])
    tier = np.concatenate([*in_force, np.zeros(0, dtype=np.int64)])
    slots = Relation.of("power in hours", (tiers.axis, classes.axis), (tier, window))
    use = _uses(problem, segments, tiers, classes, slots)
    window_of = window[use.slot]
    berths, berth_of = _unique_pairs(
        "space in hours", sets.spaces, classes.axis, segments.space[use.segment], window_of
    )
    seats, seat_of = _unique_pairs("segment in hours", segments.axis, berths, use.segment, berth_of)
    full = [_full(classes.table[w], tiers, k, month[w]) for k, w in zip(tier, window, strict=True)]
    return Strips(
        segments=segments,
        tiers=tiers,
        classes=classes,
        slots=slots,
        slot_size=tiers.size[tier, month[window]],
        slot_hours=np.array([hours for hours, _ in full]),
        slot_cost=np.array([cost for _, cost in full]),
        berths=berths,
        seats=seats,
        axis=Relation.of("strip", (seats, slots), (seat_of, use.slot)),
        segment=use.segment,
        tier=tier[use.slot],
        month=month[window_of],
        hours=use.hours,
        cost=use.cost,
    )


def _uses(
    problem: Problem, segments: Segments, tiers: Tiers, classes: Classes, slots: Relation
) -> _Use:
    """Running hours and cost of every segment on every slot of its site."""
    parts: list[_Use] = []
    site, _, month = classes.axis.codes
    by_site = [np.flatnonzero(segments.site == s) for s in range(len(problem.sites))]
    for slot, (tier, window) in enumerate(zip(*slots.codes, strict=True)):
        s, t = int(site[window]), int(month[window])
        own, mining = by_site[s], problem.sites[s].mining
        hours = classes.table[window]
        base, rising = tiers.base[tier, t], bool(tiers.rising[tier])
        if mining.price_responsive:
            run, value = _running(hours, segments.value[own, t], base, rising)
        else:
            run = np.full(len(own), hours.hours[-1])
            value = np.full(len(own), hours.value[-1])
        keep = run > 0
        share = 1.0 - mining.curtailment
        cost = base * run + (value if rising else 0.0)
        parts.append(
            _Use(own[keep], np.full(int(keep.sum()), slot), share * run[keep], share * cost[keep])
        )
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return _Use(none, none, np.zeros(0), np.zeros(0))
    return _Use(
        np.concatenate([p.segment for p in parts]),
        np.concatenate([p.slot for p in parts]),
        np.concatenate([p.hours for p in parts]),
        np.concatenate([p.cost for p in parts]),
    )


def _running(
    hours: ClassHours, value: FloatArray, base: float, rising: bool
) -> tuple[FloatArray, FloatArray]:
    """Hours in which a value exceeds the cost by more than rounding, and those times their price."""
    if rising:
        count = np.searchsorted(hours.price, value - base - TIE, side="left")
    else:
        count = np.where(value > base + TIE, len(hours.price), 0)
    return hours.hours[count], hours.value[count]


def _full(hours: ClassHours, tiers: Tiers, tier: int, t: int) -> tuple[float, float]:
    """Hours of a class and the cost of one MW of a tier in all of them."""
    cost = tiers.base[tier, t] * hours.hours[-1]
    if tiers.rising[tier]:
        cost += hours.value[-1]
    return float(hours.hours[-1]), float(cost)


def _unique_pairs(
    name: str, left: Relation, right: Relation, a: IntArray, b: IntArray
) -> tuple[Relation, IntArray]:
    """The distinct pairs among (a, b) as a relation, and the pair of every entry."""
    keys, inverse = np.unique(a * max(len(right), 1) + b, return_inverse=True)
    pairs = Relation.of(name, (left, right), np.divmod(keys, max(len(right), 1)))
    return pairs, inverse
