"""A made-up result of two sites and 24 months, so that reports can be tested without a solver.

Its numbers hang together as a real result's do: money lines add up to the cash flow, and the
discounted lines with the terminal lines to the NPV.
"""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from optimizer.months import Horizon, Month
from optimizer.numerics.verify import Verification
from optimizer.results.reasoning import (
    Alternative,
    Explain,
    Kind,
    LeaseReason,
    Reasons,
    Standing,
)
from optimizer.results.result import (
    Decisions,
    FleetInfo,
    Kpis,
    MoneyGroup,
    MoneyLine,
    Npv,
    Plan,
    Result,
    SolverInfo,
    Stream,
    Termination,
)
from optimizer.schedule import Schedule
from optimizer.solvers.base import Limit, Reason

DEFAULT_RATE, HOSTING_RATE = 0.14, 0.09
_E, _T, _C = MoneyGroup.EBITDA, MoneyGroup.TREASURY, MoneyGroup.CAPEX
_F, _D, _X = MoneyGroup.FUNDING, MoneyGroup.DEBT_SERVICE, MoneyGroup.FINANCING
_DEF, _HOST, _OUT = Stream.DEFAULT, Stream.HOSTING, Stream.NOT_IN_NPV
LINES = (
    MoneyLine("mining_revenue", "Mining revenue at the month's price", _E, _DEF),
    MoneyLine("pool_fees", "Pool fees", _E, _DEF),
    MoneyLine("rent", "Rent net of SLA credits", _E, _HOST),
    MoneyLine("reimbursements", "Power reimbursed by tenants", _E, _HOST),
    MoneyLine("gpu_revenue", "GPU revenue", _E, _DEF),
    MoneyLine("hosting_energy", "Tenants' energy at the reference price", _E, _HOST),
    MoneyLine("energy", "Energy, less tenants' at the reference price", _E, _DEF),
    MoneyLine("overhead", "Corporate overhead", _E, _DEF),
    MoneyLine("coins_kept", "Mined coins kept", _T, _DEF),
    MoneyLine("conversion_capex", "Conversions", _C, _HOST),
    MoneyLine("asic_orders", "ASIC orders", _C, _DEF),
    MoneyLine("tenant_funding", "Tenant funding", _F, _HOST),
    MoneyLine("machine_sales", "Machines sold", _F, _DEF),
    MoneyLine("interest", "Interest", _D, _DEF),
    MoneyLine("principal", "Scheduled principal", _D, _OUT),
    MoneyLine("draws", "Debt drawn", _X, _OUT),
)


def sample_result(months: int = 24, scale: float = 1.0, start: str = "2026-03") -> Result:
    """A result with a plan proved optimal; all money times ``scale``."""
    horizon = Horizon(Month.parse(start), months)
    plan = _plan(horizon, scale)
    return Result(
        fleet=FleetInfo(
            name="sample",
            description="Two sites in Texas, one of them rebuilt for a tenant.",
            file="fleets/sample/site.yaml",
            sha256="0" * 64,
            horizon=horizon,
        ),
        solver=SolverInfo(
            name="highs",
            version="1.13.1",
            seconds=2.345,
            threads=2,
            gap_requested=1e-6,
            rows=12_345,
            columns=23_456,
            nonzeros=98_765,
            integers=34,
            nodes=7,
            build_seconds=0.25,
        ),
        termination=Termination(Reason.OPTIMAL, None, "Optimal"),
        plan_or_none=plan,
    )


def feasible_result(limit: Limit = Limit.TIME) -> Result:
    """A result whose plan is not proved optimal."""
    result = sample_result()
    npv = replace(result.plan.npv, bound_usd=1.08 * result.plan.npv.npv_usd, gap=0.08)
    return replace(
        result,
        termination=Termination(Reason.FEASIBLE, limit, "Time limit reached"),
        plan_or_none=replace(result.plan, npv=npv),
    )


