"""Leases that cannot be refused: those that must be signed, and those that already run."""

from collections.abc import Iterator
from dataclasses import replace

from optimizer.diagnosis import keys
from optimizer.diagnosis.demands import Demand, of_contract
from optimizer.inputs.problem import Contract, Problem


def lease_demands(problem: Problem) -> Iterator[Demand]:
    """One for each such lease."""
    for c, lease in enumerate(problem.contracts):
        loc = ("contracts", c)
        path = keys.contract(problem, c)
        if lease.running:
            words = f"the lease '{lease.name}' already runs with {lease.mw_min:g} MW"
            yield Demand(path, loc, words, of_contract(c, _optional))
        elif lease.must_sign:
            words = f"the lease '{lease.name}' of {_size(lease)} must be signed"
            yield Demand(f"{path}.must_sign", (*loc, "must_sign"), words, of_contract(c, _optional))


def _optional(lease: Contract) -> Contract:
    """It may go, and it may stay: without it the plan must not be worse off."""
    return replace(lease, must_sign=False, running=False)


def _size(lease: Contract) -> str:
    if lease.mw_min == lease.mw_max:
        return f"{lease.mw_min:g} MW"
    return f"{lease.mw_min:g} to {lease.mw_max:g} MW"
