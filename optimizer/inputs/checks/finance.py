"""Finance: debts that can be drawn before they are repaid, covenants on something."""

from collections.abc import Iterator

from optimizer.inputs.checks.base import Context, Issue
from optimizer.schema import BtcBacked, Construction, Contract, Debt, Revolver, TermLoan

DebtAt = tuple[Debt, tuple[str | int, ...]]


def _debts(ctx: Context) -> Iterator[DebtAt]:
    for i, debt in enumerate(ctx.fleet.finance.debts if ctx.fleet.finance else ()):
        yield debt, ("finance", "debts", i)


def pledge_without_treasury(ctx: Context) -> Iterator[Issue]:
    """BTC-backed debt without a treasury."""
    if ctx.fleet.finance is None or ctx.fleet.finance.treasury is not None:
        return
    for debt, loc in _debts(ctx):
        if isinstance(debt, BtcBacked):
            message = f"the BTC-backed debt {debt.name!r} needs a treasury that holds coins"
            yield Issue((*loc, "kind"), message, hint="add `finance.treasury`")


def several_pledges(ctx: Context) -> Iterator[Issue]:
    """More than one BTC-backed debt."""
    pledged = [(debt, loc) for debt, loc in _debts(ctx) if isinstance(debt, BtcBacked)]
    for debt, loc in pledged[1:]:
        message = f"{debt.name!r} is a second BTC-backed debt; there is one at most"
        yield Issue((*loc, "kind"), message)


def repaid_before_drawn(ctx: Context) -> Iterator[Issue]:
    """A construction facility's repayment begins before its draws end."""
    for debt, loc in _debts(ctx):
        if isinstance(debt, Construction) and debt.repay_from <= debt.draw_until:
            message = (
                f"a debt repaid before it is drawn: `repay_from` ({debt.repay_from}) is not after "
                f"`draw_until` ({debt.draw_until})"
            )
            allowed = f"{debt.draw_until + 1} or later"
            yield Issue((*loc, "repay_from"), message, str(debt.repay_from), allowed)


def repaid_before_the_plan(ctx: Context) -> Iterator[Issue]:
    """A facility in repayment is described from before the horizon."""
    start = ctx.horizon.start
    for debt, loc in _debts(ctx):
        if isinstance(debt, Construction) and debt.repay_from < start:
            message = f"`repay_from` ({debt.repay_from}) is before the horizon's start ({start})"
            hint = f"write `repay_from: {start}` and in `repay_months` the payments that remain"
            yield Issue((*loc, "repay_from"), message, str(debt.repay_from), hint=hint)


def drawn_above_limit(ctx: Context) -> Iterator[Issue]:
    """More is drawn at the start than the limit allows."""
    for debt, loc in _debts(ctx):
        if not isinstance(debt, TermLoan) and debt.drawn_usd > debt.limit_usd:
            message = f"{debt.drawn_usd:,.0f} USD are drawn of a limit of {debt.limit_usd:,.0f}"
            yield Issue((*loc, "drawn_usd"), message, allowed="at most `limit_usd`")


def already_due(ctx: Context) -> Iterator[Issue]:
    """A debt is due before the plan begins."""
    start = ctx.horizon.start
    for debt, loc in _debts(ctx):
        if isinstance(debt, TermLoan) and debt.matures < start:
            message = f"the loan matured in {debt.matures}, before the horizon's start ({start})"
            hint = "remove it, or mend `matures`"
            yield Issue((*loc, "matures"), message, str(debt.matures), f"{start} or later", hint)
        elif isinstance(debt, Revolver | BtcBacked) and debt.drawn_usd > 0:
            if debt.matures is None or debt.matures >= start:
                continue
            message = f"drawn, but it matured in {debt.matures}, before the horizon's start"
            yield Issue((*loc, "matures"), message, str(debt.matures), f"{start} or later")


def covenant_on_nothing(ctx: Context) -> Iterator[Issue]:
    """A covenant without any debt."""
    finance = ctx.fleet.finance
    if finance is not None and not finance.debts:
        for i, covenant in enumerate(finance.covenants):
            if covenant.debts is None:
                message = "there is no debt, so this covenant is never tested"
                yield Issue(("finance", "covenants", i), message)


def cash_under_its_floor(ctx: Context) -> Iterator[Issue]:
    """Opening cash is below the floor of the first month."""
    finance = ctx.fleet.finance
    if finance is None:
        return
    floor = ctx.curve(finance.min_cash_usd)
    if floor is not None and finance.cash_usd < floor[0]:
        message = f"opening cash of {finance.cash_usd:,.0f} USD is below `min_cash_usd`"
        hint = f"the first month has to bring it to {floor[0]:,.0f}"
        yield Issue(("finance", "cash_usd"), message, hint=hint)


def facility_without_use(ctx: Context) -> Iterator[Issue]:
    """A construction facility that nothing in the file could draw on."""
    fleet, start = ctx.fleet, ctx.horizon.start

    def fits_out(contract: Contract) -> bool:
        return contract.fit_out_usd_per_mw > 0

    halls = [place.hall for place in ctx.halls.values()]
    present = {
        "conversion": any(hall.conversion or hall.building for hall in halls),
        "fit_out": any(fits_out(contract) for contract in fleet.contracts),
        "asics": bool(fleet.asic_orders),
        "gpus": bool(fleet.gpu_orders),
    }
    for debt, loc in _debts(ctx):
        if not isinstance(debt, Construction) or debt.drawn_usd > 0:
            continue
        if debt.draw_until < start:
            message = f"its draws ended in {debt.draw_until} and nothing is drawn"
            yield Issue((*loc, "draw_until"), message)
        elif not any(present.get(kind, False) for kind in debt.funds):
            funds = ", ".join(debt.funds)
            message = f"it funds {funds}, and this file has nothing of the kind to pay for"
            yield Issue((*loc, "funds"), message)
