"""The first and last words of a report: what the plan is worth, how sure that is, by whom."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.report.cells import column
from optimizer.report.covenants import ratio
from optimizer.report.words import ABSENT, percent, plural, span, usd
from optimizer.results.result import FleetInfo, Kpis, Plan, Result
from optimizer.results.uncertainty import Uncertainty
from optimizer.solvers.base import Limit, Reason

_LIMITS = {
    Limit.TIME: "the time limit ran out",
    Limit.ITERATION: "the iteration limit ran out",
    Limit.NODE: "the node limit ran out",
    Limit.MEMORY: "memory ran out",
    Limit.INTERRUPT: "it was interrupted",
}

_NO_PLAN = {
    Reason.INFEASIBLE: "No plan: nothing meets all of the fleet's rules at once.",
    Reason.UNBOUNDED: "No plan: something in the fleet earns without limit.",
    Reason.NO_SOLUTION_FOUND: "No plan: none was found before {limit}.",
    Reason.ERROR: "No plan: the solver failed.",
}

_NEXT = {
    Reason.INFEASIBLE: (
        "Rules that leave no plan are, as a rule: cash below min_cash_usd, a debt that matures,",
        "a covenant, a must_sign lease without room, supplies smaller than the firm load.",
        "Loosen one at a time to find it. If there is a plan without finance, it is money:",
        "  fleetopt solve {file} --set finance=null",
    ),
    Reason.UNBOUNDED: (
        "A fleet file cannot mean this. Look for a price that has lost its sign or its unit,",
        "and report the file as a bug if its prices are right.",
    ),
    Reason.NO_SOLUTION_FOUND: (
        "This says nothing about whether there is a plan. Give it more time, for instance:",
        "  fleetopt solve {file} --time-limit 600",
    ),
    Reason.ERROR: (
        "Another seed or another solver takes another path (`fleetopt solvers` lists them):",
        "  fleetopt solve {file} --solver highs --seed 1",
    ),
}


@dataclass(frozen=True)
class Headline:
    """The plan's worth and how sure it is.

    Attributes:
        worth: ``NPV $123.4M``, or that there is no plan.
        surety: how far it is proved.
        good: the plan is proved optimal.
    """

    worth: str
    surety: str
    good: bool


def headline(result: Result) -> Headline:
    """One line each for worth and surety."""
    termination = result.termination
    limit = _LIMITS.get(termination.limit, "a limit") if termination.limit else "the solver gave up"
    if result.plan_or_none is None:
        return Headline(_NO_PLAN[termination.reason].format(limit=limit), "", good=False)
    if result.uncertainty is not None:
        return _over_futures(result, result.uncertainty, limit)
    npv = result.plan.npv
    worth = f"NPV {usd(npv.npv_usd)}"
    if termination.reason is Reason.OPTIMAL:
        gap = percent(result.solver.gap_requested)
        if is_proved(result):
            return Headline(worth, f"proved optimal within a gap of {gap}", good=True)
        words = f"optimal within a gap of {gap} by {result.solver.name}'s account, not proved"
        return Headline(worth, words, good=True)
    bound = (
        "nothing is known of better plans"
        if npv.bound_usd is None
        else f"by {result.solver.name}'s account no plan is worth more than {usd(npv.bound_usd)}"
        + (f" (gap {percent(npv.gap)})" if npv.gap is not None else "")
    )
    return Headline(worth, f"feasible, not proved optimal: {limit}; {bound}", good=False)


def _over_futures(result: Result, told: Uncertainty, limit: str) -> Headline:
    """The same over several futures."""
    number = plural(len(told.outcomes), "scenario")
    worth = f"Expected NPV {usd(told.expected_npv_usd)} over {number}"
    worst = percent(1.0 - told.level)
    worth += f", {usd(told.cvar_usd)} in the worst {worst} of them"
    if result.termination.reason is not Reason.OPTIMAL:
        bound = "" if told.gap is None else f"; the gap is {percent(told.gap)}"
        return Headline(worth, f"feasible, not proved optimal: {limit}{bound}", good=False)
    gap = percent(result.solver.gap_requested)
    proved = told.certificate is not None and told.certificate.rung.is_proved
    how = "proved optimal" if proved else "optimal"
    by = "" if proved else ", by bounds of its own search"
    return Headline(worth, f"{how} within a gap of {gap}{by}", good=True)


def is_proved(result: Result) -> bool:
    """Whether the answer rests on a proof and not on the solver's word."""
    proved = result.certificate
    return proved is not None and proved.rung.is_proved