def planless_result(reason: Reason = Reason.INFEASIBLE, limit: Limit | None = None) -> Result:
    """A result without a plan."""
    termination = Termination(reason, limit, f"The model is {reason.value}")
    return replace(sample_result(), termination=termination, plan_or_none=None)


def idle_result() -> Result:
    """A result whose plan decides nothing, owes nothing, and has no cash to speak of."""
    result = sample_result(months=3)
    plan = result.plan
    absent = ("cash_usd", "debt_usd", "dscr", "leverage", "min_cash_usd")
    columns = dict.fromkeys(absent, math.nan)
    bare = replace(
        plan,
        decisions=Decisions(
            contracts=plan.decisions.contracts.iloc[:0],
            conversions=plan.decisions.conversions.iloc[:0],
            asic_orders=plan.decisions.asic_orders.iloc[:0],
            asic_sales=plan.decisions.asic_sales.iloc[:0],
            gpu_orders=plan.decisions.gpu_orders.iloc[:0],
        ),
        asics=plan.asics.iloc[:0],
        debts=plan.debts.iloc[:0],
        covenants=plan.covenants.iloc[:0],
        monthly=plan.monthly.assign(**columns),
        kpis=Kpis(*[None] * 10),
    )
    return replace(result, plan_or_none=bare)


def _plan(horizon: Horizon, scale: float) -> Plan:
    money = _money(horizon) * scale
    t = np.arange(horizon.months)
    rates = {Stream.DEFAULT: DEFAULT_RATE, Stream.HOSTING: HOSTING_RATE}
    discounted = pd.Series(
        {
            line.name: float((money[line.name] * (1 + rates[line.stream]) ** (-(t + 1) / 12)).sum())
            for line in LINES
            if line.stream in rates
        }
    )
    terminal = pd.Series(
        {"runoff_rent": 9.5e7, "debt_interest": -1.25e6, "machines": 8.1e5, "coins": 0.0}
    )
    terminal = terminal * scale
    monthly = _monthly(horizon, money)
    npv = float(discounted.sum() + terminal.sum())
    return Plan(
        npv=Npv(npv, npv, 0.0, DEFAULT_RATE, HOSTING_RATE),
        verification=Verification("cash[t=3]", 1e-4, 2e-10, "", 0.0, 1e-9, ok=True),
        decisions=_decisions(horizon, scale),
        lines=LINES,
        money=money,
        discounted=discounted,
        terminal=terminal,
        monthly=monthly,
        sites=_sites(horizon),
        prices=_prices(),
        halls=_halls(horizon),
        asics=_asics(horizon),
        debts=_debts(horizon, scale),
        covenants=_covenants(horizon, scale),
        kpis=_kpis(scale, float(monthly["cash_usd"].min())),
        schedule=Schedule(),
        x=np.zeros(0),
    )


def _money(horizon: Horizon) -> pd.DataFrame:
    t = np.arange(horizon.months, dtype=float)
    hosted = np.clip((t - 8) / 3, 0, 1)
    columns = {
        "mining_revenue": 4.2e6 * (1 - 0.01 * t) * (1 - 0.4 * hosted),
        "pool_fees": -2.1e4 * np.ones_like(t),
        "rent": 5.2e6 * hosted,
        "reimbursements": 1.1e6 * hosted,
        "gpu_revenue": np.zeros_like(t),
        "hosting_energy": -1.1e6 * hosted,
        "energy": -2.4e6 * (1 - 0.4 * hosted),
        "overhead": -4.0e5 * np.ones_like(t),
        "coins_kept": np.zeros_like(t),
        "conversion_capex": np.where(t < 8, -3.3e7, 0.0),
        "asic_orders": np.where(t == 2, -6.1e6, 0.0),
        "tenant_funding": np.where(t == 8, 3.0e7, 0.0),
        "machine_sales": np.where((t >= 2) & (t < 7), 2.4e5, 0.0),
        "interest": np.where(t > 0, -7.5e5, 0.0),
        "principal": np.where(t > 10, -1.25e6, 0.0),
        "draws": np.where(t < 8, 2.8e7, 0.0),
    }
    return pd.DataFrame(columns, index=_months(horizon))


