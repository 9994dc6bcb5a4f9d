"""Scenarios: probabilities, and names of what they change."""

from collections.abc import Iterable, Iterator

from optimizer.inputs.checks.base import Context, Issue, suggestion
from optimizer.inputs.source import Loc
from optimizer.schema import Generated, LostContract

_TOLERANCE = 1e-6


def probabilities(ctx: Context) -> Iterator[Issue]:
    """The probabilities of all scenarios do not add up to 1."""
    listed = ctx.fleet.scenarios
    if listed is None or isinstance(listed, Generated):
        return
    total = sum(one.probability for one in listed)
    if abs(total - 1.0) > _TOLERANCE:
        missing = 1.0 - total
        side = "more" if missing > 0 else "less"
        message = f"the probabilities add up to {total:g}"
        hint = f"{abs(missing):.6g} {side} in one of them, or in all together"
        yield Issue(("scenarios",), message, f"{total:g}", "1", hint)


def unknown_in_scenario(ctx: Context) -> Iterator[Issue]:
    """A scenario speaks of a contract or a hall that is not there, or that cannot be late."""
    fleet = ctx.fleet
    contracts = {contract.name: None for contract in fleet.contracts}
    if isinstance(fleet.scenarios, Generated):
        for name in fleet.scenarios.generate.tenants.ratings:
            if name not in contracts:
                at: Loc = ("scenarios", "generate", "tenants", "ratings", name)
                yield _no_contract(name, contracts, at)
        return
    for s, scenario in enumerate(fleet.scenarios or ()):
        for n, lost in enumerate(scenario.lost_contracts):
            name = lost.name if isinstance(lost, LostContract) else lost
            if name not in contracts:
                yield _no_contract(name, contracts, ("scenarios", s, "lost_contracts", n))
        for n, late in enumerate(scenario.delayed_builds):
            here: Loc = ("scenarios", s, "delayed_builds", n, "hall")
            place = ctx.halls.get(late.hall)
            if place is None:
                allowed, hint = suggestion(late.hall, ctx.halls)
                yield Issue(here, f"there is no hall {late.hall!r}", repr(late.hall), allowed, hint)
            elif place.hall.conversion is None and place.hall.building is None:
                message = f"nothing is built in {late.hall!r}, so nothing can be late"
                yield Issue(here, message, hint="remove the entry")


def _no_contract(name: str, known: Iterable[str], loc: Loc) -> Issue:
    allowed, hint = suggestion(name, known)
    return Issue(loc, f"there is no contract {name!r}", repr(name), allowed, hint)


def statements(ctx: Context) -> Iterator[Issue]:
    """A statement about the price of bitcoin has no such month, or no such price."""
    listed = ctx.fleet.scenarios
    if not isinstance(listed, Generated) or listed.generate.btc.implied is None:
        return
    at = ("scenarios", "generate", "btc", "implied")
    if ctx.fleet.market.btc_price is None:
        hint = "add `btc_price_usd` to `market`, or give `volatility_pct_per_year` instead"
        yield Issue(at, "there is no price of bitcoin that these could be about", hint=hint)
    seen = set()
    for i, one in enumerate(listed.generate.btc.implied):
        offset = ctx.horizon.offset(one.month)
        allowed = f"{ctx.horizon.start + 1} to {ctx.horizon.end}"
        if not 1 <= offset < ctx.horizon.months:
            message = "the month is not after the first and inside the horizon"
            yield Issue((*at, i, "month"), message, str(one.month), allowed)
        elif one.month in seen:
            yield Issue((*at, i, "month"), "the month stands twice", str(one.month))
        seen.add(one.month)


def needs_scenarios(ctx: Context) -> Iterator[Issue]:
    """A key that matters only over several scenarios stands in a file without any."""
    fleet = ctx.fleet
    if fleet.scenarios is not None:
        return
    message = "it has no effect without `scenarios`"
    if fleet.risk.weight > 0:
        yield Issue(("risk", "weight"), message)
    if fleet.risk.min_cash_breach_probability_pct > 0:
        yield Issue(("risk", "min_cash_breach_probability_pct"), message)
    if fleet.risk.cure_cost_pct is not None:
        yield Issue(("risk", "cure_cost_pct"), message)
    for i, covenant in enumerate(fleet.finance.covenants if fleet.finance else ()):
        if covenant.breach_probability_pct > 0:
            yield Issue(("finance", "covenants", i, "breach_probability_pct"), message)
