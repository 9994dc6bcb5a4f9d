"""Checks of the parts of a fleet file against each other, each a small named function.

All of them run, and all that they find is reported together. To add one: write a function
that yields :class:`~optimizer.inputs.checks.base.Issue`, give it a code in the table of errors,
and put it into :data:`CHECKS`.
"""

from collections.abc import Iterator
from itertools import islice

from optimizer.errors import Finding
from optimizer.inputs.checks import (
    calendar,
    deals,
    finance,
    names,
    plausible,
    power,
    scenarios,
    space,
)
from optimizer.inputs.checks.base import Check, Context, Issue
from optimizer.inputs.source import Loc, SourceMap
from optimizer.inputs.tables import Tables
from optimizer.schema import Fleet

__all__ = ["CHECKS", "Check", "Context", "Issue", "run_checks"]

MOST_ISSUES = 1000
"""So many findings of one check are told: a long list may be wrong in every item."""

CHECKS: tuple[Check, ...] = (
    Check("E301", names.duplicate_name),
    Check("E302", names.unknown_hall),
    Check("E303", names.unknown_site),
    Check("E304", names.unknown_contract),
    Check("E305", names.unknown_debt),
    Check("W301", names.repeated_reference),
    Check("E311", calendar.window_backwards),
    Check("E312", calendar.outside_the_horizon),
    Check("E313", calendar.running_lease),
    Check("E314", calendar.conversion_too_late),
    Check("E315", calendar.order_too_late),
    Check("E316", calendar.building_completion),
    Check("W311", calendar.month_without_effect),
    Check("W312", calendar.window_is_cut),
    Check("W313", calendar.covenant_never_tested),
    Check("E321", power.resale_without_market),
    Check("E322", power.several_markets),
    Check("E323", power.month_without_supply),
    Check("E324", power.too_little_power, robust=False),
    Check("E325", power.market_price_without_market),
    Check("W321", power.price_like_cents),
    Check("W322", power.block_larger_than_grid, robust=False),
    Check("E332", deals.no_bitcoin_price),
    Check("W332", deals.two_bitcoin_prices),
    Check("W331", plausible.implausible_hashprice),
    Check("W333", plausible.percentage_like_fraction),
    Check("W334", plausible.implausible_number),
    Check("W334", plausible.implausible_machine),
    Check("W334", plausible.part_of_a_machine),
    Check("E341", space.no_hpc_hall, robust=False),
    Check("E342", deals.excludes_itself),
    Check("E343", space.sizes_without_a_step),
    Check("E344", space.running_lease_without_space, robust=False),
    Check("E345", space.forced_lease_too_large, robust=False),
    Check("E346", space.servers_without_space, robust=False),
    Check("W341", space.lease_too_large, robust=False),
    Check("W342", deals.lease_without_rent),
    Check("W344", space.lease_larger_than_grid, robust=False),
    Check("W345", space.miners_without_space, robust=False),
    Check("W346", space.hall_without_hpc, robust=False),
    Check("E351", deals.resale_above_price),
    Check("E371", scenarios.probabilities),
    Check("E372", scenarios.unknown_in_scenario),
    Check("E374", scenarios.statements),
    Check("W371", scenarios.needs_scenarios),
    Check("E361", finance.pledge_without_treasury, robust=False),
    Check("E362", finance.several_pledges),
    Check("E363", finance.repaid_before_drawn),
    Check("E364", finance.drawn_above_limit),
    Check("E365", finance.already_due),
    Check("E366", finance.repaid_before_the_plan),
    Check("W361", finance.cash_under_its_floor, robust=False),
    Check("W362", finance.facility_without_use, robust=False),
    Check("W363", finance.covenant_on_nothing, robust=False),
)
"""All checks, in the order of their codes' subjects."""


def run_checks(
    fleet: Fleet, source: SourceMap, mended: frozenset[Loc] = frozenset()
) -> Iterator[Finding]:
    """Run all checks.

    Args:
        fleet: what the file says.
        source: where it says it.
        mended: places at which a slip was mended so that the checks could run. What a check
            finds in the same mapping may be due to that, and is left out.
    """
    context = Context(fleet, Tables(source.folder))
    for check in CHECKS:
        if mended and not check.robust:
            continue
        for issue in islice(check.function(context), MOST_ISSUES):
            if not _close_to(issue.loc, mended):
                yield source.finding(
                    check.code, issue.loc, issue.message,
                    got=issue.got, allowed=issue.allowed, hint=issue.hint,
                )  # fmt: skip


def _close_to(loc: Loc, mended: frozenset[Loc]) -> bool:
    """Whether a place is in, at or right beside a mended one."""
    around = {loc[:n] for n in range(len(loc) + 1)}
    return any(at in around or at[:-1] in (loc, loc[:-1]) for at in mended)
