"""Options and placements: every way in which each contract may be signed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.hosting.leases import LeaseSchedule, lease_schedule
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Problem
from optimizer.lp import Axis, Relation

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Offers:
    """All ways to sign.

    Attributes:
        contracts: the contracts.
        starts: possible start months, before the horizon too.
        options: (contract, site, start).
        placements: (option, hall).
        contract, site, start: index of the contract and site and offset of the start month
            of each option, each of shape (options,).
        schedules: what one MW of each contract earns, by contract.
    """

    contracts: Axis
    starts: Axis
    options: Relation
    placements: Relation
    contract: IntArray
    site: IntArray
    start: IntArray
    schedules: tuple[LeaseSchedule, ...]


def make_offers(problem: Problem, sets: Sets) -> Offers:
    """Every contract at every site where it has a hall, in every month where it may start."""
    contracts = Axis("contract", tuple(c.name for c in problem.contracts))
    offsets = sorted({u for c in problem.contracts for u in c.starts})
    position = {u: i for i, u in enumerate(offsets)}
    starts = Axis("start", tuple(str(problem.horizon.start + u) for u in offsets))
    options, placements = [], []
    for c, contract in enumerate(problem.contracts):
        for s in sorted({problem.halls[h].site for h in contract.halls}):
            for u in contract.starts:
                options.append((c, s, u))
                placements += [
                    (len(options) - 1, h) for h in contract.halls if problem.halls[h].site == s
                ]
    contract_of, site_of, start_of = np.array(options, dtype=np.int64).reshape(-1, 3).T
    at = np.array([position[int(u)] for u in start_of], dtype=np.int64)
    option_axis = Relation.of("option", (contracts, sets.sites, starts), (contract_of, site_of, at))
    option, hall = np.array(placements, dtype=np.int64).reshape(-1, 2).T
    return Offers(
        contracts=contracts,
        starts=starts,
        options=option_axis,
        placements=Relation.of("placement", (option_axis, sets.halls), (option, hall)),
        contract=contract_of,
        site=site_of,
        start=start_of,
        schedules=tuple(lease_schedule(contract) for contract in problem.contracts),
    )