def _months(horizon: Horizon) -> pd.Index:
    return pd.Index(horizon.labels, name="month")


def _panel(horizon: Horizon, name: str, parts: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """Frames of one name each, stacked."""
    frames = {key: pd.DataFrame(part, index=_months(horizon)) for key, part in parts.items()}
    return pd.concat(frames, names=[name, "month"])


def _monthly(horizon: Horizon, money: pd.DataFrame) -> pd.DataFrame:
    def group(*groups: MoneyGroup) -> "pd.Series[float]":
        return money[[line.name for line in LINES if line.group in groups]].sum(axis=1)

    t = np.arange(horizon.months)
    tested = t >= 11
    return pd.DataFrame(
        {
            "cash_usd": 6.5e7 + money.sum(axis=1).cumsum(),
            "debt_usd": 6.0e7 - 1.0e6 * t,
            "btc": np.nan,
            "ebitda_usd": group(_E),
            "cfads_usd": group(_E, _T),
            "debt_service_usd": -group(_D),
            "dscr": np.where(tested, 1.31 + 0.02 * (t - 11), np.nan),
            "leverage": np.where(tested, 3.4 - 0.05 * (t - 11), np.nan),
            "min_cash_usd": 5.0e6,
            "hashprice_usd_per_ph_day": 38.0 - 0.2 * t,
        },
        index=_months(horizon),
    )


def _sites(horizon: Horizon) -> pd.DataFrame:
    t = np.arange(horizon.months, dtype=float)
    hosted = np.clip((t - 8) / 3, 0, 1)

    def site(grid: float, mining: Any, hosting: Any) -> dict[str, Any]:
        return {
            "grid_mw": grid,
            "mining_mw": mining,
            "hosting_mw": hosting,
            "gpu_mw": 0.0,
            "auxiliary_mw": 0.8,
            "peak_mw": mining + hosting + 0.8,
            "energy_mwh": (mining + hosting + 0.8) * horizon.hours,
            "energy_usd_per_mwh": 38.2 + 0.1 * t,
            "hashrate_ph": mining * 42.0,
            "curtailed_hours_pct": 7.5,
        }

    parts = {
        "rockdale": site(120.0, 88.0 - 60.0 * np.clip((t - 1) / 4, 0, 1), 54.0 * hosted),
        "pecos": site(60.0, 52.0 * np.ones_like(t), 0.0 * t),
    }
    return _panel(horizon, "site", parts)


def _prices() -> pd.DataFrame:
    shares = np.linspace(0.0, 100.0, 101)
    parts = {"pecos": pd.DataFrame({"usd_per_mwh": 900.0 / (shares + 9.0)}, index=shares)}
    return pd.concat(parts, names=["site", "exceeded_pct"])


def _halls(horizon: Horizon) -> pd.DataFrame:
    t = np.arange(horizon.months, dtype=float)
    built = t >= 8
    parts: dict[str, dict[str, Any]] = {
        "rockdale/hall-a": {
            "asic_mw": np.where(t < 1, 85.0, 30.0),
            "hpc_ready_mw": np.where(built, 40.0, 0.0),
            "reserved_mw": np.where(built, 40.0, 0.0),
            "building_mw": np.where(built, 0.0, 40.0),
        },
        "pecos/main": {
            "asic_mw": 55.0,
            "hpc_ready_mw": 0.0,
            "reserved_mw": 0.0,
            "building_mw": 0.0 * t,
        },
    }
    return _panel(horizon, "hall", parts)


def _asics(horizon: Horizon) -> pd.DataFrame:
    t = np.arange(horizon.months, dtype=float)

    def group(owned: Any, running: Any, strike: float) -> dict[str, Any]:
        return {
            "owned": owned,
            "installed": owned,
            "running_mw": running,
            "hashrate_ph": running * 40.0,
            "strike_usd_per_mwh": strike,
            "break_even_hashprice_usd_per_ph_day": 31.0 + 0 * t,
        }

    parts = {
        "rockdale/s19j": group(20_000.0 - 2_000.0 * np.clip(t - 1, 0, 5), 30.0 - 0 * t, 41.0),
        "rockdale/s19k": group(3_000.0 + 0 * t, np.where(t < 5, 8.0, 0.0), 35.5),
        "pecos/s21": group(15_000.0 + 0 * t, 52.0 + 0 * t, 71.0),
    }
    return _panel(horizon, "group", parts)


def _debts(horizon: Horizon, scale: float) -> pd.DataFrame:
    t = np.arange(horizon.months, dtype=float)
    parts = {
        "term-loan": {
            "drawn_usd": 0.0,
            "repaid_usd": np.where(t > 10, 1.25e6, 0.0) * scale,
            "interest_usd": np.where(t > 0, 7.5e5, 0.0) * scale,
            "fees_usd": 0.0,
            "balance_usd": (6.0e7 - 1.25e6 * np.clip(t - 10, 0, None)) * scale,
        },
    }
    return _panel(horizon, "debt", parts)


def _covenants(horizon: Horizon, scale: float) -> pd.DataFrame:
    rows = [
        {
            "covenant": name,
            "kind": kind,
            "month": label,
            "required": required,
            "actual": actual + slope * (t - 11) if t >= 11 else math.nan,
            "headroom_usd": scale * (2.1e6 + 1e5 * (t - 11)) if t >= 11 else math.nan,
            "tested": t >= 11,
        }
        for name, kind, required, actual, slope in (
            ("min_dscr 1.25x (term-loan)", "min_dscr", 1.25, 1.31, 0.02),
            ("max_leverage 4.00x (term-loan)", "max_leverage", 4.0, 3.4, -0.05),
        )
        for t, label in enumerate(horizon.labels)
    ]
    return pd.DataFrame(rows)


def _decisions(horizon: Horizon, scale: float) -> Decisions:
    def month(t: int) -> str:
        return str(horizon.start + t)

    two_halls = {"rockdale/hall-a": 25.0, "rockdale/hall-b": 15.0}
    lease: dict[str, list[Any]] = {
        "name": ["aws", "old-tenant", "neocloud", "sovereign"],
        "signed": [True, True, False, False],
        "running": [False, True, False, False],
        "start": [month(8), month(-12), None, None],
        "mw": [40.0, 5.0, math.nan, math.nan],
        "site": ["rockdale", "rockdale", None, None],
        "halls": [two_halls, {"rockdale/hall-a": 5.0}, {}, {}],
        "term_months": [180, 60, 120, 144],
        "usd_per_kw_month": [130.0, 118.5, 154.0, 121.0],
        "ends": [month(187), month(47), None, None],
    }
    build: dict[str, list[Any]] = {
        "hall": ["rockdale/hall-a"],
        "month": [month(0)],
        "phases": [2],
        "hpc_mw": [40.0],
        "capex_usd": [2.64e8 * scale],
        "ready": [month(8)],
    }
    order: dict[str, list[Any]] = {
        "name": ["s21-xp-order"],
        "month": [month(2)],
        "units": [1_000.0],
        "usd": [6.1e6 * scale],
        "arrives": [month(5)],
    }
    sales: dict[str, list[Any]] = {
        "site": ["rockdale"] * 5,
        "group": ["s19j"] * 5,
        "month": [month(t) for t in range(2, 7)],
        "units": [2_000.0] * 5,
        "usd": [2.4e5 * scale] * 5,
    }
    gpus: dict[str, list[Any]] = {
        "name": ["h200"],
        "month": [month(4)],
        "servers": [64],
        "usd": [2.05e7 * scale],
        "halls": [{"rockdale/hall-b": 64.0}],
        "arrives": [month(8)],
    }
    return Decisions(
        contracts=pd.DataFrame(lease),
        conversions=pd.DataFrame(build),
        asic_orders=pd.DataFrame(order),
        asic_sales=pd.DataFrame(sales),
        gpu_orders=pd.DataFrame(gpus),
    )


def _kpis(scale: float, min_cash: float) -> Kpis:
    return Kpis(
        hashcost_usd_per_ph_day=38.42,
        hashprice_usd_per_ph_day=41.07,
        efficiency_j_per_th=22.4,
        yield_mining_usd_per_mw_year=2.1e5 * scale,
        yield_hosting_usd_per_mw_year=1.16e6 * scale,
        yield_site_usd_per_mw_year=6.9e5 * scale,
        payback_months=None,
        irr_pct=17.3,
        min_dscr=1.31,
        min_cash_usd=min_cash,
    )


def explained_result() -> Result:
    """The sample with its reasons: a baseline, a lease of each standing, alternatives."""
    result = sample_result()
    decisions = result.plan.decisions
    npv = result.plan.npv.npv_usd
    base = sample_result(scale=0.6).plan
    nothing = replace(
        decisions,
        contracts=decisions.contracts.assign(signed=False, start=None, mw=np.nan, ends=None),
        conversions=decisions.conversions.iloc[:0],
    )
    without = [
        Alternative(Kind.LEASE, "aws", True, npv - 4.2e6, npv - 4.1e6, False, nothing),
        Alternative(Kind.BUILD, "rockdale/A", True, npv - 6.5e6, npv - 6.5e6, False, nothing),
        Alternative(Kind.LEASE, "neocloud", False, npv - 7.7e6, npv - 7.7e6, False, decisions),
        Alternative(Kind.ASIC_ORDER, "s21", True, None, None, True, None),
    ]
    reasons = Reasons(
        level=Explain.FULL,
        baseline=base,
        obstacle=None,
        short_usd=None,
        leases=(
            LeaseReason("aws", Standing.SIGNED, 130.0, 4.2e6, 121.25),
            LeaseReason("old-tenant", Standing.FORCED, 118.5, None, None),
            LeaseReason("neocloud", Standing.LEFT, 154.0, -7.7e6, 166.5),
            LeaseReason("sovereign", Standing.IMPOSSIBLE, 121.0, None, None),
        ),
        alternatives=tuple(without),
        machines=pd.DataFrame(
            {
                "j_per_th": [17.5, 29.5],
                "strike_usd_per_mwh": [71.4, 42.4],
                "in_the_money_pct": [96.0, 58.5],
                "break_even_hashprice_usd_per_ph_day": [19.9, 33.5],
                "hashcost_power": [18.2, 28.9],
                "hashcost_with_opex": [19.0, 30.1],
                "hashcost_all_in": [24.0, 38.5],
                "payback_months": [26.0, math.nan],
            },
            index=pd.Index(["rockdale/s21", "rockdale/s19j"], name="group"),
        ),
        marginal=pd.DataFrame(
            [
                ("grid", "rockdale", "2026-07", "MW", 212_000.0),
                ("grid", "rockdale", "2026-08", "MW", 190_000.0),
                ("hall_hpc", "rockdale/A", "2027-01", "MW", 81_000.0),
                ("cash", "cash", "2026-09", "USD", 0.18),
                ("covenant", "min_dscr 1.25x", "2027-06", "USD", 0.4),
                ("asic_order", "s21", None, "machines", 320.0),
            ],
            columns=["kind", "name", "month", "unit", "usd_per_unit"],
        ),
    )
    return replace(result, reasons=reasons)
