"""Random balance sheets: cash, debts, covenants, treasury, equity, limits."""

from __future__ import annotations

from tests.referee.draft import Draft, Spec

FUNDS = ("conversion", "fit_out", "asics", "gpus", "interest")


def draw_finance(draft: Draft, mining_mw: float) -> Spec:
    """Finance of a fleet with some MW of miners; most fleets can live with it."""
    # Little cash, so that plans need the facilities; much in some, so that they do not.
    most = draft.pick((0.6e6, 2e6) if draft.growth else (1e6, 3e6, 25e6))
    finance: Spec = {"cash_usd": draft.between(0.2e6, most, -4)}
    draft.maybe(finance, 0.4, "min_cash_usd", draft.curve(0, 0.4e6, -3))
    draft.maybe(finance, 0.5, "overhead_usd_per_month", draft.curve(5_000, 40_000, -2))
    if draft.chance(0.5):
        finance["treasury"] = _treasury(draft)
    if draft.chance(0.3 if draft.growth else 0.55):
        finance["equity"] = _equity(draft)
    debts = _debts(draft, mining_mw, finance)
    if debts:
        finance["debts"] = debts
        if draft.chance(0.6):
            number = draft.pick((1, 1, 2))
            finance["covenants"] = [_covenant(draft, debts) for _ in range(number)]
    if draft.chance(0.3):
        years = {(draft.start + t) // 12 for t in range(draft.months)}
        finance["capex_limit_usd"] = {
            year: draft.between(4e6, 30e6, -5) for year in draft.some(sorted(years))
        }
    return finance


def _treasury(draft: Draft) -> Spec:
    treasury: Spec = {
        "btc": draft.pick((0, 1, 1)) * draft.between(0.5, 50, 1),
        "policy": "sell_mined",
    }
    draft.maybe(treasury, 0.6, "sell_fee_pct", draft.between(0.1, 1.5))
    draft.maybe(treasury, 0.5, "max_sell_btc_per_month", draft.between(1, 40, 1))
    return treasury


def _equity(draft: Draft) -> Spec:
    equity: Spec = {"limit_usd": draft.between(5e6, 60e6, -5)}
    draft.maybe(equity, 0.7, "issue_cost_pct", draft.between(1, 7, 1))
    draft.maybe(equity, 0.7, "cost_pct_per_year", draft.between(5, 18, 1))
    return equity


def _debts(draft: Draft, mining_mw: float, finance: Spec) -> list[Spec]:
    debts: list[Spec] = []
    if draft.chance(0.45):
        debts.append(_term_loan(draft, mining_mw))
    if draft.chance(0.9 if draft.growth else 0.3):
        number = draft.pick((1, 1, 2, 2, 3))
        debts += [_construction(draft, f"build-{i}") for i in range(number)]
    if draft.chance(0.4):
        debts.append(_revolver(draft, "revolver", "revolver"))
    if "treasury" in finance and draft.chance(0.5):
        backed = _revolver(draft, "coins", "btc_backed")
        backed["max_ltv_pct"] = draft.between(20, 70, 0)
        if "drawn_usd" in backed:
            # Few coins may not carry an opening balance.
            finance["treasury"]["btc"] = draft.between(60, 90, 1)
        debts.append(backed)
    return debts


def _term_loan(draft: Draft, mining_mw: float) -> Spec:
    matures = draft.rng.randint(0, draft.months + 20)
    usd = draft.between(10_000, 150_000, 0) * (mining_mw + 1) * min(1.0, (matures + 1) / 10)
    return {
        "name": "loan",
        "kind": "term_loan",
        "balance_usd": round(usd, -3),
        "rate_pct": draft.curve(6, 14),
        "repayment": draft.pick(("level", "level", "linear", "bullet")),
        "matures": draft.named_month(matures),
    }


def _construction(draft: Draft, name: str) -> Spec:
    limit = draft.between(1e6, 25e6, -5)
    until = draft.rng.randint(draft.months // 2 if draft.growth else 0, draft.months)
    spec: Spec = {
        "name": name,
        "kind": "construction",
        "limit_usd": limit,
        "rate_pct": draft.curve(6, 12),
        "advance_pct": draft.between(60 if draft.growth else 30, 95, 0),
        "funds": draft.some(FUNDS),
        "draw_until": draft.named_month(until),
        "repay_from": draft.named_month(until + draft.rng.randint(1, 4)),
        "repay_months": draft.rng.randint(1, 24),
    }
    if spec["funds"] == ["interest"] or (draft.growth and draft.chance(0.7)):
        spec["funds"] = sorted({"conversion", *spec["funds"]})
    if draft.chance(0.2):
        spec["drawn_usd"] = round(limit * draft.between(0.02, 0.2), -3)
    if draft.chance(0.1):
        spec["drawn_usd"] = round(limit * 0.1, -3)
        spec["draw_until"] = draft.named_month(-draft.rng.randint(1, 6))
        spec["repay_from"] = draft.named_month(0)
    draft.maybe(spec, 0.5, "commitment_fee_pct", draft.between(0.2, 1.5))
    draft.maybe(spec, 0.5, "upfront_fee_pct", draft.between(0.5, 3))
    return spec


def _revolver(draft: Draft, name: str, kind: str) -> Spec:
    limit = draft.between(0.5e6, 10e6, -5)
    spec: Spec = {
        "name": name,
        "kind": kind,
        "limit_usd": limit,
        "rate_pct": draft.curve(7, 14),
    }
    draft.maybe(spec, 0.5, "commitment_fee_pct", draft.between(0.2, 1))
    draft.maybe(spec, 0.4, "matures", draft.month(1, draft.months + 3))
    draft.maybe(spec, 0.25, "drawn_usd", round(limit * draft.between(0.05, 0.3), -3))
    return spec


def _covenant(draft: Draft, debts: list[Spec]) -> Spec:
    facilities = [debt["name"] for debt in debts if debt["kind"] != "term_loan"]
    undrawn = [debt["name"] for debt in debts if "limit_usd" in debt and "drawn_usd" not in debt]
    # A covenant of facilities that need not be drawn may be tight: a plan can avoid it.
    tight = bool(undrawn) and draft.chance(0.5)
    covenant: Spec = {"kind": "min_dscr", "ratio": draft.between(0.3, 6 if tight else 1.6)}
    if draft.chance(0.5):
        low, high = (0.2, 3) if tight else (2, 10)
        covenant = {"kind": "max_leverage", "ratio": draft.between(low, high, 1)}
    draft.maybe(covenant, 0.85, "window_months", draft.rng.randint(1, min(6, draft.months)))
    draft.maybe(covenant, 0.35, "from", draft.month(0, draft.months - 1))
    if draft.chance(0.25):
        covenant["until"] = draft.month(draft.months // 2, draft.months)
        if "from" in covenant:
            covenant["until"] = max(covenant["until"], covenant["from"])
    if tight:
        covenant["debts"] = draft.some(undrawn)
    elif facilities and draft.chance(0.2):
        covenant["debts"] = draft.some(facilities)
    elif draft.chance(0.2):
        covenant["debts"] = draft.some([debt["name"] for debt in debts])
    return covenant
