r"""# Classes

A **class** is a set of hours of one month at one site in which the tiers' costs stand in the
same order. Two tiers that both rise with the market price never change places, nor do two
constant ones. A constant cost $a$ and a rising one $p + b$ change places at $p = a - b$. So the
class of an hour is the interval between such breakpoints that its price falls into; at a
breakpoint itself, to within $10^{-9}$ USD/MWh, the two cost the same, either side is right, and the
constant cost counts as the lower one. Usually there are one to three. A class is called by its
supplies in that order, `hydro < market`, with ` *` where its hours may set the coincident peak.

Hours that may set the coincident peak are classes of their own, so that the load in them can be
held down without giving up the other hours at the same price.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.strips.tiers import Tiers
from optimizer.inputs.problem import Problem
from optimizer.lp import Axis, Relation
from optimizer.schedule.records import TIE

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ClassHours:
    """The hours of one class, by rising price, with running totals.

    Attributes:
        price: USD/MWh, shape (n,).
        hours: hours up to and including each, led by 0, shape (n + 1,).
        value: the same of hours times price, shape (n + 1,).
    """

    price: FloatArray
    hours: FloatArray
    value: FloatArray


@dataclass(frozen=True, eq=False)
class Classes:
    """All classes of all sites and months.

    Attributes:
        axis: (site, class, month); C entries.
        hours: hours in each, shape (C,).
        candidate: True where the hours may set the coincident peak, shape (C,).
        table: the hours of each class, length C.
        names: the supplies in force, cheapest first, as ``schedule`` writes them, length C.
    """

    axis: Relation
    hours: FloatArray
    candidate: NDArray[np.bool_]
    table: tuple[ClassHours, ...]
    names: tuple[str, ...]


def make_classes(problem: Problem, sites: Axis, months: Axis, tiers: Tiers) -> Classes:
    """Sort the hours of every site and month into classes."""
    keys: list[tuple[int, int, int]] = []
    tables: list[ClassHours] = []
    candidates: list[bool] = []
    names: list[str] = []
    for s, site in enumerate(problem.sites):
        own = np.flatnonzero(tiers.site == s)
        for t, hours in enumerate(site.power.hours):
            candidate = hours.candidate & bool(site.power.peak_rate[t] > 0)
            breakpoints = _breakpoints(tiers, own, t)
            interval = np.searchsorted(breakpoints - TIE, hours.price, side="right")
            # Two numbers per interval: its ordinary hours and its candidate hours.
            kind = 2 * interval + candidate
            for number, k in enumerate(np.unique(kind)):
                members = np.flatnonzero(kind == k)
                order = members[np.argsort(hours.price[members], kind="stable")]
                keys.append((s, number, t))
                candidates.append(bool(k % 2))
                supplies = _merit_order(tiers, own, t, breakpoints, int(k // 2))
                names.append(supplies + (" *" if k % 2 else ""))
                tables.append(_running(hours.price[order], hours.weight[order]))
    most = max((number for _, number, _ in keys), default=-1) + 1
    numbers = Axis("class", tuple(f"class {k + 1}" for k in range(most)))
    codes = np.array(keys, dtype=np.int64).reshape(-1, 3).T
    return Classes(
        axis=Relation.of("hours", (sites, numbers, months), tuple(codes)),
        hours=np.array([table.hours[-1] for table in tables]),
        candidate=np.array(candidates, dtype=bool),
        table=tuple(tables),
        names=tuple(names),
    )


def _breakpoints(tiers: Tiers, own: NDArray[np.int64], t: int) -> FloatArray:
    """Market prices at which a constant and a rising cost change places, rising."""
    active = own[tiers.size[own, t] > 0]
    rising = tiers.base[active[tiers.rising[active]], t]
    constant = tiers.base[active[~tiers.rising[active]], t]
    places = np.unique(constant[:, None] - rising[None, :])
    return places[np.diff(places, prepend=-np.inf) > TIE]


def _merit_order(
    tiers: Tiers, own: NDArray[np.int64], t: int, breakpoints: FloatArray, interval: int
) -> str:
    """Names of the supplies in force by rising cost, for prices inside an interval."""
    ends = np.concatenate(([-np.inf], breakpoints, [np.inf]))[interval : interval + 2]
    if np.isfinite(ends).all():
        price = float(ends.mean())
    else:
        price = float(ends[0] + 1.0 if np.isfinite(ends[0]) else ends[1] - 1.0)
        price = price if np.isfinite(price) else 0.0
    active = [k for k in own if tiers.size[k, t] > 0]
    cost = {k: tiers.base[k, t] + (price if tiers.rising[k] else 0.0) for k in active}
    order = sorted(active, key=lambda k: (cost[k], bool(tiers.rising[k]), k))
    return " < ".join(tiers.names[k] for k in order)


def _running(price: FloatArray, weight: FloatArray) -> ClassHours:
    lead = np.zeros(1)
    return ClassHours(
        price=price,
        hours=np.concatenate((lead, np.cumsum(weight))),
        value=np.concatenate((lead, np.cumsum(weight * price))),
    )
