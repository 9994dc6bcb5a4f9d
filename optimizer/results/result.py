"""The result of a solve as labelled frames: what every report is made from.

Numbers are plain and in the unit that their name says; what is absent is NaN in frames
and None elsewhere, never 0. Months are ``YYYY-MM`` strings.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.certificate.ladder import Certificate
from optimizer.certificate.proof import Proof
from optimizer.diagnosis.findings import Diagnosis
from optimizer.formulation.lines import MONEY_LINES, MoneyGroup, MoneyLine, Stream
from optimizer.inputs.problem import FleetKey, FleetTable
from optimizer.months import Horizon
from optimizer.numerics.verify import Verification
from optimizer.schedule import Schedule
from optimizer.solvers.base import Limit, NoPlanError, Reason

if TYPE_CHECKING:
    from optimizer.ledger.audit import Audit
    from optimizer.results.canonical_plan import Canonical
    from optimizer.results.reasoning import Reasons
    from optimizer.results.uncertainty import Uncertainty

__all__ = [
    "MONEY_LINES",
    "Decisions",
    "FleetInfo",
    "Kpis",
    "MoneyGroup",
    "MoneyLine",
    "NoPlanError",
    "Npv",
    "Plan",
    "Result",
    "SolverInfo",
    "Stream",
    "Termination",
]


@dataclass(frozen=True)
class FleetInfo:
    """Which fleet file the plan is for, what replaced keys of it, and what it says key by key."""

    name: str
    description: str
    file: str
    sha256: str
    horizon: Horizon
    overrides: tuple[str, ...] = ()
    keys: tuple[FleetKey, ...] = ()
    tables: tuple[FleetTable, ...] = ()


@dataclass(frozen=True)
class SolverInfo:
    """Which solver made the plan, and how long everything took.

    Attributes:
        seconds: in the solver; ``read_seconds`` and ``build_seconds`` before it.
        rows, columns, nonzeros, integers: size of the program.
    """

    name: str
    version: str
    seconds: float
    threads: int
    gap_requested: float
    rows: int
    columns: int
    nonzeros: int
    integers: int
    nodes: int
    build_seconds: float


@dataclass(frozen=True)
class Termination:
    """Why the solve ended: three facts (reason, limit, and whether there is a plan)."""

    reason: Reason
    limit: Limit | None
    message: str


@dataclass(frozen=True)
class Npv:
    """Objective in USD, proved bound on it, and relative gap (None where unknown).

    Attributes:
        default_rate, hosting_rate: annual discount rates of the two streams, fractions;
            None where they are not told.
    """

    npv_usd: float
    bound_usd: float | None
    gap: float | None
    default_rate: float | None = None
    hosting_rate: float | None = None


@dataclass(frozen=True, eq=False)
class Decisions:
    """What to sign, build, buy and sell. One row per decision; empty frames have the columns.

    Attributes:
        contracts: one row per contract of the file, signed or not; columns ``name``,
            ``signed`` (bool), ``running`` (bool), ``start`` (YYYY-MM or None), ``mw``
            (NaN if unsigned), ``site`` (or None), ``halls`` (dict hall -> MW),
            ``term_months``, ``usd_per_kw_month``, ``ends`` (YYYY-MM of last month or None).
        conversions: ``hall, month, phases, hpc_mw, capex_usd, ready``; a row per start month.
        asic_orders: ``name, month, units, usd, arrives``.
        asic_sales: ``site, group, month, units, usd``; ``group`` without its site.
        gpu_orders: ``name, month, servers, usd, halls`` (dict hall -> servers), ``arrives``.
    """

    contracts: pd.DataFrame
    conversions: pd.DataFrame
    asic_orders: pd.DataFrame
    asic_sales: pd.DataFrame
    gpu_orders: pd.DataFrame


@dataclass(frozen=True)
class Kpis:
    """Key figures over the horizon; None where they have no meaning.

    Attributes:
        hashcost_usd_per_ph_day: all-in cost of mining per PH/s and day.
        hashprice_usd_per_ph_day: mean earned per PH/s and day.
        efficiency_j_per_th: energy at the miners' plugs per terahash while running.
        yield_mining, yield_hosting, yield_site: EBITDA in USD per gross MW and year.
        payback_months: months until cumulative free cash flow turns positive for good.
        irr_pct: internal rate of return of the plan's cash flows, annual.
        min_dscr: lowest tested DSCR.
        min_cash_usd: lowest month-end cash.
    """

    hashcost_usd_per_ph_day: float | None
    hashprice_usd_per_ph_day: float | None
    efficiency_j_per_th: float | None
    yield_mining_usd_per_mw_year: float | None
    yield_hosting_usd_per_mw_year: float | None
    yield_site_usd_per_mw_year: float | None
    payback_months: int | None
    irr_pct: float | None
    min_dscr: float | None
    min_cash_usd: float | None


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything that exists only when there is a plan.

    Attributes:
        npv: objective, bound, gap.
        verification: the row-by-row check.
        decisions: what to do.
        lines: the money lines, in report order; columns of ``money``.
        money: USD per month, index month, a column per line; inflow positive. Row sums are
            the monthly cash flow.
        discounted: USD per line over the horizon, discounted, Series by line (lines that are
            not in the NPV are absent).
        terminal: discounted terminal value by line, Series; ``discounted.sum() +
            terminal.sum()`` is the NPV.
        monthly: index month; columns ``cash_usd, debt_usd, btc, ebitda_usd, cfads_usd,
            debt_service_usd, dscr, leverage, min_cash_usd`` (NaN where there is no finance or no
            test) and ``hashprice_usd_per_ph_day``; the two ratios are those of all debts over
            twelve months, whatever covenants ask; ``min_cash_usd`` is the floor of cash.
        sites: index (site, month); columns ``grid_mw, mining_mw, hosting_mw, gpu_mw,
            auxiliary_mw, peak_mw, energy_mwh, energy_usd_per_mwh, hashrate_ph,
            curtailed_hours_pct``; MW are gross at the meter, means over the month but
            ``peak_mw``: the month's billed peak, with tenants and GPUs at all that they may draw.
            It may exceed the grid's MW, which must carry their average draw beside the miners,
            and all that they reserve without them.
        prices: index (site, exceeded_pct), ``usd_per_mwh``: the price of power, with the market's
            adder, that is exceeded in so many per cent of the horizon's hours; sites without a
            market are left out.
        halls: index (hall, month); ``asic_mw, hpc_ready_mw, reserved_mw, building_mw`` IT MW.
        asics: index (group, month), group is ``site/group``; ``owned, installed,
            running_mw, hashrate_ph, strike_usd_per_mwh,
            break_even_hashprice_usd_per_ph_day``.
        debts: index (debt, month); ``drawn_usd, repaid_usd, interest_usd, fees_usd,
            balance_usd``.
        covenants: a row per covenant and tested month; ``covenant, kind, month, required,
            actual, headroom_usd`` (EBITDA that could be lost before breach), ``tested``.
        kpis: key figures.
        schedule: the decisions as records, from which all of the above follows.
        x: the program's columns, shape (n,), for whoever checks the plan against the program.
        canonical: how it was picked among plans of the same worth; None where any was taken.
        varies: reported quantities that differ among plans of the same worth, as report paths.
        audit: the replay from the fleet file and the schedule alone; None where not asked for.
    """

    npv: Npv
    verification: Verification
    decisions: Decisions
    lines: tuple[MoneyLine, ...]
    money: pd.DataFrame
    discounted: "pd.Series[float]"
    terminal: "pd.Series[float]"
    monthly: pd.DataFrame
    sites: pd.DataFrame
    prices: pd.DataFrame
    halls: pd.DataFrame
    asics: pd.DataFrame
    debts: pd.DataFrame
    covenants: pd.DataFrame
    kpis: Kpis
    schedule: Schedule
    x: NDArray[np.float64]
    canonical: "Canonical | None" = None
    varies: tuple[str, ...] = ()
    audit: "Audit | None" = None


