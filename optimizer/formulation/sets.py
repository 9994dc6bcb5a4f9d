"""The axes that all families share, made once from the problem.

Machines owned and machines on order become one list of *groups*: an order that may go to
two sites is two groups, whose deliveries the plan splits.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.inputs.problem import Machine, Problem
from optimizer.lp import Axis, Relation


@dataclass(frozen=True, eq=False)
class MachineGroup:
    """Like machines at one site.

    Attributes:
        label: ``site/group``.
        site: index of the site.
        machine: what one unit is.
        halls: indices of the halls that fit.
        units: machines owned or on their way.
        arrives: offset of the month from which they are there.
        order: index of the order that delivers here, None for machines owned.
        most_units: machines that it can ever hold.
    """

    label: str
    site: int
    machine: Machine
    halls: tuple[int, ...]
    units: float
    arrives: int
    order: int | None
    most_units: float


@dataclass(frozen=True, eq=False)
class Sets:
    """Axes shared by the families.

    Attributes:
        months: the horizon, labels ``YYYY-MM``.
        sites: the sites.
        halls: the halls, each with its site.
        groups: groups of machines, each with its site.
        machine_groups: what each entry of ``groups`` is.
        pairs: (group, hall) that fit each other.
        orders: orders of machines.
    """

    months: Axis
    sites: Axis
    halls: Relation
    groups: Relation
    machine_groups: tuple[MachineGroup, ...]
    pairs: Relation
    orders: Axis

    @property
    def horizon(self) -> int:
        """Number of months T."""
        return len(self.months)


def make_sets(problem: Problem) -> Sets:
    """The shared axes of a problem."""
    months = Axis("month", problem.horizon.labels)
    sites = Axis("site", tuple(site.name for site in problem.sites))
    hall_names = Axis("hall name", tuple(hall.name for hall in problem.halls))
    halls = Relation.of(
        "hall",
        (hall_names, sites),
        (np.arange(len(hall_names)), [hall.site for hall in problem.halls]),
        shown=1,
    )
    machine_groups = _machine_groups(problem)
    group_names = Axis("group name", tuple(group.label for group in machine_groups))
    groups = Relation.of(
        "group",
        (group_names, sites),
        (np.arange(len(group_names)), [group.site for group in machine_groups]),
        shown=1,
    )
    fits = [(g, h) for g, group in enumerate(machine_groups) for h in group.halls]
    pairs = Relation.of(
        "group in hall", (groups, halls), ([g for g, _ in fits], [h for _, h in fits])
    )
    orders = Axis("order", tuple(order.name for order in problem.asic_orders))
    return Sets(months, sites, halls, groups, machine_groups, pairs, orders)


def _machine_groups(problem: Problem) -> tuple[MachineGroup, ...]:
    owned = [
        MachineGroup(g.name, g.site, g.machine, g.halls, g.units, g.arrives, None, g.units)
        for g in problem.asics
    ]
    taken = {group.label for group in owned}
    ordered = []
    for o, order in enumerate(problem.asic_orders):
        for s in order.sites:
            label = f"{problem.sites[s].name}/{order.name}"
            if label in taken:
                label += " (ordered)"
            halls = tuple(h for h in order.halls if problem.halls[h].site == s)
            ordered.append(MachineGroup(label, s, order.machine, halls, 0.0, 0, o, order.max_units))
    return (*owned, *ordered)
