"""Which machines stand in which hall, where halls of a site are one space for the program.

Any division that fits is as good: machines move between such halls at no cost. The one given here
moves little and fills halls in the order of the file: what stood in a hall a month ago stays as
far as it still fits, the rest goes to the first hall with room that lasts, or else with any room.
What runs is divided like what is installed.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.formulation import Formulation
from optimizer.lp.expression import FloatArray, IntArray
from optimizer.units import W_PER_MW


@dataclass(frozen=True, eq=False)
class Places:
    """Machines by hall.

    Attributes:
        pair, hall: of each place, a pair of group and space in one hall of the space; shape (n,).
        units: machines installed, shape (n, T).
        share: of the pair's machines, shape (n, T); nil where the pair has none.
    """

    pair: IntArray
    hall: IntArray
    units: FloatArray
    share: FloatArray


def make_places(formulation: Formulation, x: FloatArray) -> Places:
    """Divide the machines of every space over its halls.

    Args:
        formulation: what the columns mean.
        x: the plan, shape (n,).
    """
    sets = formulation.sets
    installed = formulation.miners.installed.value(x)
    room = formulation.halls.asic_mw.value(x)
    mw = np.array([g.machine.power_w / W_PER_MW for g in sets.machine_groups])
    group, space = sets.pairs.codes
    pairs, halls, units = [], [], []
    for s in range(len(sets.spaces)):
        own, inside = np.flatnonzero(space == s), np.flatnonzero(sets.halls.codes[1] == s)
        pairs.append(np.repeat(own, len(inside)))
        halls.append(np.tile(inside, len(own)))
        divided = _divide(installed[own], mw[group[own]], room[inside])
        units.append(divided.reshape(-1, sets.horizon))
    pair = np.concatenate([*pairs, np.zeros(0, dtype=np.int64)])
    placed = np.concatenate([*units, np.zeros((0, sets.horizon))])
    whole = installed[pair]
    share = np.divide(placed, whole, out=np.zeros_like(placed), where=whole != 0.0)
    return Places(pair, np.concatenate([*halls, np.zeros(0, dtype=np.int64)]), placed, share)


def _divide(installed: FloatArray, mw: FloatArray, room: FloatArray) -> FloatArray:
    """Machines by group, hall and month.

    Args:
        installed: machines of each group, shape (groups, T).
        mw: of one machine, shape (groups,).
        room: MW of each hall, shape (halls, T).
    """
    groups, horizon = installed.shape
    halls = len(room)
    out = np.zeros((groups, halls, horizon))
    if halls == 1:
        out[:, 0] = installed
        return out
    stood = np.zeros((groups, halls))
    lasting = np.minimum.accumulate(room[:, ::-1], axis=1)[:, ::-1]
    for t in range(horizon):
        now = np.zeros_like(stood)
        left = installed[:, t].copy()
        wishes = (
            (stood, room[:, t]),
            (np.full_like(stood, np.inf), lasting[:, t]),
            (np.full_like(stood, np.inf), room[:, t]),
        )
        for most, there in wishes:
            for g in range(groups):
                for h in range(halls):
                    free = max(there[h] - mw @ now[:, h], 0.0)
                    fits = min(left[g], most[g, h], free / mw[g])
                    now[g, h] += fits
                    left[g] -= fits
        # What is left over is rounding: the halls together have room for all.
        now[np.arange(groups), now.argmax(axis=1)] += left
        out[:, :, t] = stood = now
    return out
