"""What is decided once, in words: a phrase for each thing, its name before a colon."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import Formulation
from optimizer.report.words import mw, plural
from optimizer.stochastic.stages import Stages

FloatArray = NDArray[np.float64]

_LEAST = 0.5
_FEW = 2
"""Months that are always listed."""


def decided_words(
    formulation: Formulation, stages: Stages, once: FloatArray, *, brief: bool = False
) -> tuple[str, ...]:
    """Leases, builds and orders, a phrase each, in the order of the file.

    Args:
        formulation: of any of the fleet's futures.
        stages: of the same.
        once: the columns decided once.
        brief: of what happens in many months, only how much and from when to when.
    """
    x = np.zeros(formulation.program.shape[1])
    x[stages.once] = once
    problem, months = formulation.problem, formulation.sets.months.labels
    out = []
    hosting, offers = formulation.hosting, formulation.hosting.offers
    size = hosting.mw.value(x)
    for o in np.flatnonzero(hosting.signed.value(x) > _LEAST):
        start = problem.horizon.start + int(offers.start[o])
        name = problem.contracts[offers.contract[o]].name
        out.append(f"{name}: {mw(float(size[o]))} from {start}")
    phases = formulation.halls.phases.value(x)
    for i, h in enumerate(formulation.halls.conversions.codes[0]):
        if words := _by_month(phases[i], "phase", months, brief):
            out.append(f"{problem.halls[h].name}: {words}")
    ordered = formulation.miners.ordered.value(x)
    for order, units in zip(problem.asic_orders, ordered, strict=True):
        if words := _by_month(units, "machine", months, brief):
            out.append(f"{order.name}: {words}")
    servers = formulation.gpus.ordered.value(x)
    place = formulation.gpus.places.codes[0]
    for g, gpu in enumerate(problem.gpu_orders):
        if words := _by_month(servers[place == g].sum(axis=0), "server", months, brief):
            out.append(f"{gpu.name}: {words}")
    return tuple(out)


def _by_month(units: FloatArray, noun: str, months: Sequence[str], brief: bool = False) -> str:
    """How many of something, and in which months; "" for none.

    Args:
        units: by month, shape (T,).
        noun: what one of them is.
        months: labels.
        brief: no list of many months.
    """
    when = np.flatnonzero(units > _LEAST)
    if not len(when):
        return ""
    if brief and len(when) > _FEW:
        total = plural(round(float(units.sum())), noun)
        return f"{total} in {len(when)} months of {months[int(when[0])]} to {months[int(when[-1])]}"
    first, *others = [(round(float(units[t])), months[int(t)]) for t in when]
    words = [f"{plural(first[0], noun)} in {first[1]}"]
    return ", ".join([*words, *(f"{number:,} in {month}" for number, month in others)])
