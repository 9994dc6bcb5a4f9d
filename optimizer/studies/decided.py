"""What is decided once, in words: a phrase for each thing, its name before a colon."""

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import Formulation
from optimizer.report.words import mw, plural
from optimizer.stochastic.stages import Stages

FloatArray = NDArray[np.float64]

_LEAST = 0.5


def decided_words(formulation: Formulation, stages: Stages, once: FloatArray) -> tuple[str, ...]:
    """Leases, builds and orders, a phrase each, in the order of the file.

    Args:
        formulation: of any of the fleet's futures.
        stages: of the same.
        once: the columns decided once.
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
        begun = np.flatnonzero(phases[i] > _LEAST)
        if len(begun):
            number = plural(round(float(phases[i].sum())), "phase")
            out.append(f"{problem.halls[h].name}: {number} from {months[begun[0]]}")
    ordered = formulation.miners.ordered.value(x).sum(axis=1)
    for order, units in zip(problem.asic_orders, ordered, strict=True):
        if units > _LEAST:
            out.append(f"{order.name}: {plural(round(float(units)), 'machine')}")
    servers = formulation.gpus.ordered.value(x).sum(axis=1)
    place = formulation.gpus.places.codes[0]
    for g, gpu in enumerate(problem.gpu_orders):
        total = float(servers[place == g].sum())
        if total > _LEAST:
            out.append(f"{gpu.name}: {plural(round(total), 'server')}")
    return tuple(out)
