"""Names: each once, and every reference leads somewhere."""

from collections.abc import Collection, Iterator, Sequence

from optimizer.inputs.checks.base import Context, Issue, suggestion
from optimizer.inputs.source import Loc


def duplicate_name(ctx: Context) -> Iterator[Issue]:
    """Two things of one kind share a name."""
    fleet = ctx.fleet
    yield from _twice(fleet.sites, ("sites",), "sites")
    yield from _twice(fleet.contracts, ("contracts",), "contracts")
    yield from _twice(fleet.asic_orders, ("asic_orders",), "ASIC orders")
    yield from _twice(fleet.gpu_orders, ("gpu_orders",), "GPU orders")
    if isinstance(fleet.scenarios, tuple):
        yield from _twice(fleet.scenarios, ("scenarios",), "scenarios")
    if fleet.finance is not None:
        yield from _twice(fleet.finance.debts, ("finance", "debts"), "debts")
    for site, loc in ctx.sites():
        of = f"of site {site.name!r}"
        yield from _twice(site.halls, (*loc, "halls"), f"halls {of}")
        yield from _twice(site.asics, (*loc, "asics"), f"ASIC groups {of}")
        yield from _twice(site.gpus, (*loc, "gpus"), f"GPU groups {of}")
        yield from _twice(site.power.supply, (*loc, "power", "supply"), f"supplies {of}")
        for g, group in enumerate(site.asics):
            at = (*loc, "asics", g, "modes")
            yield from _twice(group.modes, at, f"modes of {group.name!r}")


def _twice(things: Sequence[object], loc: Loc, what: str) -> Iterator[Issue]:
    seen: set[str] = set()
    for i, thing in enumerate(things):
        name = str(getattr(thing, "name", ""))
        if name in seen:
            message = f"the name {name!r} stands twice among the {what}"
            yield Issue((*loc, i, "name"), message, hint="give each a name of its own")
        seen.add(name)


def unknown_hall(ctx: Context) -> Iterator[Issue]:
    """A hall is named that is not there."""
    for s, (site, loc) in enumerate(ctx.sites()):
        own = {hall.name: None for hall in site.halls}
        for g, group in enumerate(site.asics):
            for n, name in enumerate(group.halls or ()):
                yield from _hall_of_site(ctx, s, name, own, (*loc, "asics", g, "halls", n))
        for g, servers in enumerate(site.gpus):
            yield from _hall_of_site(ctx, s, servers.hall, own, (*loc, "gpus", g, "hall"))
    for contract, loc in ctx.contracts():
        yield from _halls(ctx, contract.halls, (*loc, "halls"))
    for i, order in enumerate(ctx.fleet.gpu_orders):
        yield from _halls(ctx, order.halls, ("gpu_orders", i, "halls"))


def _hall_of_site(
    ctx: Context, site: int, name: str, own: Collection[str], loc: Loc
) -> Iterator[Issue]:
    """A hall named inside its site: bare, or with the site's own name before it."""
    place = ctx.halls.get(name)
    if name in own or (place is not None and place.site == site):
        return
    allowed, hint = suggestion(name.rpartition("/")[2], own)
    here = ctx.fleet.sites[site].name
    if place is not None:
        message = f"the hall {name!r} is not at site {here!r}"
    else:
        message = f"there is no hall {name!r} at site {here!r}"
    yield Issue(loc, message, repr(name), allowed, hint)


def _halls(ctx: Context, names: Sequence[str] | None, loc: Loc) -> Iterator[Issue]:
    """Halls named as ``site/hall``."""
    for n, name in enumerate(names or ()):
        if name in ctx.halls:
            continue
        allowed, hint = suggestion(name, ctx.halls)
        same = [known for known in ctx.halls if known.endswith(f"/{name}")]
        if same:
            hint = f"write {' or '.join(f'`{known}`' for known in same[:3])}"
        yield Issue((*loc, n), f"there is no hall {name!r}", repr(name), allowed, hint)


def unknown_site(ctx: Context) -> Iterator[Issue]:
    """An order goes to a site that is not there."""
    names = {site.name: None for site in ctx.fleet.sites}
    for i, order in enumerate(ctx.fleet.asic_orders):
        loc = ("asic_orders", i, "sites")
        yield from _unknown(order.sites or (), names, loc, "site")


def unknown_contract(ctx: Context) -> Iterator[Issue]:
    """A contract excludes one that is not there."""
    names = {contract.name: None for contract in ctx.fleet.contracts}
    for contract, loc in ctx.contracts():
        yield from _unknown(contract.excludes, names, (*loc, "excludes"), "contract")


def unknown_debt(ctx: Context) -> Iterator[Issue]:
    """A covenant names a debt that is not there."""
    finance = ctx.fleet.finance
    if finance is None:
        return
    names = {debt.name: None for debt in finance.debts}
    for i, covenant in enumerate(finance.covenants):
        loc = ("finance", "covenants", i, "debts")
        yield from _unknown(covenant.debts or (), names, loc, "debt")


def _unknown(names: Sequence[str], known: Collection[str], loc: Loc, what: str) -> Iterator[Issue]:
    for n, name in enumerate(names):
        if name not in known:
            allowed, hint = suggestion(name, known)
            yield Issue((*loc, n), f"there is no {what} {name!r}", repr(name), allowed, hint)


def repeated_reference(ctx: Context) -> Iterator[Issue]:
    """A list of names has one twice."""
    for site, loc in ctx.sites():
        for g, group in enumerate(site.asics):
            yield from _repeated(group.halls, (*loc, "asics", g, "halls"))
    for contract, loc in ctx.contracts():
        yield from _repeated(contract.halls, (*loc, "halls"))
        yield from _repeated(contract.excludes, (*loc, "excludes"))
    for i, asics in enumerate(ctx.fleet.asic_orders):
        yield from _repeated(asics.sites, ("asic_orders", i, "sites"))
    for i, gpus in enumerate(ctx.fleet.gpu_orders):
        yield from _repeated(gpus.halls, ("gpu_orders", i, "halls"))
    for i, covenant in enumerate(ctx.fleet.finance.covenants if ctx.fleet.finance else ()):
        yield from _repeated(covenant.debts, ("finance", "covenants", i, "debts"))


def _repeated(names: Sequence[str] | None, loc: Loc) -> Iterator[Issue]:
    seen = set()
    for n, name in enumerate(names or ()):
        if name in seen:
            yield Issue((*loc, n), f"{name!r} stands twice in this list", hint="remove one")
        seen.add(name)