def after_horizon(result: Result) -> str:
    """How the worth of the plan shown divides into the months planned and what lies after them."""
    plan, fleet = result.plan, result.fleet
    if result.uncertainty is not None:
        shown = (
            f"In {result.uncertainty.shown}, which is shown below: NPV {usd(plan.npv.npv_usd)}, "
        )
        return shown + _divided(plan, fleet)
    return _divided(plan, fleet)


def _divided(plan: Plan, fleet: FleetInfo) -> str:
    within, later = float(plan.discounted.sum()), float(plan.terminal.sum())
    share = f" ({later / (within + later):.0%})" if within > 0 and later > 0 else ""
    return f"{usd(within)} until {fleet.horizon.end}, {usd(later)}{share} after it"


def fleet_line(fleet: FleetInfo) -> str:
    """Name, months and file of the fleet."""
    horizon = fleet.horizon
    return f"{fleet.name}: {horizon.start} to {horizon.end}, {span(horizon.months)}"


def overrides_line(fleet: FleetInfo) -> str:
    """What replaced keys of the file, as it was asked for; "" where nothing did."""
    return " ".join(f"--set {shlex.quote(one)}" for one in fleet.overrides)


def solver_line(result: Result) -> str:
    """Who solved it, how long it took, how large it was."""
    solver, proved = result.solver, result.certificate
    threads = f", {solver.threads} threads" if solver.threads > 1 else ""
    size = ", ".join(
        plural(number, noun)
        for number, noun in (
            (solver.rows, "row"),
            (solver.columns, "column"),
            (solver.integers, "integer"),
        )
    )
    proof = (
        "" if proved is None else f", proof {proved.prove_seconds + proved.check_seconds:,.1f} s"
    )
    return f"{solver.name} {solver.version}: {solver.seconds:,.1f} s{threads}{proof}; {size}"


def next_steps(result: Result) -> list[str]:
    """What to do where there is no plan."""
    lines = _NEXT.get(result.termination.reason, ())
    return [line.format(file=shlex.quote(result.fleet.file)) for line in lines]


def key_figures(plan: Plan) -> Iterator[tuple[str, str]]:
    """Title and value of each key figure that has a meaning."""
    kpis = plan.kpis
    pairs = (
        ("Hashprice earned", _per_ph(kpis.hashprice_usd_per_ph_day)),
        ("Hashcost, all in", _per_ph(kpis.hashcost_usd_per_ph_day)),
        ("Efficiency while running", _with_unit(kpis.efficiency_j_per_th, "{:,.1f} J/TH")),
        ("EBITDA of mining", _per_mw(kpis.yield_mining_usd_per_mw_year, "gross MW")),
        ("EBITDA of hosting", _per_mw(kpis.yield_hosting_usd_per_mw_year, "gross MW")),
        ("EBITDA, all in", _per_mw(kpis.yield_site_usd_per_mw_year, "grid MW")),
        ("Payback", span(kpis.payback_months) if kpis.payback_months is not None else ABSENT),
        ("IRR", _with_unit(kpis.irr_pct, "{:,.1f} % per year")),
        ("Lowest DSCR", ratio(kpis.min_dscr)),
        ("Lowest cash at a month's end", _lowest_cash(plan, kpis)),
    )
    return (pair for pair in pairs if pair[1] != ABSENT)


def _lowest_cash(plan: Plan, kpis: Kpis) -> str:
    """Lowest cash and when."""
    cash = column(plan.monthly, "cash_usd")
    if kpis.min_cash_usd is None or np.isnan(cash).all():
        return usd(kpis.min_cash_usd)
    return f"{usd(kpis.min_cash_usd)} in {plan.monthly.index[int(np.nanargmin(cash))]}"


def _per_ph(value: float | None) -> str:
    """USD per PH/s and day."""
    return _with_unit(value, "${:,.2f} per PH/s and day")


def _per_mw(value: float | None, of_what: str) -> str:
    """USD per MW and year."""
    return ABSENT if value is None else f"{usd(value)} per {of_what} and year"


def _with_unit(value: float | None, form: str) -> str:
    """A number in its unit."""
    return ABSENT if value is None else form.format(value)
