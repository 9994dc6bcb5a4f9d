"""Coins, equity, cash and capex limits."""

from __future__ import annotations

from tests.referee.context import Context
from tests.referee.debts import Debt
from tests.referee.ledger import CAPEX_LINES, COINS, EBITDA, OTHER_CASH, USD
from tests.referee.lp import Expr, total


def add_treasury(model: Context) -> None:
    """Opening coins may be sold; mined coins are sold in their month by power.py."""
    treasury = (model.finance or {}).get("treasury")
    held = Expr(constant=treasury["btc"] if treasury else 0.0)
    if treasury and treasury["policy"] != "sell_mined":
        raise NotImplementedError("the referee sells every mined coin in its month")
    most = float("inf") if not treasury else treasury.get("max_sell_btc_per_month", float("inf"))
    keep = 1 - (treasury.get("sell_fee_pct", 0.0) if treasury else 0.0) / 100
    for t in model.months:
        if treasury:
            sold = model.lp.variable(f"coins_sold[{t}]", upper=most)
            after = model.lp.variable(f"coins[{t}]")
            model.lp.equal(f"coins[{t}]", after, held - sold)
            held = after
            model.ledger.add("coins_sold", t, sold * (model.btc_price[t] * keep))
        model.coins_held.append(held)
    model.ledger.add("coins_left", model.months[-1], held * (model.btc_price[-1] * keep))


def add_overhead(model: Context) -> None:
    """Corporate overhead."""
    overhead = model.reader.curve((model.finance or {}).get("overhead_usd_per_month"))
    for t in model.months:
        model.ledger.add("overhead", t, -overhead[t])


def add_equity(model: Context) -> list[Expr]:
    """Equity raised in each month, thousands of USD."""
    equity = (model.finance or {}).get("equity")
    if not equity:
        return [Expr() for _ in model.months]
    limit = equity["limit_usd"] * USD
    raised = [model.lp.variable(f"equity[{t}]", upper=limit) for t in model.months]
    model.lp.at_most("equity_limit", total(raised), limit)
    issue = equity.get("issue_cost_pct", 0.0) / 100
    yearly = equity.get("cost_pct_per_year", 0.0) / 100
    for t in model.months:
        cost = total([raised[t] * issue, total(raised[:t]) * (yearly / 12)])
        model.ledger.add("equity_cost", t, cost / -USD)
    return raised


def add_cash(model: Context, debts: list[Debt], equity: list[Expr]) -> None:
    """Cash at every month's end is at least its floor."""
    if model.finance is None:
        return
    floor = model.reader.curve(model.finance.get("min_cash_usd"))
    cash = Expr(constant=model.finance.get("cash_usd", 0.0) * USD)
    for t in model.months:
        operations = model.ledger.month(EBITDA + COINS + CAPEX_LINES + OTHER_CASH, t)
        financing = total([equity[t], *(d.drawn[t] - d.scheduled[t] for d in debts)])
        after = model.lp.variable(f"cash[{t}]", lower=floor[t] * USD)
        model.lp.equal(f"cash[{t}]", after, total([cash, operations, financing]))
        cash = after


def add_capex_limits(model: Context) -> None:
    """Capex per calendar year."""
    limits = (model.finance or {}).get("capex_limit_usd", {})
    for year, usd in limits.items():
        spent = total(
            model.ledger.month(CAPEX_LINES, t)
            for t in model.months
            if model.reader.year(t) == int(year)
        )
        model.lp.at_most(f"capex_limit[{year}]", -spent, usd * USD)


def add_hpc_residual(model: Context) -> None:
    """HPC-ready MW that no tenant leases in the last month are worth something."""
    usd = model.terminal.get("hpc_residual_usd_per_mw", 0.0)
    last = model.months[-1]
    ready = total(hall.hpc_mw[last] for hall in model.halls.values())
    vacant = ready - total(model.leased_at_end)
    model.ledger.add("hpc_residual", last, vacant * usd)
