"""The JSON report, format 1: the whole result for other programs.

Numbers are plain floats in the unit their key names, at full precision; what is absent is
``null``, never 0. The order of keys is fixed, so the same result gives the same bytes.
Keys may be added within a format; a key's meaning changes only with the format number.

Where there is no plan, the sections that describe one are ``null``. The last key is a seal over
all the others.
"""

import pandas as pd

from optimizer.numerics.verify import Verification
from optimizer.report import json_trust
from optimizer.report.cells import by_name, number, numbers, text
from optimizer.report.json_decisions import decision_lists
from optimizer.report.json_diagnosis import diagnosis_document
from optimizer.report.json_reasons import reason_sections
from optimizer.report.json_schedule import schedule_tables
from optimizer.report.json_text import Json, JsonObject, dumps
from optimizer.report.json_uncertainty import uncertainty_document
from optimizer.report.seal import SEAL, seal_of
from optimizer.results.result import (
    FleetInfo,
    Kpis,
    MoneyLine,
    Npv,
    Plan,
    Result,
    SolverInfo,
    Termination,
)
from optimizer.version import __version__

FORMAT = 1

UNCERTAINTY = "uncertainty"
"""Key of the plan over several futures; absent where the fleet has but one."""

PLAN_SECTIONS = (
    "ledger",
    "choice",
    "verification",
    "baseline",
    "reasons",
    "machines",
    "marginal_values",
    "decisions",
    "money_lines",
    "discounted",
    "terminal",
    "monthly",
    "prices",
    "covenants",
    "kpis",
    "schedule",
)
"""Keys that describe a plan, in the order of the report."""

_MONTHLY_COLUMNS = (
    "cash_usd",
    "debt_usd",
    "btc",
    "ebitda_usd",
    "cfads_usd",
    "debt_service_usd",
    "dscr",
    "leverage",
    "min_cash_usd",
    "hashprice_usd_per_ph_day",
)
_SITE_COLUMNS = (
    "grid_mw",
    "mining_mw",
    "hosting_mw",
    "gpu_mw",
    "auxiliary_mw",
    "peak_mw",
    "energy_mwh",
    "energy_usd_per_mwh",
    "hashrate_ph",
    "curtailed_hours_pct",
)
_HALL_COLUMNS = ("asic_mw", "hpc_ready_mw", "reserved_mw", "building_mw")
_ASIC_COLUMNS = (
    "owned",
    "installed",
    "running_mw",
    "hashrate_ph",
    "strike_usd_per_mwh",
    "break_even_hashprice_usd_per_ph_day",
)
_DEBT_COLUMNS = ("drawn_usd", "repaid_usd", "interest_usd", "fees_usd", "balance_usd")


def to_json(result: Result) -> str:
    """The JSON report as text, ending in a newline."""
    return dumps(to_document(result))


def to_document(result: Result) -> JsonObject:
    """The JSON report as plain Python values, keys in the order of the report."""
    document = _head(result) | _body(result)
    return document | {SEAL: seal_of(document)}


def _head(result: Result) -> JsonObject:
    """What there is to say with and without a plan."""
    return {
        "fleetopt_report": FORMAT,
        "fleetopt_version": __version__,
        "fleet": _fleet(result.fleet),
        "solver": _solver(result.solver),
        "program": _program(result.solver),
        "termination": _termination(result.termination),
        "objective": _objective(result),
        "certificate": json_trust.certificate(result),
        "diagnosis": None if result.diagnosis is None else diagnosis_document(result.diagnosis),
    }


def _body(result: Result) -> JsonObject:
    """What there is to say of a plan."""
    plan = result.plan_or_none
    if plan is None:
        return dict.fromkeys(PLAN_SECTIONS)
    return {
        **_uncertainty(result),
        "ledger": json_trust.ledger(plan.audit),
        "choice": json_trust.choice(plan),
        "verification": _verification(plan.verification),
        **reason_sections(result),
        "decisions": decision_lists(plan.decisions, result.reasons),
        "money_lines": [_money_line(line) for line in plan.lines],
        "discounted": _by_line(plan.discounted),
        "terminal": _by_line(plan.terminal),
        "monthly": _monthly(plan),
        "prices": _prices(plan.prices),
        "covenants": _covenants(plan.covenants),
        "kpis": _kpis(plan.kpis),
        "schedule": schedule_tables(plan.schedule, result.fleet.horizon.start),
    }


def _uncertainty(result: Result) -> JsonObject:
    """The plan over all futures, where the fleet has several."""
    if result.uncertainty is None:
        return {}
    return {UNCERTAINTY: uncertainty_document(result.uncertainty)}


def _fleet(fleet: FleetInfo) -> JsonObject:
    """Which fleet file the plan is for."""
    horizon: JsonObject = {"start": str(fleet.horizon.start), "months": fleet.horizon.months}
    return {
        "name": fleet.name,
        "file": fleet.file,
        "sha256": fleet.sha256,
        "overrides": list(fleet.overrides),
        "horizon": horizon,
        "keys": {
            key.path: list(key.value) if isinstance(key.value, tuple) else key.value
            for key in fleet.keys
        },
        "tables": {table.name: table.sha256 for table in fleet.tables},
    }


