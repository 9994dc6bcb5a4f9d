r"""# Segments

A machine with power modes is a set of points (W, TH/s): off, nameplate, and the targets to which
it may be under- or overclocked. With many machines, any mix of modes is possible, so what a
group reaches is the *convex hull* of the points, and what is worth reaching is its upper
boundary. A mode under the boundary is beaten by a mix of its neighbours at the same power: an
S19j Pro at 1740 W makes 65 TH/s, while a mix of machines at 1850 W (76 TH/s) and machines
switched off makes 71.5.

Each edge of the boundary is a **segment**: $\Delta W$ more watts per unit for $\Delta TH$ more
terahash. The boundary is concave, so the segments' efficiency falls along it and the plan takes
them in order by itself. One gross MWh of a segment in space $s$ is worth

$$ v_{s,t} = \text{hashprice}_t \frac{1000 \, \Delta TH}{24 \, \Delta W}
   (1 - \text{pool fee}) (1 - \text{sell fee}) \frac{1}{PUE} + \text{demand response}_t $$

where the sell fee counts if mined coins are sold in their month. ($1000/24$: one MWh is
$10^6$ W for an hour; a hashprice is for $10^3$ TH/s and 24 hours.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Problem, TreasuryPolicy
from optimizer.lp import Axis, Relation
from optimizer.units import HOURS_PER_DAY

FloatArray = NDArray[np.float64]


def upper_hull(modes: FloatArray) -> FloatArray:
    """Edges of the upper concave boundary from off to the highest hashrate.

    Args:
        modes: operating points, shape (M, 2), columns W and TH/s, all positive.

    Returns:
        One row per edge, from the most efficient on, columns dW > 0 and dTH > 0, shape (E, 2).
    """
    points = np.vstack((np.zeros((1, 2)), modes))
    # By power, and the best of equal power last so that it replaces the others.
    points = points[np.lexsort((points[:, 1], points[:, 0]))]
    hull: list[FloatArray] = []
    for point in points:
        while hull and point[0] == hull[-1][0]:
            hull.pop()
        while len(hull) >= 2 and _below(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    edges = np.diff(np.array(hull), axis=0)
    rising: FloatArray = edges[edges[:, 1] > 0]
    return rising


def _below(left: FloatArray, middle: FloatArray, right: FloatArray) -> bool:
    """True when the middle point is on or under the chord of its neighbours."""
    chord = (right[1] - left[1]) * (middle[0] - left[0])
    return bool((middle[1] - left[1]) * (right[0] - left[0]) <= chord)


@dataclass(frozen=True, eq=False)
class Segments:
    """All segments of all groups in all spaces that fit them.

    Attributes:
        axis: (group in space, step), steps from the most efficient on; S entries.
        site, space: index of the segment's site and space, shape (S,).
        mw_per_unit: IT MW that one installed unit offers, uptime counted, shape (S,).
        ph_per_mw: PH/s per IT MW, shape (S,).
        pue: gross MW per IT MW, shape (S,).
        hash_value: USD per gross MWh before fees, shape (S, T).
        value: v, USD per gross MWh, shape (S, T).
        overclocked: pairs whose segments draw more than the nameplate, shape (pairs,).
    """

    axis: Relation
    site: NDArray[np.int64]
    space: NDArray[np.int64]
    mw_per_unit: FloatArray
    ph_per_mw: FloatArray
    pue: FloatArray
    hash_value: FloatArray
    value: FloatArray
    overclocked: NDArray[np.bool_]


def sell_fee_on_mined(problem: Problem) -> float:
    """Fee on mined coins as a fraction, nil unless they are sold in their month."""
    treasury = problem.finance.treasury if problem.finance else None
    if treasury is None or treasury.policy is not TreasuryPolicy.SELL_MINED:
        return 0.0
    return treasury.sell_fee


def make_segments(problem: Problem, sets: Sets) -> Segments:
    """Segments of every pair of group and space, with their worth by month."""
    pair_group, pair_space = sets.pairs.codes
    edges = [upper_hull(group.machine.modes) for group in sets.machine_groups]
    counts = np.array([len(edges[g]) for g in pair_group], dtype=np.int64)
    pair = np.repeat(np.arange(len(sets.pairs)), counts)
    step = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts)
    steps = Axis("step", tuple(f"step {k + 1}" for k in range(int(counts.max(initial=0)))))
    group, space = pair_group[pair], pair_space[pair]
    edge = np.array([edges[g][k] for g, k in zip(group, step, strict=True)]).reshape(-1, 2)
    watts, terahash = edge[:, 0], edge[:, 1]
    uptime = np.array([g.machine.uptime for g in sets.machine_groups])[group]
    site = sets.spaces.codes[1][space]
    # One PUE in all halls of a space.
    space_pue = np.zeros(len(sets.spaces))
    space_pue[sets.halls.codes[1]] = [hall.pue_asic for hall in problem.halls]
    pue = space_pue[space]
    pool_fee = np.array([s.mining.pool_fee for s in problem.sites])[site]
    response = np.array([s.mining.demand_response for s in problem.sites])[site]
    ph_per_mw = 1000.0 * terahash / watts
    hash_value = ph_per_mw[:, None] * problem.market.hashprice / HOURS_PER_DAY / pue[:, None]
    kept = (1.0 - pool_fee) * (1.0 - sell_fee_on_mined(problem))
    top = np.array([edges[g][:, 0].sum() for g in pair_group])
    name_plate = np.array([sets.machine_groups[g].machine.power_w for g in pair_group])
    up = np.array([sets.machine_groups[g].machine.uptime for g in pair_group])
    return Segments(
        axis=Relation.of("segment", (sets.pairs, steps), (pair, step)),
        site=site,
        space=space,
        mw_per_unit=uptime * watts / 1e6,
        ph_per_mw=ph_per_mw,
        pue=pue,
        hash_value=hash_value,
        value=hash_value * kept[:, None] + response.reshape(len(site), sets.horizon),
        overclocked=(top * up > name_plate),
    )
