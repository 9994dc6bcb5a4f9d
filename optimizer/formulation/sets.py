"""The axes that all families share, made once from the problem.

Machines owned and machines on order become one list of *groups*: an order that may go to
two sites is two groups, whose deliveries the plan splits.

Halls of a site that take the same machines at the same PUE are one *space* for miners: machines
move between them at no cost, so only their megawatts together matter, and the program need not
say which machine stands where (``optimizer.results.places`` does, afterwards). Not so where
machines are whole numbers, which may not fill two halls as they fill one, or where some can draw
more than their nameplate, so that it matters who stands beside whom.
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
        spaces: space for miners, each with its site: one hall, or several that are as one.
        halls: the halls, each with its space.
        groups: groups of machines, each with its site.
        machine_groups: what each entry of ``groups`` is.
        pairs: (group, space) that fit each other.
        orders: orders of machines.
    """

    months: Axis
    sites: Axis
    spaces: Relation
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
    machine_groups = _machine_groups(problem)
    spaces, halls = _spaces_and_halls(problem, machine_groups, sites)
    group_names = Axis("group name", tuple(group.label for group in machine_groups))
    groups = Relation.of(
        "group",
        (group_names, sites),
        (np.arange(len(group_names)), [group.site for group in machine_groups]),
        shown=1,
    )
    space_of = halls.codes[1]
    fits = [
        (g, s)
        for g, group in enumerate(machine_groups)
        for s in sorted({int(space_of[h]) for h in group.halls})
    ]
    pairs = Relation.of(
        "group in space", (groups, spaces), ([g for g, _ in fits], [s for _, s in fits])
    )
    orders = Axis("order", tuple(order.name for order in problem.asic_orders))
    return Sets(months, sites, spaces, halls, groups, machine_groups, pairs, orders)


def _spaces_and_halls(
    problem: Problem, groups: tuple[MachineGroup, ...], sites: Axis
) -> tuple[Relation, Relation]:
    """Halls, and the spaces that they make up, in the order of each space's first hall."""
    members: dict[tuple[object, ...], list[int]] = {}
    for h, hall in enumerate(problem.halls):
        fitting = tuple(g for g, group in enumerate(groups) if h in group.halls)
        apart = problem.objective.integer_units or any(
            groups[g].machine.can_overdraw for g in fitting
        )
        alike = (hall.site, hall.pue_asic, fitting, h if apart else None)
        members.setdefault(alike, []).append(h)
    names = tuple(" + ".join(problem.halls[h].name for h in own) for own in members.values())
    space_names = Axis("space name", names)
    spaces = Relation.of(
        "space",
        (space_names, sites),
        (np.arange(len(names)), [problem.halls[own[0]].site for own in members.values()]),
        shown=1,
    )
    space_of = np.zeros(len(problem.halls), dtype=np.int64)
    for s, own in enumerate(members.values()):
        space_of[own] = s
    hall_names = Axis("hall name", tuple(hall.name for hall in problem.halls))
    halls = Relation.of(
        "hall", (hall_names, spaces), (np.arange(len(hall_names)), space_of), shown=1
    )
    return spaces, halls


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