@dataclass(frozen=True, eq=False)
class Result:
    """The end of ``optimizer.solve``: always the three facts, sometimes a plan.

    Attributes:
        fleet, solver, termination: what was solved, by what, and how it ended.
        plan_or_none: the plan, if there is one; see :attr:`plan`.
        bound_usd: upper bound on the NPV by the solver's account, also where there is no plan;
            None if unknown.
        certificate: how far the answer is proved without believing the solver; None where that
            was not asked for.
        proof: the proof behind the certificate, for whoever wants to check it; None without one.
        diagnosis: why there is no plan, where that was found out.
        reasons: why the plan is what it is; None where that was not asked for.
        uncertainty: the plan over all futures; None where the fleet has but one. The plan's months
            and money are then those of the future shown, its bound that of the best answer to it.
    """

    fleet: FleetInfo
    solver: SolverInfo
    termination: Termination
    plan_or_none: Plan | None
    bound_usd: float | None = None
    certificate: Certificate | None = None
    proof: Proof | None = None
    diagnosis: Diagnosis | None = None
    reasons: "Reasons | None" = None
    uncertainty: "Uncertainty | None" = None

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        # Reports stand above results, so the presenter is found when it is needed.
        return str(import_module("optimizer.report.notebook").to_notebook(self))

    @property
    def has_plan(self) -> bool:
        """True when there is a verified plan."""
        return self.plan_or_none is not None

    @property
    def plan(self) -> Plan:
        """The plan.

        Raises:
            NoPlanError: the solve ended without one.
        """
        if self.plan_or_none is None:
            raise NoPlanError(f"no plan: {self.termination.reason} ({self.termination.message})")
        return self.plan_or_none
