"""Every rule that a schedule may break, broken once; within tolerance it is not."""

from __future__ import annotations

import re
from typing import Any

import pytest

from optimizer.schedule import (
    AsicDelivery,
    AsicPurchase,
    AsicSale,
    Build,
    CoinSale,
    DebtMove,
    EquityIssue,
    FirmSupply,
    GpuPurchase,
    HallShare,
    Installation,
    Lease,
    Run,
)
from tests.ledger.small import books, document, mining, rules, site, tenant

CONTRACT = {
    "name": "tenant", "mw": 2, "start": {"earliest": "2027-01", "latest": "2027-02"},
    "term_months": 3, "usd_per_kw_month": 100,
}  # fmt: skip
ORDER = {
    "name": "o", "hashrate_th": 100, "power_w": 1000, "max_units": 10, "delivery_months": 1,
    "usd_per_th": 10,
}  # fmt: skip
SERVERS = {
    "name": "g", "gpus": 8, "power_kw": 500, "max_servers": 4, "delivery_months": 1,
    "usd_per_server": 1000, "usd_per_gpu_hour": 0, "utilization_pct": 50,
}  # fmt: skip
CONVERSION = {"hpc_mw": 4, "phases": 2, "months": 1, "usd_per_mw": 1000, "latest": "2027-01"}
TWO_HALLS = [
    {"name": "h", "asic_mw": 6, "hpc_mw": 4, "pue": {"asic": 1, "hpc": 1}},
    {"name": "i", "cooling": "hydro", "asic_mw": 6, "conversion": CONVERSION},
]
REVOLVER = {"name": "r", "kind": "revolver", "limit_usd": 1000, "rate_pct": 0}
FACILITY = {
    "name": "f", "kind": "construction", "limit_usd": 500, "rate_pct": 0, "advance_pct": 100,
    "funds": ["asics"], "draw_until": "2027-02", "repay_from": "2027-03", "repay_months": 1,
}  # fmt: skip
LOAN = {
    "name": "l", "kind": "term_loan", "balance_usd": 1000, "rate_pct": 0, "repayment": "bullet",
    "matures": "2030-01",
}  # fmt: skip
BOUGHT = (AsicPurchase("o", 0, 1), AsicDelivery("o", "s/o", 1, 1))


def share(hall: str, mw: float) -> tuple[HallShare, ...]:
    return (HallShare(hall, mw),)


def finance(**keys: Any) -> dict[str, Any]:
    return document(finance={"cash_usd": 10_000, **keys})


