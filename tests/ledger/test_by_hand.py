"""Amounts that can be worked out on paper, from schedules written by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from optimizer.inputs.reader import read_fleet
from optimizer.ledger import Line, Statement, TerminalLine, replay
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
    Schedule,
)
from tests.fleets.by_hand import net_present_value
from tests.ledger.small import HOURS, books, document, floats, mining, rules, site, tenant, usd

LEASE = Lease("tenant", 0, (HallShare("s/h", 2.0),))


def near(expected: Any) -> Any:
    """Equal but for rounding in the floats of a test."""
    return pytest.approx(expected, rel=1e-12, abs=1e-9)


def terminal(statement: Statement, line: TerminalLine) -> float:
    return float(next(one.usd for one in statement.terminal if one.line is line))


def test_the_fleet_worked_out_on_paper(fleets: Path) -> None:
    path = fleets / "by-hand" / "site.yaml"
    npv, lines = net_present_value(path)
    fleet = read_fleet(path).fleet
    (group,), (hall,) = fleet.sites[0].asics, fleet.sites[0].halls
    name, place = f"{fleet.sites[0].name}/{group.name}", f"{fleet.sites[0].name}/{hall.name}"
    block = fleet.sites[0].power.supply[0].name
    assert group.power_w is not None
    mw = group.units * group.power_w / 1e6
    schedule = Schedule(
        installations=tuple(
            Installation(name, place, t, group.units) for t in range(fleet.horizon.months)
        ),
        runs=tuple(Run(name, place, t, 0, block, block, mw) for t in range(fleet.horizon.months)),
        firm=tuple(
            FirmSupply(fleet.sites[0].name, t, block, block, fleet.sites[0].auxiliary_mw)
            for t in range(fleet.horizon.months)
        ),
    )
    statement = replay(fleet, path.parent, schedule)
    assert statement.feasible
    assert abs(statement.npv_usd - npv) < Decimal("1e-25")
    for line, amounts in lines.items():
        assert list(statement.of(Line(line))) == amounts


def test_nothing_happens_in_an_empty_plan() -> None:
    statement = books(document())
    assert statement.feasible
    assert statement.npv_usd == 0


def test_mining_on_a_block() -> None:
    records = [record for t in range(3) for record in mining(5, t)]
    statement = books(document(), *records)
    assert statement.feasible
    assert usd(statement, Line.MINING_REVENUE) == [5 * 60 * hours for hours in HOURS]
    assert usd(statement, Line.ENERGY) == [-5 * 50 * hours for hours in HOURS]
    assert statement.npv_usd == 5 * 10 * sum(HOURS)
    assert statement.sites[0].energy_mwh == tuple(5 * hours for hours in HOURS)


def test_machines_rest_where_they_earn_less_than_the_supply_costs() -> None:
    low = document(market={"hashprice_usd_per_ph_day": 60})  # just 50 USD a MWh
    statement = books(low, *mining(5, 0))
    assert statement.feasible
    assert usd(statement, Line.MINING_REVENUE) == [0, 0, 0]


def test_demand_response_and_fees_decide_with_the_price() -> None:
    rules_of_mining = {"pool_fee_pct": 10, "demand_response_usd_per_mwh": 1, "curtailment_pct": 25}
    # 60 less a tenth of it, and 1: 55 USD a MWh, in three quarters of the hours.
    statement = books(document(sites=[site(mining=rules_of_mining)]), *mining(1, 1))
    assert usd(statement, Line.MINING_REVENUE)[1] == 60 * 504
    assert usd(statement, Line.POOL_FEES)[1] == -6 * 504
    assert usd(statement, Line.DEMAND_RESPONSE)[1] == 504
    assert usd(statement, Line.ENERGY)[1] == -50 * 504
    # The peak is what runs when it runs.
    assert statement.sites[0].peak_mw[1] == 1


def test_a_pool_fee_may_keep_machines_from_running() -> None:
    # 60 USD a MWh less 20 % is below 50.
    statement = books(document(sites=[site(mining={"pool_fee_pct": 20})]), *mining(1, 1))
    assert usd(statement, Line.MINING_REVENUE) == [0, 0, 0]


@pytest.mark.parametrize(
    ("price", "per_mwh"),
    [
        ("market", [45, 55, 55]),
        ("reference", [35 * 0.4 + 45 * 0.6, 35 * 0.4 + 55 * 0.6, 35 * 0.4 + 55 * 0.6]),
        ({"2027-01": 7, "2027-03": 8}, [7, 7, 8]),
    ],
)
def test_prices_at_which_energy_is_reimbursed(price: Any, per_mwh: list[float]) -> None:
    power = {
        "supply": [
            {"name": "b", "kind": "block", "mw": 4, "usd_per_mwh": 35, "take_or_pay": True},
            {"name": "m", "kind": "market", "price": {"2027-01": 40, "2027-02": 50},
             "adder_usd_per_mwh": 5},
        ],
    }  # fmt: skip
    contract = {
        "name": "tenant", "mw": 2, "start": "2027-01", "term_months": 3, "usd_per_kw_month": 100,
        "pass_through_price": price,
    }  # fmt: skip
    fleet = document(sites=[site(power=power)], contracts=[contract])
    firm = [FirmSupply("s", t, "b", "b < m", 2) for t in range(3)]
    statement = books(fleet, LEASE, *firm)
    assert statement.feasible
    expected = [2 * paid * hours for paid, hours in zip(per_mwh, HOURS, strict=True)]
    assert usd(statement, Line.REIMBURSEMENTS) == near(expected)


def test_take_or_pay_is_paid_and_its_rest_resold() -> None:
    supply = [
        {"name": "b", "kind": "block", "mw": 4, "usd_per_mwh": 35, "take_or_pay": True,
         "resale": True, "resale_fee_usd_per_mwh": 2},
        {"name": "m", "kind": "market", "price": 40, "adder_usd_per_mwh": 5},
    ]  # fmt: skip
    power = {
        "supply": supply,
        "demand_usd_per_kw_month": 3,
        "coincident_peak": {"usd_per_kw_year": 12, "months": [2], "hours_of_day": [17, 18]},
    }
    # In February two hours a day are candidates: 56 of 672.
    installed = Installation("s/m", "s/h", 1, 5)
    ordinary = Run("s/m", "s/h", 1, 0, "b", "b < m", 4), Run("s/m", "s/h", 1, 0, "m", "b < m", 1)
    peak = Run("s/m", "s/h", 1, 0, "b", "b < m *", 3)
    statement = books(document(sites=[site(power=power)]), installed, *ordinary, peak)
    assert statement.feasible
    assert usd(statement, Line.MINING_REVENUE)[1] == 60 * (5 * 616 + 3 * 56)
    # The block in every hour, and 1 MW of the market beside it in ordinary ones.
    assert usd(statement, Line.ENERGY)[1] == -4 * 35 * 672 - 45 * 616
    assert usd(statement, Line.POWER_RESALE) == [4 * 38 * 744, 1 * 38 * 56, 4 * 38 * 744]
    assert usd(statement, Line.DEMAND_CHARGE)[1] == -5000 * 3
    assert usd(statement, Line.COINCIDENT_PEAK) == [0, -3000 * 12, 0]


def test_reference_price_is_the_mean_at_full_load() -> None:
    supply = [
        {"name": "b", "kind": "block", "mw": 4, "usd_per_mwh": 35, "take_or_pay": True},
        {"name": "m", "kind": "market", "price": 40, "adder_usd_per_mwh": 5},
    ]
    contract = {
        "name": "tenant", "mw": 2, "start": "2027-01", "term_months": 3, "usd_per_kw_month": 100,
        "load_factor_pct": 50, "passes": ["energy"],
    }  # fmt: skip
    fleet = document(sites=[site(power={"supply": supply})], contracts=[contract])
    firm = [FirmSupply("s", t, "b", "b < m", 1.0) for t in range(3)]
    statement = books(fleet, LEASE, *firm)
    assert statement.feasible
    reference = (4 * 35 + 6 * 45) / 10
    expected = [reference * hours for hours in HOURS]
    assert usd(statement, Line.REIMBURSEMENTS) == near(expected)
    assert usd(statement, Line.HOSTING_ENERGY) == near([-x for x in expected])


def test_a_lease_with_everything() -> None:
    contract = {
        "name": "tenant", "mw": 2, "start": "2027-01", "term_months": 5, "ramp_months": 1,
        "usd_per_kw_month": 100, "load_factor_pct": 50, "passes": ["demand"],
        "opex_usd_per_kw_month": 10, "fit_out_usd_per_mw": 1000,
        "tenant_funding_usd_per_mw": 100_000, "rent_credit_pct": 40, "sla_credit_pct": 10,
        "default_pct_per_year": 19,
    }  # fmt: skip
    power = {**site()["power"], "demand_usd_per_kw_month": 3}
    fleet = document(sites=[site(power=power)], contracts=[contract])
    firm = [FirmSupply("s", 0, "b", "b", 0.5), *(FirmSupply("s", t, "b", "b", 1) for t in (1, 2))]
    statement = books(fleet, LEASE, *firm)
    assert statement.feasible
    stays = [0.81 ** (n / 12) for n in range(5)]
    rent = [90_000, 180_000, 180_000, 180_000, 180_000]  # for 2 MW, 10 % off
    assert usd(statement, Line.RENT) == near([r * s for r, s in zip(rent[:3], stays, strict=False)])
    credit = [36_000, 72_000, 72_000, 20_000, 0]  # 40 % of the rent until 200,000 are back
    expected = [-c * s for c, s in zip(credit[:3], stays, strict=False)]
    assert usd(statement, Line.RENT_CREDITS) == near(expected)
    assert usd(statement, Line.FIT_OUT) == [-2000, 0, 0]
    assert usd(statement, Line.TENANT_FUNDING) == [200_000, 0, 0]
    assert usd(statement, Line.REIMBURSEMENTS) == [3000, 6000, 6000]  # 1 MW, then 2
    assert usd(statement, Line.DEMAND_CHARGE) == [-3000, -6000, -6000]
    later = sum((rent[j] - credit[j]) * stays[j] for j in (3, 4))
    assert terminal(statement, TerminalLine.RUNOFF_RENT) == near(later)
    opex = -20_000 * (stays[3] + stays[4])
    assert terminal(statement, TerminalLine.RUNOFF_OPEX) == near(opex)
    # April and May: 1 MW on average at 50 USD; the demand charge is reimbursed.
    power_cost = -50 * (720 + 744)
    assert terminal(statement, TerminalLine.RUNOFF_POWER) == near(power_cost)


def test_each_stream_at_its_rate() -> None:
    contract = {
        "name": "tenant", "mw": 2, "start": "2027-02", "term_months": 3, "usd_per_kw_month": 100,
        "opex_usd_per_kw_month": 10, "load_factor_pct": 0, "tenant_funding_usd_per_mw": 1000,
        "passes": [],
    }  # fmt: skip
    rates = {"default": 44, "hosting": 21}
    fleet = document(
        contracts=[contract],
        objective={"discount_rate_pct": rates},
        finance={"cash_usd": 500, "overhead_usd_per_month": 500},
    )
    statement = books(fleet, Lease("tenant", 1, (HallShare("s/h", 2.0),)))
    assert statement.feasible
    hosting, default = 1.21 ** (-1 / 12), 1.44 ** (-1 / 12)
    net = 200_000 - 20_000
    inside = hosting**2 * net + hosting**3 * net
    funding = 2000 * hosting**2 - 2000 * hosting**2  # received and credited at once
    later = [hosting**4 * 200_000, -(hosting**4) * 20_000]
    assert terminal(statement, TerminalLine.RUNOFF_RENT) == near(later[0])
    assert terminal(statement, TerminalLine.RUNOFF_OPEX) == near(later[1])
    overhead = -500 * (default + default**2 + default**3)
    assert float(statement.npv_usd) == near(inside + funding + sum(later) + overhead)


def test_a_block_is_there_in_its_months() -> None:
    supply = [
        {"name": "b", "kind": "block", "mw": 4, "usd_per_mwh": 35, "take_or_pay": True,
         "from": "2027-02", "until": "2027-02"},
        {"name": "c", "kind": "block", "mw": 6, "usd_per_mwh": 40},
    ]  # fmt: skip
    fleet = document(sites=[site(power={"supply": supply})])
    placed = [Installation("s/m", "s/h", t, 1) for t in range(3)]
    runs = [
        Run("s/m", "s/h", 0, 0, "c", "c", 1),
        Run("s/m", "s/h", 1, 0, "b", "b < c", 1),
        Run("s/m", "s/h", 2, 0, "c", "c", 1),
    ]
    statement = books(fleet, *placed, *runs)
    assert statement.feasible
    assert usd(statement, Line.ENERGY) == [-40 * 744, -4 * 35 * 672, -40 * 744]
    gone = books(fleet, *placed, *runs[:2], Run("s/m", "s/h", 2, 0, "b", "c", 1))
    assert rules(gone) == ["run"]


def test_a_running_lease_keeps_its_escalator_and_what_is_owed_back() -> None:
    contract = {
        "name": "tenant", "mw": 2, "start": "2026-02", "term_months": 24, "usd_per_kw_month": 100,
        "escalator_pct_per_year": 10, "tenant_funding_usd_per_mw": 900_000, "rent_credit_pct": 50,
    }  # fmt: skip
    objective = {"discount_rate_pct": 0, "terminal": {"contract_runoff": False}}
    running = Lease("tenant", -11, (HallShare("s/h", 2.0),))
    fleet = document(contracts=[contract], objective=objective)
    statement = books(fleet, *tenant(running, 2))
    assert statement.feasible
    # Eleven months before the horizon; the twelfth month after the start is February.
    assert usd(statement, Line.RENT) == near([200_000, 220_000, 220_000])
    expected = [-100_000, -110_000, -110_000]
    assert usd(statement, Line.RENT_CREDITS) == near(expected)
    owed = 1_800_000 - 12 * 100_000 - 2 * 110_000
    owed_back = terminal(statement, TerminalLine.TENANT_FUNDING_OWED)
    assert owed_back == near(-owed)


def test_orders_deliveries_sales_and_what_is_left() -> None:
    order = {
        "name": "o", "hashrate_th": 100, "power_w": 1000, "max_units": 10, "delivery_months": 1,
        "usd_per_th": {"2027-01": 9, "2027-02": 8},
        "resale_usd_per_th": {"2027-01": 5, "2027-03": 4},
    }  # fmt: skip
    statement = books(
        document(asic_orders=[order]),
        AsicPurchase("o", 0, 3),
        AsicDelivery("o", "s/o", 1, 3),
        AsicSale("s/o", 2, 1),
    )
    assert statement.feasible
    assert usd(statement, Line.ASIC_ORDERS) == [-2700, 0, 0]
    assert usd(statement, Line.MACHINE_SALES) == [0, 0, 400]
    assert terminal(statement, TerminalLine.MACHINES) == 800


def test_servers_ordered() -> None:
    order = {
        "name": "g", "gpus": 8, "power_kw": 500, "max_servers": 4, "delivery_months": 1,
        "usd_per_server": {"2027-01": 300_000, "2027-03": 200_000}, "usd_per_gpu_hour": 2,
        "utilization_pct": 50, "life_months": 10, "opex_usd_per_server_month": 100,
        "load_factor_pct": 60,
    }  # fmt: skip
    firm = [FirmSupply("s", t, "b", "b", 0.6) for t in (1, 2)]
    statement = books(document(gpu_orders=[order]), GpuPurchase("g", "s/h", 0, 2), *firm)
    assert statement.feasible
    assert usd(statement, Line.GPU_ORDERS) == [-600_000, 0, 0]
    assert usd(statement, Line.GPU_REVENUE) == [0, 2 * 8 * 672, 2 * 8 * 744]
    assert usd(statement, Line.GPU_OPEX) == [0, -200, -200]
    # Two of ten months are used; the last price is the lower one.
    assert terminal(statement, TerminalLine.GPU_SERVERS) == near(320_000)


def test_a_conversion_takes_space_and_gives_it() -> None:
    hall = {
        "name": "h", "asic_mw": 6, "pue": {"asic": 1, "hpc": 1},
        "conversion": {"hpc_mw": 4, "phases": 2, "months": 1, "usd_per_mw": 1000},
    }  # fmt: skip
    building = {"hpc_mw": 1, "ready": "2027-03", "remaining_usd": 5000}
    halls = [hall, {"name": "i", "building": building}]
    objective = {"discount_rate_pct": 0, "terminal": {"hpc_residual_usd_per_mw": 10}}
    fleet = document(sites=[site(halls=halls)], objective=objective)
    statement = books(fleet, Build("s/h", 1, 1), Installation("s/m", "s/h", 1, 3))
    assert statement.feasible
    assert usd(statement, Line.CONVERSION_CAPEX) == [0, -2000, 0]
    assert usd(statement, Line.BUILDING_CAPEX) == [-2500, -2500, 0]
    assert terminal(statement, TerminalLine.HPC_RESIDUAL) == 30
    crowded = books(fleet, Build("s/h", 1, 1), Installation("s/m", "s/h", 1, 4))
    assert rules(crowded) == ["hall"]


def finance(**keys: object) -> dict[str, object]:
    return {"cash_usd": 100_000, **keys}


def test_term_loans() -> None:
    loans = [
        {"name": name, "kind": "term_loan", "balance_usd": 12_000, "rate_pct": 12,
         "repayment": name, "matures": matures}
        for name, matures in (("level", "2027-02"), ("linear", "2027-04"), ("bullet", "2027-02"))
    ]  # fmt: skip
    statement = books(document(finance=finance(debts=loans)))
    level, linear, bullet = statement.debts
    payment = 12_000 * 0.01 * 1.01**2 / (1.01**2 - 1)
    first = payment - 120
    assert floats(level.repaid) == near([first, 12_000 - first, 0])
    assert floats(level.balance) == near([12_000 - first, 0, 0])
    assert floats(linear.repaid) == [3000, 3000, 3000]
    assert floats(linear.interest) == [120, 90, 60]
    assert floats(bullet.repaid) == [0, 12_000, 0]
    assert floats(bullet.service) == [120, 120, 0]
    assert terminal(statement, TerminalLine.DEBT_INTEREST) == -30


def test_a_construction_facility() -> None:
    order = {
        "name": "o", "hashrate_th": 100, "power_w": 1000, "max_units": 10, "delivery_months": 1,
        "usd_per_th": 10,
    }  # fmt: skip
    facility = {
        "name": "f", "kind": "construction", "limit_usd": 10_000, "rate_pct": 12,
        "advance_pct": 50, "funds": ["asics", "interest"], "draw_until": "2027-02",
        "repay_from": "2027-03", "repay_months": 4, "commitment_fee_pct": 6, "upfront_fee_pct": 2,
    }  # fmt: skip
    fleet = document(asic_orders=[order], finance=finance(debts=[facility]))
    bought = AsicPurchase("o", 0, 10), AsicDelivery("o", "s/o", 1, 10)
    statement = books(fleet, *bought, DebtMove("f", 0, 4000, 0))
    assert statement.feasible
    (account,) = statement.debts
    assert floats(account.interest) == [0, 40, 40]
    # Half a per cent of what is not drawn before the month, and 2 % of the draw.
    assert floats(account.fees) == [50 + 80, 30, 0]
    assert floats(account.repaid) == [0, 0, 1000]
    assert floats(account.balance) == [4000, 4000, 3000]
    assert floats(account.service) == [0, 0, 1040]
    # Three months owe 3000, 2000 and 1000 at their start.
    assert terminal(statement, TerminalLine.DEBT_INTEREST) == -60
    # Half of 10,000 of machines, and of 130 of its own fees.
    assert books(fleet, *bought, DebtMove("f", 0, 5065, 0)).feasible
    too_much = books(fleet, *bought, DebtMove("f", 0, 5090, 0))
    assert rules(too_much) == ["advance"]


def test_a_revolver_and_equity() -> None:
    revolver = {
        "name": "r", "kind": "revolver", "limit_usd": 10_000, "drawn_usd": 2000, "rate_pct": 12,
        "commitment_fee_pct": 6, "matures": "2027-03",
    }  # fmt: skip
    equity = {"limit_usd": 5000, "issue_cost_pct": 5, "cost_pct_per_year": 12}
    terms = finance(debts=[revolver], equity=equity, overhead_usd_per_month=1000)
    moves = DebtMove("r", 0, 1000, 0), DebtMove("r", 2, 0, 3000), EquityIssue(1, 5000)
    statement = books(document(finance=terms), *moves)
    assert statement.feasible
    (account,) = statement.debts
    assert floats(account.interest) == [20, 30, 30]
    assert floats(account.fees) == [40, 35, 0]
    assert floats(account.balance) == [3000, 3000, 0]
    assert usd(statement, Line.COST_OF_EQUITY) == [0, -250, -50]
    assert floats(statement.cash_usd) == [100_000 - 60, 103_625, 99_545]
    # Draws and equity are in no NPV, what they cost is.
    assert statement.npv_usd == -3000 - 155 - 300


def test_coins_by_policy() -> None:
    # 60 USD a MWh, 600 MWh of 1 MW for 744 hours: 44,640 USD, of which 10 % go to the pool.
    def coins(policy: str, *records: object) -> Statement:
        treasury = {"btc": 2, "policy": policy, "sell_fee_pct": 5}
        fleet = document(
            sites=[site(mining={"pool_fee_pct": 10})], finance=finance(treasury=treasury)
        )
        return books(fleet, *mining(1, 0), *records)

    sold = coins("sell_mined", CoinSale(2, 1))
    assert floats(sold.btc) == [2, 2, 1]
    assert usd(sold, Line.SELL_FEES) == near([-0.05 * 40_176, 0, 0])
    assert usd(sold, Line.COIN_SALE_FEES) == [0, 0, -2500]
    assert usd(sold, Line.COINS_KEPT) == [0, 0, 0]
    kept = coins("hold_mined", CoinSale(2, 1))
    assert floats(kept.btc) == near([2.80352, 2.80352, 1.80352])
    assert usd(kept, Line.COINS_KEPT)[0] == near(-40_176)
    assert usd(kept, Line.SELL_FEES)[0] == 0
    left = terminal(kept, TerminalLine.COINS)
    assert left == near(1.80352 * 50_000 * 0.95)
    assert rules(coins("hold_mined", CoinSale(1, 2.1))) == ["coins", "coins"]
    assert coins("optimize", CoinSale(1, 2.1)).feasible


def test_covenants() -> None:
    loan = {"name": "l", "kind": "term_loan", "balance_usd": 12_000, "rate_pct": 12,
            "repayment": "linear", "matures": "2027-03"}  # fmt: skip
    tests = [
        {"kind": "min_dscr", "ratio": 1.5, "window_months": 2},
        {"kind": "max_leverage", "ratio": 0.2, "window_months": 1, "until": "2027-01"},
    ]
    fleet = document(finance=finance(debts=[loan], covenants=tests))
    statement = books(fleet, *(record for t in range(3) for record in mining(1, t)))
    assert statement.feasible
    dscr, last, leverage = statement.covenants
    assert (dscr.covenant, dscr.month, dscr.tested) == ("min_dscr 1.5x", 1, True)
    service = 4000 + 120 + 4000 + 80
    assert float(dscr.actual or 0) == near(10 * (744 + 672) / service)
    assert dscr.headroom_usd == 14_160 - Decimal("1.5") * service
    assert last.month == 2
    assert float(leverage.actual or 0) == near(8000 / (12 * 7440))
    idle = books(fleet)
    assert rules(idle) == ["covenant", "covenant", "covenant"]
    assert "2027-02" in idle.breaches[0].text


def test_a_covenant_on_a_facility_that_is_not_drawn_is_not_tested() -> None:
    revolver = {"name": "r", "kind": "revolver", "limit_usd": 10_000, "rate_pct": 12,
                "commitment_fee_pct": 6}  # fmt: skip
    covenant = {"kind": "min_dscr", "ratio": 1, "window_months": 1}
    fleet = document(finance=finance(debts=[revolver], covenants=[covenant]))
    assert books(fleet).feasible
    drawn = books(fleet, DebtMove("r", 2, 100, 0))
    assert rules(drawn) == ["covenant"] * 3


def test_growth_and_discounting_by_months() -> None:
    market = {"hashprice_usd_per_ph_day": {"start": 72, "growth_pct_per_year": 21}}
    objective = {"discount_rate_pct": {"default": 21, "hosting": 0}}
    fleet = document(market=market, objective=objective)
    statement = books(fleet, *mining(1, 2))
    revenue = 60 * 1.21 ** (2 / 12) * 744
    assert usd(statement, Line.MINING_REVENUE)[2] == near(revenue)
    flow = revenue - 50 * 744
    assert float(statement.npv_usd) == near(flow / 1.21**0.25)


def test_hashprice_of_the_network() -> None:
    network = {"btc_price_usd": 100_000, "hashrate_eh": 900, "fees_btc_per_block": 0.125}
    fleet = document(market={"network": network}, horizon={"start": "2028-04", "months": 2})
    statement = books(fleet, *mining(1, 0), *mining(1, 1))
    # 3.125 BTC until April 2028, half of it from May on: 52 and 27 USD per PH/s and day.
    assert usd(statement, Line.MINING_REVENUE) == [0, 0]  # below 50 USD a MWh
    cheap = site(power={"supply": [{"name": "b", "kind": "block", "mw": 10, "usd_per_mwh": 1}]})
    statement = books({**fleet, "sites": [cheap]}, *mining(1, 0), *mining(1, 1))
    hashprice = [3.25 * 144 * 100_000 / 900_000, 1.6875 * 144 * 100_000 / 900_000]
    expected = [20 * price / 24 * hours for price, hours in zip(hashprice, (720, 744), strict=True)]
    assert usd(statement, Line.MINING_REVENUE) == near(expected)


def test_curves_of_csv_files(tmp_path: Path) -> None:
    text = "month, price ,note\n2027-03,74,x\n2027-01,72,\n\n2027-02,73,y\n2026-12,?,z\n"
    (tmp_path / "hash.csv").write_text(text, encoding="utf-8-sig")
    market = {"hashprice_usd_per_ph_day": {"csv": "hash.csv", "column": "price"}}
    records = [record for t in range(3) for record in mining(1, t)]
    statement = books(document(market=market), *records, folder=tmp_path)
    expected = [20 * price / 24 * h for price, h in zip((72, 73, 74), HOURS, strict=True)]
    assert usd(statement, Line.MINING_REVENUE) == near(expected)


def test_hours_of_a_price_file(tmp_path: Path) -> None:
    rows = ["timestamp,price", "2024-01-05T17:00,10", "2024-01-06 02:00,100", "2023-02-01T00:00,30"]
    rows += ["2024-02-01T00:00,50", "2024-03-01T00:00,-5"]
    (tmp_path / "p.csv").write_text("\n".join(rows), encoding="utf-8")
    price = {"hourly_csv": "p.csv", "column": "price", "scale": 2}
    market = {"name": "m", "kind": "market", "price": price, "adder_usd_per_mwh": 1}
    fleet = document(sites=[site(power={"supply": [market]})])
    places = [Installation("s/m", "s/h", t, 1) for t in range(3)]
    runs = [Run("s/m", "s/h", t, 0, "m", "m", 1) for t in range(3)]
    statement = books(fleet, *places, *runs, folder=tmp_path)
    # January: half the hours at 20 + 1. February: at 60 + 1 nothing, at 100 nothing. March: -10.
    assert usd(statement, Line.MINING_REVENUE) == [60 * 372, 0, 60 * 744]
    assert usd(statement, Line.ENERGY) == [-21 * 372, 0, 9 * 744]
