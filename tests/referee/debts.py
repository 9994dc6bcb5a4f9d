"""Debts of four kinds: what each draws, bears and repays, month by month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.referee.context import Context
from tests.referee.ledger import CAPEX, USD
from tests.referee.lp import Expr, total
from tests.referee.reading import Spec


@dataclass
class Debt:
    """Thousands of USD in every month; ``balance`` is at the month's end."""

    name: str
    kind: str
    matures: int
    opens_drawn: bool
    balance: list[Expr] = field(default_factory=list)
    interest: list[Expr] = field(default_factory=list)
    fees: list[Expr] = field(default_factory=list)
    scheduled: list[Expr] = field(default_factory=list)
    drawn: list[Expr] = field(default_factory=list)
    # Interest, fees and scheduled principal as covenants count them.
    tested_service: list[Expr] = field(default_factory=list)


def add_debts(model: Context) -> list[Debt]:
    """All debts; interest and fees are booked, draws and repayments are left to cash.py."""
    finance = model.finance or {}
    kinds: dict[str, Callable[[Context, Spec], Debt]] = {
        "term_loan": _term_loan,
        "construction": _construction,
        "revolver": _revolver,
        "btc_backed": _revolver,
    }
    specs: list[Spec] = finance.get("debts", [])
    debts = [kinds[spec["kind"]](model, spec) for spec in specs]
    for debt in debts:
        for t in model.months:
            model.ledger.add("interest", t, debt.interest[t] / -USD)
            model.ledger.add("fees", t, debt.fees[t] / -USD)
    _limit_draws(model, [s for s in specs if s["kind"] == "construction"], debts)
    return debts


def level_payment(balance: float, monthly_rate: float, payments: int) -> float:
    """The annuity that repays a balance, its first payment after one month."""
    if monthly_rate == 0:
        return balance / payments
    return balance * monthly_rate / (1 - (1 + monthly_rate) ** -payments)


def _term_loan(model: Context, spec: Spec) -> Debt:
    rates = model.reader.curve(spec["rate_pct"])
    matures, repayment = model.reader.index(spec["matures"]), spec["repayment"]
    debt = Debt(spec["name"], "term_loan", matures, opens_drawn=True)
    balance = spec["balance_usd"] * USD
    linear = balance / (matures + 1)
    for t in range(max(matures + 1, model.reader.months)):
        rate = rates[min(t, model.reader.months - 1)] / 1200
        interest = balance * rate
        if t > matures:
            principal = 0.0
        elif t == matures:
            principal = balance
        elif repayment == "level":
            principal = level_payment(balance, rate, matures - t + 1) - interest
        else:
            principal = linear if repayment == "linear" else 0.0
        balance -= principal
        if t >= model.reader.months:
            model.ledger.add("interest_after", t, -interest / USD)
            continue
        bullet = principal if repayment == "bullet" and t == matures else 0.0
        debt.balance.append(Expr(constant=balance))
        debt.interest.append(Expr(constant=interest))
        debt.fees.append(Expr())
        debt.scheduled.append(Expr(constant=principal))
        debt.drawn.append(Expr())
        debt.tested_service.append(Expr(constant=interest + principal - bullet))
    return debt


def _construction(model: Context, spec: Spec) -> Debt:
    name, opening = spec["name"], spec.get("drawn_usd", 0.0) * USD
    limit = spec["limit_usd"] * USD
    rates = model.reader.curve(spec["rate_pct"])
    until, first = model.reader.index(spec["draw_until"]), model.reader.index(spec["repay_from"])
    parts, end = spec["repay_months"], model.reader.months
    commitment = spec.get("commitment_fee_pct", 0.0) / 1200
    upfront = spec.get("upfront_fee_pct", 0.0) / 100
    debt = Debt(name, "construction", first + parts - 1, opens_drawn=opening > 0)
    most = 0.0 if name in model.undrawn else limit
    draws = {
        t: model.lp.variable(f"draw[{name},{t}]", upper=most) for t in model.months if t <= until
    }
    borrowed = total([opening, *draws.values()])
    model.lp.at_most(f"limit[{name}]", borrowed, limit)
    part = borrowed / parts
    balance = Expr(constant=opening)
    for t in range(max(end, first + parts)):
        rate = rates[min(t, end - 1)] / 1200
        interest = balance * rate
        repaid = part if first <= t < first + parts else Expr()
        draw = draws.get(t, Expr())
        fees = total([draw * upfront, (limit - balance) * commitment]) if t <= until else Expr()
        balance = total([balance, draw, -repaid])
        if t >= end:
            model.ledger.add("interest_after", t, interest / -USD)
            continue
        debt.balance.append(balance)
        debt.interest.append(interest)
        debt.fees.append(fees)
        debt.scheduled.append(repaid)
        debt.drawn.append(draw)
        building = t <= until
        debt.tested_service.append(total([repaid, *([] if building else [interest, fees])]))
    return debt


def _revolver(model: Context, spec: Spec) -> Debt:
    name, end = spec["name"], model.reader.months
    limit = spec["limit_usd"] * USD
    rates = model.reader.curve(spec["rate_pct"])
    matures = model.reader.index(spec["matures"]) if "matures" in spec else end
    commitment = spec.get("commitment_fee_pct", 0.0) / 1200
    before = Expr(constant=spec.get("drawn_usd", 0.0) * USD)
    debt = Debt(name, spec["kind"], matures, opens_drawn=before.constant > 0)
    for t in model.months:
        most = limit if t < matures and name not in model.undrawn else 0.0
        balance = model.lp.variable(f"balance[{name},{t}]", upper=most)
        if spec["kind"] == "btc_backed":
            worth = model.coins_held[t] * (model.btc_price[t] * spec["max_ltv_pct"] / 100 * USD)
            model.lp.at_most(f"ltv[{name},{t}]", balance, worth)
        debt.balance.append(balance)
        debt.interest.append(before * (rates[t] / 1200))
        debt.fees.append((limit - before) * commitment if t < matures else Expr())
        debt.scheduled.append(Expr())
        # Draws and free repayments in one signed flow.
        debt.drawn.append(balance - before)
        debt.tested_service.append(total([debt.interest[t], debt.fees[t]]))
        before = balance
    return debt


def _limit_draws(model: Context, specs: list[Spec], debts: list[Debt]) -> None:
    """New draws stay within the advance on the capex that a facility, and all of them, fund."""
    by_name = {debt.name: debt for debt in debts}

    def capex(funds: set[str], t: int) -> Expr:
        lines = tuple(line for f in CAPEX if f in funds for line in CAPEX[f])
        return -total(model.ledger.month(lines, u) for u in range(t + 1))

    def own_costs(spec: Spec, t: int) -> Expr:
        if "interest" not in spec["funds"]:
            return Expr()
        debt, until = by_name[spec["name"]], model.reader.index(spec["draw_until"])
        months = range(min(t, until) + 1)
        return total(cost[u] for u in months for cost in (debt.interest, debt.fees))

    for t in model.months:
        shares = []
        for spec in specs:
            advance = spec["advance_pct"] / 100
            drawn = total(by_name[spec["name"]].drawn[: t + 1])
            basis = total([capex(set(spec["funds"]), t), own_costs(spec, t)])
            model.lp.at_most(f"advance[{spec['name']},{t}]", drawn, basis * advance)
            shares.append(drawn / advance)
        if len(specs) > 1:
            funds = {f for spec in specs for f in spec["funds"]}
            basis = total([capex(funds, t), *(own_costs(spec, t) for spec in specs)])
            model.lp.at_most(f"advance_together[{t}]", total(shares), basis)