LEASED = document(contracts=[CONTRACT])
ORDERED = document(asic_orders=[ORDER], gpu_orders=[SERVERS], sites=[site(halls=TWO_HALLS)])
SMALL_GRID = document(
    sites=[site(grid_mw=1.5, halls=TWO_HALLS)], contracts=[{**CONTRACT, "load_factor_pct": 50}]
)
CASES = {
    "more on the grid than it delivers": (
        document(sites=[site(grid_mw=3)]), [*mining(4, 1)],
        ["grid"], "2027-02: load at s in the hours b: 4 MW, allowed is at most 3 MW",
    ),
    "more reserved than the grid delivers": (
        SMALL_GRID, tenant(Lease("tenant", 0, share("s/h", 2)), 1), ["reserved"] * 3, "reserved",
    ),
    "more than a supply has": (
        document(sites=[site(power={"supply": [
            {"name": "b", "kind": "block", "mw": 2, "usd_per_mwh": 50}]})]),
        [*mining(4, 0)], ["supply"], "MW from b",
    ),
    "more machines than a hall holds": (
        document(sites=[site(asics=[{**site()["asics"][0], "units": 9}])]), [*mining(7, 0)],
        ["hall", "hall"], "nameplate power of machines in s/h: 7 MW",
    ),
    "more MW than machines": (document(), [*mining(3, 0, mw=3.5)], ["machines"], "step 1"),
    "machines that are not owned": (document(), [*mining(5.5, 0)], ["stock"], "installed"),
    "machines that were sold": (
        document(), [AsicSale("s/m", 0, 2), *mining(4, 0)], ["stock"], "units of s/m installed",
    ),
    "more sold than owned": (document(), [AsicSale("s/m", 1, 6)], ["stock"] * 2, "owned after"),
    "a sale of nothing known": (document(), [AsicSale("s/x", 1, 1)], ["sale"], "no group s/x"),
    "a sale too late": (document(), [AsicSale("s/m", 3, 1)], ["sale"], "outside the horizon"),
    "a hall that does not fit": (
        ORDERED, [Installation("s/m", "s/i", 0, 1)], ["place"], "s/m may not stand in s/i",
    ),
    "machines that have not arrived": (
        document(sites=[site(asics=[{**site()["asics"][0], "arrives": "2027-02"}])]),
        [*mining(1, 0)], ["stock"], "2027-01",
    ),
    "part of a machine": (
        document(objective={"integer_units": True}), [*mining(1.5, 0)], ["place"], "whole",
    ),
    "no such power": (
        document(), [Installation("s/m", "s/h", 0, 1), Run("s/m", "s/h", 0, 0, "x", "b", 1)],
        ["run"], "no such supply",
    ),
    "no such hours": (
        document(), [Installation("s/m", "s/h", 0, 1), Run("s/m", "s/h", 0, 0, "b", "b *", 1)],
        ["run"], "no such supply or hours",
    ),
    "no such hall": (document(), [Run("s/m", "s/x", 0, 0, "b", "b", 1)], ["run"], "no hall s/x"),
    "no such mode": (
        document(), [Installation("s/m", "s/h", 0, 1), Run("s/m", "s/h", 0, 1, "b", "b", 1)],
        ["run"], "no such machine",
    ),
    "firm load not carried": (
        document(sites=[site(auxiliary_mw=1)]),
        [FirmSupply("s", t, "b", "b", 1) for t in (0, 2)], ["firm"], "2027-02: firm load",
    ),
    "firm load of no site": (
        document(), [FirmSupply("x", 0, "b", "b", 1)], ["firm"], "no site x",
    ),
    "a phase out of its window": (
        ORDERED, [Build("s/i", 1, 1)], ["conversion"], "outside the conversion's window",
    ),
    "too many phases": (ORDERED, [Build("s/i", 0, 3)], ["conversion", *["hall"] * 3], "phases"),
    "a hall that cannot be converted": (
        document(), [Build("s/h", 0, 1)], ["conversion"], "cannot be converted",
    ),
    "no hall to convert": (document(), [Build("s/x", 0, 1)], ["conversion"], "no hall s/x"),
    "an order out of its window": (
        ORDERED, [AsicPurchase("o", 2, 1)], ["order", "delivery"], "outside its window",
    ),
    "an order of nothing known": (document(), [AsicPurchase("x", 0, 1)], ["order"], "no ASIC"),
    "too large an order": (
        ORDERED, [AsicPurchase("o", 0, 11), AsicDelivery("o", "s/o", 1, 11)], ["order"], "11",
    ),
    "an order not delivered": (ORDERED, [AsicPurchase("o", 0, 2)], ["delivery"], "delivered"),
    "a delivery not ordered": (
        ORDERED, [AsicDelivery("o", "s/o", 1, 2)], ["delivery"], "2 machines",
    ),
    "fewer than no machines": (
        ORDERED, [AsicPurchase("o", 0, -1), AsicDelivery("o", "s/o", 1, -1)],
        ["order", "delivery", "stock", "stock"], "units delivered to s/o: -1 machines",
    ),
    "a delivery to another group": (
        ORDERED, [AsicPurchase("o", 0, 2), AsicDelivery("o", "s/m", 1, 2)],
        ["delivery", "delivery"], "does not deliver to s/m",
    ),
    "part of a server": (
        ORDERED, [GpuPurchase("g", "s/h", 0, 0.5)], ["gpu order", *["firm"] * 2], "whole",
    ),
    "too many servers": (
        ORDERED, [GpuPurchase("g", "s/h", 0, 5), *(FirmSupply("s", t, "b", "b", 2.5)
                                                   for t in (1, 2))],
        ["gpu order"], "servers of g: 5 servers",
    ),
    "servers ordered too late": (
        ORDERED, [GpuPurchase("g", "s/h", 2, 1)], ["gpu order"], "outside its window",
    ),
    "servers without a ready hall": (
        ORDERED, [GpuPurchase("g", "s/i", 0, 1), *(FirmSupply("s", t, "b", "b", 0.675)
                                                   for t in (1, 2))],
        ["hpc"] * 2, "critical IT MW reserved in s/i: 0.5 MW",
    ),
    "more tenants than space": (
        document(contracts=[{**CONTRACT, "mw": 5}]),
        tenant(Lease("tenant", 0, share("s/h", 5)), 5), ["hpc"] * 3, "allowed is at most 4 MW",
    ),
    "part of a lease": (
        LEASED, tenant(Lease("tenant", 0, share("s/h", 1.9)), 1.9), ["lease size"], "exactly 2",
    ),
    "a lease in a wrong step": (
        document(contracts=[{**CONTRACT, "mw": {"min": 1, "max": 4, "step": 1}}]),
        tenant(Lease("tenant", 0, share("s/h", 2.5)), 2.5), ["lease size"], "multiple of 1 MW",
    ),
    "a lease above its largest size": (
        document(contracts=[{**CONTRACT, "mw": {"min": 1, "max": 2}}]),
        tenant(Lease("tenant", 0, share("s/h", 2.5)), 2.5), ["lease size"], "at most 2",
    ),
    "a lease in another month": (
        LEASED, tenant(Lease("tenant", 2, share("s/h", 2)), 2), ["lease start"], "2027-03",
    ),
    "a lease in a hall that it does not name": (
        document(contracts=[{**CONTRACT, "halls": ["s/i"]}], sites=[site(halls=TWO_HALLS)]),
        tenant(Lease("tenant", 0, share("s/h", 2)), 2), ["lease"], "may not sit in s/h",
    ),
    "a lease signed twice": (
        LEASED, [*tenant(Lease("tenant", 0, share("s/h", 2)), 4),
                 Lease("tenant", 0, share("s/h", 2))], ["lease"], "signed 2 times",
    ),
    "a lease of no contract": (LEASED, [Lease("x", 0, ())], ["lease"], "no contract x"),
    "a lease that must be signed": (
        document(contracts=[{**CONTRACT, "must_sign": True}]), [], ["lease"], "must be signed",
    ),
    "a lease that runs already": (
        document(contracts=[{**CONTRACT, "start": "2026-12"}]), [], ["lease"], "runs already",
    ),
    "leases that exclude each other": (
        document(contracts=[{**CONTRACT, "excludes": ["other"]}, {**CONTRACT, "name": "other"}]),
        [*tenant(Lease("tenant", 0, share("s/h", 2)), 4), Lease("other", 0, share("s/h", 2))],
        ["lease"], "exclude each other",
    ),
    "cash below its floor": (
        finance(min_cash_usd=9000, overhead_usd_per_month=600), [], ["cash"] * 2,
        r"2027-02: cash: 8,800.00 USD, allowed is at least 9,000.00 USD; off by 200 USD",
    ),
    "capex above its cap": (
        {**finance(capex_limit_usd={2027: 900}), "asic_orders": [ORDER]}, BOUGHT, ["capex"],
        "capex of 2027",
    ),
    "a draw above the limit": (
        finance(debts=[REVOLVER]), [DebtMove("r", 1, 1500, 0)], ["facility"] * 2, "balance of r",
    ),
    "a repayment of more than is owed": (
        finance(debts=[REVOLVER]), [DebtMove("r", 1, 0, 10)], ["facility"] * 2, "at least 0",
    ),
    "a revolver that is not repaid": (
        finance(debts=[{**REVOLVER, "matures": "2027-03"}]), [DebtMove("r", 1, 100, 0)],
        ["facility"], "2027-03",
    ),
    "a draw after the last month of draws": (
        {**finance(debts=[FACILITY]), "asic_orders": [ORDER]},
        [*BOUGHT, DebtMove("f", 2, 100, 0)], ["facility"], "after its last month",
    ),
    "a construction facility above its limit": (
        {**finance(debts=[FACILITY]), "asic_orders": [ORDER]},
        [*BOUGHT, DebtMove("f", 0, 600, 0)], ["facility"], "drawn on f",
    ),
    "a construction facility repaid freely": (
        {**finance(debts=[FACILITY]), "asic_orders": [ORDER]},
        [*BOUGHT, DebtMove("f", 0, 100, 0), DebtMove("f", 1, 0, 50)], ["facility"], "freely",
    ),
    "a dollar funded twice": (
        {**finance(debts=[{**FACILITY, "limit_usd": 900}, {**FACILITY, "name": "e"}]),
         "asic_orders": [ORDER]},
        [*BOUGHT, DebtMove("f", 0, 700, 0), DebtMove("e", 0, 400, 0)], ["advance"] * 2,
        "draws on construction facilities",
    ),
    "a draw on a term loan": (
        finance(debts=[LOAN, REVOLVER]), [DebtMove("l", 0, 100, 0), DebtMove("r", 0, 100, 0)],
        ["debt"], "l is a term loan and cannot be drawn",
    ),
    "a draw on no debt": (finance(), [DebtMove("x", 0, 1, 0)], ["debt"], "no debt x"),
    "equity above its limit": (
        finance(equity={"limit_usd": 100}), [EquityIssue(0, 80), EquityIssue(1, 80)],
        ["equity"], "160 USD, allowed is at most 100 USD",
    ),
    "equity without an offer": (finance(), [EquityIssue(0, 80)], ["equity"], "none is on offer"),
    "more coins than are held": (
        finance(treasury={"btc": 1}), [CoinSale(0, 2)], ["coins"] * 3, "coins held: -1 BTC",
    ),
    "more coins in a month than may be sold": (
        finance(treasury={"btc": 5, "max_sell_btc_per_month": 1}), [CoinSale(0, 2)], ["coins"],
        "coins sold: 2 BTC",
    ),
    "coins without a treasury": (finance(), [CoinSale(0, 1)], ["coins"], "no treasury"),
    "a loan above the worth of its coins": (
        finance(treasury={"btc": 0.01}, debts=[
            {**REVOLVER, "kind": "btc_backed", "max_ltv_pct": 50}]),
        [DebtMove("r", 2, 300, 0)], ["ltv"], "at most 250 USD",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_broken_rule_is_told(name: str) -> None:
    fleet, records, broken, words = CASES[name]
    statement = books(fleet, *records)
    assert rules(statement) == broken
    assert re.search(words, " | ".join(breach.text for breach in statement.breaches))


def test_facilities_share_the_capex_that_they_fund() -> None:
    half = {**FACILITY, "limit_usd": 900, "advance_pct": 50}
    own = {"funds": ["asics", "interest"], "upfront_fee_pct": 10}
    whole = {**FACILITY, "name": "e", "limit_usd": 600, **own}
    fleet = {**finance(debts=[half, whole]), "asic_orders": [ORDER]}
    # 1000 of machines and a fee of 55 hold draws of 250 on half, which is 500, and of 550.
    assert books(fleet, *BOUGHT, DebtMove("f", 0, 250, 0), DebtMove("e", 0, 550, 0)).feasible
    more = books(fleet, *BOUGHT, DebtMove("f", 0, 255, 0), DebtMove("e", 0, 550, 0))
    assert rules(more) == ["advance", "advance"]


def test_all_rules_are_broken_by_some_case() -> None:
    broken = {rule for _, _, some, _ in CASES.values() for rule in some}
    assert broken >= {
        "advance", "capex", "cash", "coins", "conversion", "debt", "delivery", "equity",
        "facility", "firm", "gpu order", "grid", "hall", "hpc", "lease", "lease size",
        "lease start", "ltv", "machines", "order", "place", "reserved", "run", "sale", "stock",
        "supply",
    }  # fmt: skip


def test_miners_that_do_not_answer_to_prices_run_the_same_in_all_hours() -> None:
    power = {
        **site()["power"],
        "coincident_peak": {"usd_per_kw_year": 12, "months": [1], "hours_of_day": [17]},
    }
    fleet = document(sites=[site(power=power, mining={"price_responsive": False})])
    placed = Installation("s/m", "s/h", 0, 4)
    runs = [Run("s/m", "s/h", 0, 0, "b", hours, mw) for hours, mw in (("b", 4), ("b *", 3))]
    assert rules(books(fleet, placed, *runs)) == ["even"]
    assert rules(books(fleet, placed, runs[0])) == ["even"]
    same = Run("s/m", "s/h", 0, 0, "b", "b *", 4)
    assert books(fleet, placed, runs[0], same).feasible


@pytest.mark.parametrize(
    ("fleet", "records"),
    [
        (document(sites=[site(grid_mw=3)]), mining(3.000005, 1)),
        (document(), mining(5.0005, 1)),
        (finance(min_cash_usd=10_000.9), ()),
        (finance(treasury={"btc": 1}), [CoinSale(0, 1.0000005)]),
        (LEASED, tenant(Lease("tenant", 0, share("s/h", 1.999999)), 2)),
        (
            document(contracts=[{**CONTRACT, "mw": {"min": 1, "max": 3, "step": 0.5}}]),
            tenant(Lease("tenant", 0, share("s/h", 2.500001)), 2.5),
        ),
    ],
)
def test_what_a_solver_leaves_is_no_breach(fleet: Any, records: Any) -> None:
    assert books(fleet, *records).feasible
