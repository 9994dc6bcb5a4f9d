"""Which things of a fleet might be exchanged for each other: two contracts, two halls, two orders.

Only what might be: whether the exchange leaves the program as it is, the program says. What
goes into one hall only goes along with it: a group of machines that fits one of two halls is
exchanged for its like in the other.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from optimizer.formulation.formulate import Formulation
from optimizer.lp import AnyAxis, Axis, Relation

Exchange = tuple[tuple[Axis, int, int], ...]
"""(axis, position, position) for each two labels that change places at once."""


def exchanges(formulation: Formulation) -> tuple[Exchange, ...]:
    """Exchanges worth trying, in the order of the file."""
    return (*_contracts(formulation), *_halls(formulation), *_gpu_orders(formulation))


def _contracts(formulation: Formulation) -> Iterator[Exchange]:
    axis, contracts = formulation.hosting.offers.contracts, formulation.problem.contracts
    for a, b in combinations(range(len(contracts)), 2):
        same = (
            contracts[a].halls == contracts[b].halls and contracts[a].starts == contracts[b].starts
        )
        if same and contracts[a].usd_per_kw_month == contracts[b].usd_per_kw_month:
            yield ((axis, a, b),)


def _gpu_orders(formulation: Formulation) -> Iterator[Exchange]:
    axis, orders = formulation.gpus.orders, formulation.problem.gpu_orders
    for a, b in combinations(range(len(orders)), 2):
        if orders[a].halls == orders[b].halls and orders[a].max_servers == orders[b].max_servers:
            yield ((axis, a, b),)


def _halls(formulation: Formulation) -> Iterator[Exchange]:
    problem, sets = formulation.problem, formulation.sets
    names, group_names = _root(sets.halls), _root(sets.groups)
    contracts, orders = formulation.hosting.offers.contracts, formulation.gpus.orders
    fits = (
        (group_names, [group.halls for group in sets.machine_groups]),
        (contracts, [contract.halls for contract in problem.contracts]),
        (orders, [order.halls for order in problem.gpu_orders]),
    )
    for a, b in combinations(range(len(problem.halls)), 2):
        one, other = problem.halls[a], problem.halls[b]
        if one.site != other.site or (one.asic_mw, one.hpc_mw) != (other.asic_mw, other.hpc_mw):
            continue
        along: list[tuple[Axis, int, int]] = [(names, a, b)]
        space, other_space = (int(sets.halls.codes[1][h]) for h in (a, b))
        if space != other_space:
            along.append((_root(sets.spaces), space, other_space))
        for axis, halls_of in fits:
            along += _along(axis, halls_of, a, b)
        yield tuple(along)


def _along(
    axis: Axis, halls_of: Sequence[tuple[int, ...]], a: int, b: int
) -> Iterator[tuple[Axis, int, int]]:
    """Things that fit one of two halls only, paired in the order of the file."""
    first = [i for i, halls in enumerate(halls_of) if a in halls and b not in halls]
    second = [i for i, halls in enumerate(halls_of) if b in halls and a not in halls]
    for i, j in zip(first, second, strict=False):
        yield axis, i, j


def _root(axis: AnyAxis) -> Axis:
    """The plain axis that a relation's first parent is."""
    assert isinstance(axis, Relation)
    parent = axis.parents[0]
    assert isinstance(parent, Axis)
    return parent
