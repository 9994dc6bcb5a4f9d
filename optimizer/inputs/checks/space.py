"""Space: leases, servers and machines have halls that can hold them."""

import math
from collections.abc import Iterator

from optimizer import catalog
from optimizer.inputs.checks.base import Context, HallPlace, Issue
from optimizer.months import Month
from optimizer.schema import Contract, GpuSpec, Size
from optimizer.units import KW_PER_MW

_TOLERANCE = 1e-9


def server_mw(spec: GpuSpec) -> float:
    """Critical IT MW of one server; 0 for a model that the catalogue does not have."""
    if spec.figures is not None:
        return spec.figures[1] / KW_PER_MW
    try:
        return catalog.gpu(spec.model or "").power_kw / KW_PER_MW
    except catalog.UnknownMachine:
        return 0.0


def no_hpc_hall(ctx: Context) -> Iterator[Issue]:
    """No hall that may be used has, gets or may get HPC space."""
    for contract, loc in ctx.contracts():
        yield from _without_hpc(
            ctx, contract.halls, (*loc, "halls"), f"the lease {contract.name!r}"
        )
    for i, order in enumerate(ctx.fleet.gpu_orders):
        loc = ("gpu_orders", i, "halls")
        yield from _without_hpc(ctx, order.halls, loc, f"the order {order.name!r}")


def _without_hpc(
    ctx: Context, named: tuple[str, ...] | None, loc: tuple[str | int, ...], what: str
) -> Iterator[Issue]:
    if ctx.hpc_halls(named) or (named is not None and any(n not in ctx.halls for n in named)):
        return
    where = "no hall of this fleet" if named is None else f"none of {', '.join(named)}"
    hint = "give a hall `hpc_mw`, `conversion` or `building`, or name other halls"
    yield Issue(loc, f"{what} has no place: {where} has HPC space, now or later", hint=hint)


def hall_without_hpc(ctx: Context) -> Iterator[Issue]:
    """A hall is named among others that can never hold a tenant or a GPU."""
    named = [(c.halls, (*loc, "halls")) for c, loc in ctx.contracts()]
    named += [(o.halls, ("gpu_orders", i, "halls")) for i, o in enumerate(ctx.fleet.gpu_orders)]
    for halls, loc in named:
        if not ctx.hpc_halls(halls):
            continue
        for n, name in enumerate(halls or ()):
            if name in ctx.halls and not ctx.halls[name].hall.hpc_capable:
                message = f"{name!r} has no HPC space, now or later, and is never used here"
                yield Issue((*loc, n), message, hint="remove it, or give the hall a conversion")


def sizes_without_a_step(ctx: Context) -> Iterator[Issue]:
    """No multiple of a contract's step lies between its least and its largest size."""
    for contract, loc in ctx.contracts():
        size = contract.mw
        if not isinstance(size, Size) or size.step is None:
            continue
        least = math.ceil(size.min / size.step - _TOLERANCE) * size.step
        if least > size.max + _TOLERANCE or size.max < size.step - _TOLERANCE:
            message = f"no multiple of {size.step:g} MW lies between {size.min:g} and {size.max:g}"
            yield Issue((*loc, "mw"), message, hint="mend `min`, `max` or `step`")


def _most_at_one_site(ctx: Context, places: tuple[HallPlace, ...], month: Month) -> float:
    """Most critical IT MW that some halls of one site can have ready in a month."""
    by_site: dict[int, float] = {}
    for place in places:
        hall, mw = place.hall, place.hall.hpc_mw
        if hall.building is not None and hall.building.ready <= month:
            mw += hall.building.hpc_mw
        if (work := hall.conversion) is not None:
            start = max(ctx.horizon.start, work.earliest or ctx.horizon.start)
            mw += work.hpc_mw if start + work.months <= month else 0.0
        by_site[place.site] = by_site.get(place.site, 0.0) + mw
    return max(by_site.values(), default=0.0)


def _latest_start(ctx: Context, contract: Contract) -> Month:
    """The last month in which a lease may start; today for one that runs."""
    last = contract.start if isinstance(contract.start, Month) else contract.start.latest
    return max(last, ctx.horizon.start)


def lease_too_large(ctx: Context) -> Iterator[Issue]:
    """A lease is larger than its halls at one site can be by its latest start."""
    for contract, loc in ctx.contracts():
        if not contract.must_sign and not ctx.runs_already(contract):
            yield from _too_large(ctx, contract, loc)