def _solver(solver: SolverInfo) -> JsonObject:
    """Which solver made the plan. ``seconds`` is all in a report that may differ between runs."""
    return {
        "name": solver.name,
        "version": solver.version,
        "seconds": number(solver.seconds),
        "threads": solver.threads,
        "gap_requested": number(solver.gap_requested),
    }


def _program(solver: SolverInfo) -> JsonObject:
    """Size of the mixed-integer program."""
    return {
        "rows": solver.rows,
        "columns": solver.columns,
        "nonzeros": solver.nonzeros,
        "integers": solver.integers,
    }


def _termination(termination: Termination) -> JsonObject:
    """Why the solve ended."""
    limit = termination.limit
    return {
        "reason": termination.reason.value,
        "limit": None if limit is None else limit.value,
        "message": termination.message,
    }


def _objective(result: Result) -> JsonObject:
    """Worth of the plan, the proved bound on any plan's worth, and the gap between them."""
    plan = result.plan_or_none
    return {
        "npv_usd": None if plan is None else number(plan.npv.npv_usd),
        "bound_usd": number(result.bound_usd if plan is None else plan.npv.bound_usd),
        "gap": None if plan is None else number(plan.npv.gap),
        "discount_rate": None if plan is None else _discount_rate(plan.npv),
    }


def _discount_rate(npv: Npv) -> JsonObject:
    """Annual rate of each stream, as a fraction: month t = 0.. weighs (1 + rate)^(-(t+1)/12)."""
    return {"default": number(npv.default_rate), "hosting": number(npv.hosting_rate)}


def _verification(check: Verification) -> JsonObject:
    """The row-by-row check of the plan."""
    return {
        "ok": bool(check.ok),
        "worst_row": check.worst_row,
        "row_violation": number(check.row_violation),
        "row_relative": number(check.row_relative),
        "worst_column": check.worst_column,
        "column_violation": number(check.column_violation),
        "integrality": number(check.integrality),
    }


def _money_line(line: MoneyLine) -> JsonObject:
    """What a line of ``monthly.money`` is: enough to add up and discount it oneself."""
    return {
        "name": line.name,
        "title": line.title,
        "group": line.group.value,
        "stream": line.stream.value,
    }


def _by_line(series: "pd.Series[float]") -> JsonObject:
    """USD by line."""
    return {str(line): number(value) for line, value in series.items()}


def _monthly(plan: Plan) -> JsonObject:
    """Everything by month: each list holds one value per month of the horizon."""
    months: list[Json] = [str(month) for month in plan.monthly.index]
    return {
        "month": months,
        "money": _lists(plan.money, [line.name for line in plan.lines]),
        **_lists(plan.monthly, _MONTHLY_COLUMNS),
        "sites": _tables(plan.sites, _SITE_COLUMNS),
        "halls": _tables(plan.halls, _HALL_COLUMNS),
        "asics": _tables(plan.asics, _ASIC_COLUMNS),
        "debts": _tables(plan.debts, _DEBT_COLUMNS),
    }


def _lists(frame: pd.DataFrame, columns: tuple[str, ...] | list[str]) -> JsonObject:
    """Columns of a frame indexed by month, as lists."""
    return {name: list[Json](numbers(frame[name])) for name in columns}


def _tables(frame: pd.DataFrame, columns: tuple[str, ...]) -> JsonObject:
    """Columns of a frame indexed by (name, month), as lists under each name."""
    return {name: _lists(part, columns) for name, part in by_name(frame).items()}


def _prices(frame: pd.DataFrame) -> JsonObject:
    """Price of power by the share of hours in which it is exceeded, for each site with a market."""
    return {
        name: {
            "exceeded_pct": list[Json](numbers(part.index)),
            "usd_per_mwh": list[Json](numbers(part["usd_per_mwh"])),
        }
        for name, part in by_name(frame).items()
    }


def _covenants(frame: pd.DataFrame) -> Json:
    """One entry per covenant and tested month."""
    return [
        {
            "covenant": text(row.covenant),
            "kind": text(row.kind),
            "month": text(row.month),
            "required": number(row.required),
            "actual": number(row.actual),
            "headroom_usd": number(row.headroom_usd),
            "tested": bool(row.tested),
        }
        for row in frame.itertuples(index=False)
    ]


def _kpis(kpis: Kpis) -> JsonObject:
    """Key figures over the horizon."""
    per_mw_year: JsonObject = {
        "mining": number(kpis.yield_mining_usd_per_mw_year),
        "hosting": number(kpis.yield_hosting_usd_per_mw_year),
        "site": number(kpis.yield_site_usd_per_mw_year),
    }
    return {
        "hashcost_usd_per_ph_day": number(kpis.hashcost_usd_per_ph_day),
        "hashprice_usd_per_ph_day": number(kpis.hashprice_usd_per_ph_day),
        "efficiency_j_per_th": number(kpis.efficiency_j_per_th),
        "yield_usd_per_mw_year": per_mw_year,
        "payback_months": kpis.payback_months,
        "irr_pct": number(kpis.irr_pct),
        "min_dscr": number(kpis.min_dscr),
        "min_cash_usd": number(kpis.min_cash_usd),
    }
