"""Key figures of a plan over its horizon."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from optimizer.formulation import Formulation
from optimizer.formulation.discounting import Discounting
from optimizer.formulation.lines import MONEY_LINES, MoneyGroup, Stream
from optimizer.inputs.problem import Construction
from optimizer.lp.expression import FloatArray
from optimizer.results.finance import group_total
from optimizer.results.result import Kpis
from optimizer.units import (
    HOURS_PER_DAY,
    MONTHS_PER_YEAR,
    SECONDS_PER_HOUR,
    TH_PER_PH,
    W_PER_MW,
)


def key_figures(
    formulation: Formulation,
    x: FloatArray,
    money: pd.DataFrame,
    terminal: "pd.Series[float]",
    monthly: pd.DataFrame,
    sites: pd.DataFrame,
    covenants: pd.DataFrame,
) -> Kpis:
    """The key figures, from the plan's columns and its frames; see :class:`Kpis`."""
    mining = _Mining.of(formulation, x, money, sites)
    years = formulation.sets.horizon / MONTHS_PER_YEAR
    sums = money.sum()

    def per_mw_year(usd: float, column: str) -> float | None:
        mw_years = float(sites[column].sum()) / MONTHS_PER_YEAR
        return usd / mw_years if mw_years > 1e-6 else None

    hosting = float(
        sums[["rent", "rent_credits", "reimbursements", "hosting_energy", "hosting_opex"]].sum()
    )
    grid = float(sites["grid_mw"].sum()) / MONTHS_PER_YEAR
    ebitda = float(monthly["ebitda_usd"].sum())
    tested = covenants[(covenants["kind"] == "min_dscr") & covenants["tested"].astype(bool)]
    lowest = tested["actual"].min() if len(tested) else np.nan
    cash = monthly["cash_usd"].min()
    return Kpis(
        hashcost_usd_per_ph_day=_over(mining.all_in_cost, mining.ph_days),
        hashprice_usd_per_ph_day=_over(mining.revenue, mining.ph_days),
        efficiency_j_per_th=_over(mining.joules, mining.terahashes),
        yield_mining_usd_per_mw_year=per_mw_year(mining.margin, "mining_mw"),
        yield_hosting_usd_per_mw_year=per_mw_year(hosting, "hosting_mw"),
        yield_site_usd_per_mw_year=ebitda / grid if grid > 0 and years > 0 else None,
        payback_months=_payback(money),
        irr_pct=_irr(formulation, money, terminal),
        min_dscr=None if pd.isna(lowest) else float(lowest),
        min_cash_usd=None if pd.isna(cash) else float(cash),
    )


@dataclass(frozen=True)
class _Mining:
    """Mining on its own: revenue, cost and work over the horizon."""

    revenue: float
    margin: float
    all_in_cost: float
    ph_days: float
    joules: float
    terahashes: float

    @classmethod
    def of(
        cls, formulation: Formulation, x: FloatArray, money: pd.DataFrame, sites: pd.DataFrame
    ) -> "_Mining":
        strips = formulation.power.strips
        it_mwh = formulation.power.strip.value(x) * strips.hours
        hours = np.tile(formulation.problem.horizon.hours, len(formulation.problem.sites))
        mining_mwh = sites["mining_mw"].to_numpy() * hours
        # What a site's power costs on average, resale counted: a miner on a take-or-pay block
        # pays for the block, however little it costs to use it.
        energy_cost = float(mining_mwh @ np.nan_to_num(sites["energy_usd_per_mwh"].to_numpy()))
        ph_hours = float(it_mwh @ strips.segments.ph_per_mw[strips.segment])
        sums = money.sum()
        own = float(sums[["pool_fees", "sell_fees", "mining_opex"]].sum())
        shared = shared_costs(formulation, x, money)
        total_mwh = float(sites["energy_mwh"].sum())
        share = float(mining_mwh.sum()) / total_mwh if total_mwh > 0 else 0.0
        revenue, response = float(sums["mining_revenue"]), float(sums["demand_response"])
        return cls(
            revenue=revenue,
            margin=revenue + response + own - energy_cost,
            # Common costs are borne by use of energy.
            all_in_cost=energy_cost - response - own + share * shared,
            ph_days=ph_hours / HOURS_PER_DAY,
            joules=float(it_mwh.sum()) * W_PER_MW * SECONDS_PER_HOUR,
            terahashes=ph_hours * TH_PER_PH * SECONDS_PER_HOUR,
        )


def shared_costs(formulation: Formulation, x: FloatArray, money: pd.DataFrame) -> float:
    """What all that draws power bears together, USD over the horizon.

    Demand and peak charges, fixed costs, overhead, interest and fees of corporate debt.
    """
    lines = ["demand_charge", "coincident_peak", "fixed_costs", "overhead"]
    return _corporate_interest(formulation, x) - float(money[lines].to_numpy().sum())


def _corporate_interest(formulation: Formulation, x: FloatArray) -> float:
    """Interest and fees of all debts but construction facilities, which tenants' halls bear."""
    finance = formulation.problem.finance
    debts = finance.debts if finance else ()
    return sum(
        float((book.interest + book.fees).value(x).sum())
        for debt, book in zip(debts, formulation.debts.books, strict=True)
        if not isinstance(debt, Construction)
    )


def _over(top: float, bottom: float) -> float | None:
    return top / bottom if bottom > 1e-9 else None


def _free_cash(money: pd.DataFrame) -> FloatArray:
    """Cash flow before financing by month, USD."""
    return group_total(
        money, MoneyGroup.EBITDA, MoneyGroup.TREASURY, MoneyGroup.CAPEX, MoneyGroup.FUNDING
    )


def _payback(money: pd.DataFrame) -> int | None:
    """Months until cumulative free cash flow is positive for good; None without an outlay."""
    if group_total(money, MoneyGroup.CAPEX).sum() > -1.0:
        return None
    total = np.cumsum(_free_cash(money))
    if total[-1] <= 0:
        return None
    below = np.flatnonzero(total < 0)
    return int(below[-1]) + 2 if len(below) else 0


def _irr(
    formulation: Formulation, money: pd.DataFrame, terminal: "pd.Series[float]"
) -> float | None:
    """Yearly rate at which the plan's value flows, terminal value included, come to nil."""
    names = [line.name for line in MONEY_LINES if line.stream is not Stream.NOT_IN_NPV]
    flow = money[names].to_numpy().sum(axis=1)
    discounting = Discounting.of(formulation.problem)
    for line in formulation.terminal:
        flow[-1] += float(terminal[line.name]) / discounting.end(line.stream)
    months = np.arange(1, len(flow) + 1)

    def value(rate: float) -> float:
        return float(flow @ (1.0 + rate) ** (-months / MONTHS_PER_YEAR))

    low, high = -0.99, 10.0
    if not (flow.min() < 0 < flow.max()) or value(low) * value(high) >= 0:
        return None
    return 100.0 * float(brentq(value, low, high))