def forced_lease_too_large(ctx: Context) -> Iterator[Issue]:
    """A lease that must be signed is larger than its halls can be by its latest start."""
    for contract, loc in ctx.contracts():
        if contract.must_sign and not ctx.runs_already(contract):
            yield from _too_large(ctx, contract, loc)


def _too_large(ctx: Context, contract: Contract, loc: tuple[str | int, ...]) -> Iterator[Issue]:
    places = ctx.hpc_halls(contract.halls)
    last = _latest_start(ctx, contract)
    most = _most_at_one_site(ctx, places, last)
    if places and contract.smallest_mw > most + _TOLERANCE:
        message = (
            f"the lease needs {contract.smallest_mw:g} MW of critical IT, and its halls at one "
            f"site can have {most:g} by its latest start, {last}"
        )
        yield Issue((*loc, "mw"), message, hint="mend `mw`, `start`, or the halls' HPC space")


def running_lease_without_space(ctx: Context) -> Iterator[Issue]:
    """Leases that already run are larger than the space that is ready today."""
    by_site: dict[int, float] = {}
    for contract, loc in ctx.contracts():
        if not ctx.runs_already(contract):
            continue
        places = ctx.hpc_halls(contract.halls)
        ready = _most_at_one_site(ctx, places, ctx.horizon.start)
        if places and contract.smallest_mw > ready + _TOLERANCE:
            message = (
                f"the lease already runs with {contract.smallest_mw:g} MW, and its halls at one "
                f"site have {ready:g} MW ready today"
            )
            yield Issue((*loc, "mw"), message, hint="raise a hall's `hpc_mw`, or mend `mw`")
            continue
        sites = {place.site for place in places}
        if len(sites) == 1:
            site = sites.pop()
            by_site[site] = by_site.get(site, 0.0) + contract.smallest_mw
            everywhere = sum(ctx.ready_mw(p.hall) for p in ctx.halls.values() if p.site == site)
            if by_site[site] > everywhere + _TOLERANCE:
                message = (
                    f"leases that already run take {by_site[site]:g} MW at site "
                    f"{ctx.fleet.sites[site].name!r}, which has {everywhere:g} MW ready today"
                )
                yield Issue((*loc, "mw"), message, hint="raise a hall's `hpc_mw`, or mend `mw`")


def servers_without_space(ctx: Context) -> Iterator[Issue]:
    """GPU servers owned at the start exceed the HPC space that is ready today."""
    used: dict[str, float] = {}
    for site, loc in ctx.sites():
        for i, group in enumerate(site.gpus):
            name = f"{site.name}/{group.hall.rpartition('/')[2]}"
            if name not in ctx.halls:
                continue
            used[name] = used.get(name, 0.0) + group.servers * server_mw(group)
            ready = ctx.ready_mw(ctx.halls[name].hall)
            if used[name] > ready + _TOLERANCE:
                message = (
                    f"servers in hall {name!r} take {used[name]:g} MW of critical IT, and it has "
                    f"{ready:g} MW ready today"
                )
                hint = "raise its `hpc_mw`, or mend `servers` or `power_kw`"
                yield Issue((*loc, "gpus", i, "servers"), message, hint=hint)


def lease_larger_than_grid(ctx: Context) -> Iterator[Issue]:
    """A lease's reserved MW at the meter exceed the grid of every site where it may sit."""
    for contract, loc in ctx.contracts():
        room = []
        for place in ctx.hpc_halls(contract.halls):
            grid = ctx.curve(ctx.fleet.sites[place.site].grid_mw)
            if grid is not None:
                room.append(grid.max() / place.hall.pue.hpc)
        if room and contract.smallest_mw > max(room) + _TOLERANCE:
            message = (
                f"the lease reserves {contract.smallest_mw:g} MW of critical IT, and the grid "
                f"can feed at most {max(room):g}"
            )
            yield Issue(
                (*loc, "mw"), message, hint="critical IT MW times PUE have to fit `grid_mw`"
            )


def miners_without_space(ctx: Context) -> Iterator[Issue]:
    """A site owns miners and has no hall for any."""
    for site, loc in ctx.sites():
        if site.asics and all(hall.asic_mw == 0 for hall in site.halls):
            message = f"site {site.name!r} owns miners, but no hall has `asic_mw`: none can run"
            yield Issue((*loc, "asics"), message, hint="give a hall `asic_mw`")
