"""What lies after the horizon, and which of the two discount rates it meets, by hand.

One hall with 2 MW ready for tenants at PUE 1.5, power in a block at 40 USD/MWh, a demand charge
of 10 USD per kW and month, two months from January 2026; 12 per cent a year, hosting at 6.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optimizer.results import Plan, make_result
from optimizer.solvers.base import Reason
from tests.fleet_tools import TIGHT, build, solved

DAYS = np.array([31.0, 28.0, 31.0, 30.0])


def delta(rate: float, months: Any) -> Any:
    """Factor of money at the end of months counted from 0."""
    return (1 + rate) ** (-(np.asarray(months) + 1) / 12)


def fleet(terminal: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    block = {"name": "b", "kind": "block", "mw": 10, "usd_per_mwh": 40}
    document: dict[str, Any] = {
        "fleetopt": 1,
        "name": "terminal",
        "horizon": {"start": "2026-01", "months": 2},
        "market": {"hashprice_usd_per_ph_day": 50},
        "sites": [
            {
                "name": "s",
                "grid_mw": 10,
                "power": {"supply": [block], "demand_usd_per_kw_month": 10},
                "halls": [{"name": "h", "hpc_mw": 2, "pue": {"asic": 1.0, "hpc": 1.5}}],
            }
        ],
        "objective": {
            "maximize": "npv",
            "discount_rate_pct": {"default": 12, "hosting": 6},
            "terminal": terminal or {},
        },
    }
    return document | changes


def lease(**changes: Any) -> dict[str, Any]:
    """2 MW for four months at 100 USD per kW and month, half drawn, nothing reimbursed."""
    contract: dict[str, Any] = {"name": "c", "mw": 2, "start": "2026-01", "term_months": 4}
    contract |= {"usd_per_kw_month": 100, "load_factor_pct": 50, "passes": [], "must_sign": True}
    return contract | changes


def plan(document: dict[str, Any]) -> Plan:
    """The optimal plan."""
    formulation = build(document, {})
    end = solved(formulation)
    assert end.reason is Reason.OPTIMAL
    found = make_result(formulation, end, TIGHT, 0.0).plan
    assert found.discounted.sum() + found.terminal.sum() == pytest.approx(found.npv.npv_usd)
    return found


def worth(found: Plan) -> dict[str, float]:
    """Discounted lines that are not nil."""
    lines = {**found.discounted, **found.terminal}
    return {str(name): float(usd) for name, usd in lines.items() if abs(usd) > 1e-3}


def test_a_lease_and_its_energy_meet_the_hosting_rate_and_the_demand_charge_the_other() -> None:
    found = worth(plan(fleet(contracts=[lease()])))
    hosting, default = delta(0.06, range(4)), delta(0.12, range(4))
    # On average 1.5 MW at the meter, 3 MW at most.
    energy = 1.5 * 24 * DAYS * 40
    assert found == pytest.approx(
        {
            "rent": 200_000 * hosting[:2].sum(),
            "hosting_energy": -energy[:2] @ hosting[:2],
            "demand_charge": -30_000 * default[:2].sum(),
            "runoff_rent": 200_000 * hosting[2:].sum(),
            "runoff_power": -(energy[2:] + 30_000) @ hosting[2:],
        }
    )


def test_what_tenants_reimburse_costs_nothing_after_the_horizon() -> None:
    found = worth(plan(fleet(contracts=[lease(passes=["energy", "demand"])])))
    hosting = delta(0.06, range(4))
    assert "runoff_power" not in found
    reimbursed = (1.5 * 24 * DAYS[:2] * 40 + 30_000) @ hosting[:2]
    assert found["reimbursements"] == pytest.approx(reimbursed)


def test_survival_weighs_rent_and_opex_after_the_horizon_and_not_power() -> None:
    contract = lease(default_pct_per_year=10, opex_usd_per_kw_month=5)
    found = worth(plan(fleet(contracts=[contract])))
    hosting = delta(0.06, [2, 3])
    stays = 0.9 ** (np.array([2, 3]) / 12)
    assert found["runoff_rent"] == pytest.approx(200_000 * stays @ hosting)
    assert found["runoff_opex"] == pytest.approx(-10_000 * stays @ hosting)
    power = 1.5 * 24 * DAYS[2:] * 40 + 30_000
    assert found["runoff_power"] == pytest.approx(-power @ hosting)


def test_funding_not_yet_credited_is_owed_back_where_leases_do_not_run_off() -> None:
    contract = lease(tenant_funding_usd_per_mw=150_000, rent_credit_pct=50)
    found = worth(plan(fleet({"contract_runoff": False}, contracts=[contract])))
    # 300,000 received; 100,000 of each month's 200,000 rent goes back.
    hosting = delta(0.06, range(2))
    assert found["tenant_funding"] == pytest.approx(300_000 * hosting[0])
    assert found["rent_credits"] == pytest.approx(-100_000 * hosting.sum())
    assert found["tenant_funding_owed"] == pytest.approx(-100_000 * hosting[1])
    assert not {"runoff_rent", "runoff_power"} & found.keys()


def test_hpc_ready_space_not_under_lease_has_a_residual() -> None:
    found = worth(plan(fleet({"hpc_residual_usd_per_mw": 1e6}, contracts=[lease(mw=0.5)])))
    assert found["hpc_residual"] == pytest.approx(1.5e6 * delta(0.12, 1))


def test_machines_and_their_last_price() -> None:
    document = fleet()
    site = document["sites"][0]
    site["halls"][0]["cooling"] = "hydro"
    group = {"name": "a", "hashrate_th": 200, "power_w": 4000, "cooling": "air", "units": 100}
    site["asics"] = [{**group, "resale_usd_per_th": {"2026-01": 1, "2026-02": 2}}]
    assert worth(plan(document))["machines"] == pytest.approx(40_000 * delta(0.12, 1))
    document["objective"]["terminal"] = {"asic_resale": False}
    found = worth(plan(document))
    # Sold in the last month instead: that is no terminal value, and counts.
    assert found == pytest.approx({"machine_sales": 40_000 * delta(0.12, 1)})


@pytest.mark.parametrize(("last_price", "counted"), [(60_000, 60_000), (300_000, 100_000)])
def test_gpu_servers_at_the_lower_price_and_what_is_left_of_life(
    last_price: float, counted: float
) -> None:
    order = {"name": "g", "gpus": 8, "power_kw": 10, "max_servers": 3, "delivery_months": 1}
    order |= {"earliest": "2026-01", "latest": "2026-01", "life_months": 5}
    order |= {"usd_per_server": {"2026-01": 100_000, "2026-02": last_price}}
    order |= {"usd_per_gpu_hour": 50, "utilization_pct": 50}
    found = worth(plan(fleet(gpu_orders=[order])))
    # Three servers work in February, one of five months.
    assert found["gpu_revenue"] == pytest.approx(3 * 8 * 50 * 0.5 * 672 * delta(0.12, 1))
    assert found["gpu_servers"] == pytest.approx(3 * 0.8 * counted * delta(0.12, 1))


def test_interest_goes_on_after_the_horizon_and_principal_is_not_value() -> None:
    loan: dict[str, Any] = {"name": "l", "kind": "term_loan", "balance_usd": 1_000_000}
    loan |= {"rate_pct": {"2026-01": 6, "2026-02": 12}, "repayment": "linear", "matures": "2026-04"}
    works = {"name": "w", "kind": "construction", "limit_usd": 600_000, "drawn_usd": 600_000}
    works |= {"rate_pct": 12, "advance_pct": 50, "funds": ["conversion"], "draw_until": "2025-12"}
    works |= {"repay_from": "2026-02", "repay_months": 3}
    line = {"name": "r", "kind": "revolver", "limit_usd": 100_000, "drawn_usd": 100_000}
    finance = {"cash_usd": 5_000_000, "debts": [loan, works, {**line, "rate_pct": 12}]}
    found = worth(plan(fleet(finance=finance)))
    default = delta(0.12, range(4))
    # Owed at the start of each month: the loan 1,000,000, 750,000, then 500,000, 250,000; the
    # facility 600,000 twice, then 400,000, 200,000; the revolver is repaid at once.
    inside = np.array([5_000 + 6_000 + 1_000, 7_500 + 6_000])
    assert found == pytest.approx(
        {
            "interest": -inside @ default[:2],
            "debt_interest": -np.array([5_000 + 4_000, 2_500 + 2_000]) @ default[2:],
        }
    )
