"""From a solved formulation to labelled frames."""

from optimizer.formulation import Formulation
from optimizer.formulation.lines import MONEY_LINES
from optimizer.results.decisions import read_decisions
from optimizer.results.finance import covenant_frame, debt_frame, monthly_frame
from optimizer.results.kpis import key_figures
from optimizer.results.money import discounted_lines, money_frame, terminal_series, without_dust
from optimizer.results.operations import asic_frame, hall_frame, site_frame
from optimizer.results.prices import price_frame
from optimizer.results.result import (
    FleetInfo,
    Npv,
    Plan,
    Result,
    SolverInfo,
    Termination,
)
from optimizer.results.schedule import make_schedule
from optimizer.solvers.base import SolveOptions, SolveResult

# The objective and the sum of the money lines are one number added up in two ways.
_RECONCILED = 1e-7


class ReconciliationError(RuntimeError):
    """Raised when the discounted money lines are not the objective: a defect of the package."""


def make_result(
    formulation: Formulation,
    solved: SolveResult,
    options: SolveOptions,
    build_seconds: float,
) -> Result:
    """The result of a solve, with a plan where there is one."""
    problem, program = formulation.problem, formulation.program
    rows, columns = program.shape
    return Result(
        fleet=FleetInfo(
            name=problem.name,
            description=problem.description,
            file=str(problem.path),
            sha256=problem.sha256,
            horizon=problem.horizon,
            overrides=problem.overrides,
            keys=problem.keys,
            tables=problem.tables,
        ),
        solver=SolverInfo(
            name=solved.solver,
            version=solved.version,
            seconds=solved.seconds,
            threads=solved.threads,
            gap_requested=options.gap,
            rows=rows,
            columns=columns,
            nonzeros=program.nonzeros,
            integers=int(program.integer.sum()),
            nodes=solved.nodes,
            build_seconds=build_seconds,
        ),
        termination=Termination(solved.reason, solved.limit, solved.message),
        plan_or_none=_read_plan(formulation, solved) if solved.has_plan else None,
        bound_usd=solved.bound,
    )


def _read_plan(formulation: Formulation, solved: SolveResult) -> Plan:
    x, verification = solved.x, solved.verification
    assert verification is not None
    npv, rates = formulation.program.value(x), formulation.problem.objective
    money = money_frame(formulation, x)
    discounted = discounted_lines(formulation, money)
    terminal = terminal_series(formulation, x)
    total = float(discounted.sum() + terminal.sum())
    size = float(discounted.abs().sum() + terminal.abs().sum())
    if abs(total - npv) > _RECONCILED * max(1.0, size):
        raise ReconciliationError(f"money lines add up to {total!r}, the objective is {npv!r}")
    money = without_dust(money)
    monthly = monthly_frame(formulation, x, money)
    covenants = covenant_frame(formulation, x)
    sites = site_frame(formulation, x)
    return Plan(
        npv=Npv(npv, solved.bound, solved.gap, rates.default_rate, rates.hosting_rate),
        verification=verification,
        decisions=read_decisions(formulation, x),
        lines=MONEY_LINES,
        money=money,
        discounted=discounted,
        terminal=terminal,
        monthly=monthly,
        sites=sites,
        prices=price_frame(formulation.problem),
        halls=hall_frame(formulation, x),
        asics=asic_frame(formulation, x),
        debts=debt_frame(formulation, x),
        covenants=covenants,
        kpis=key_figures(formulation, x, money, terminal, monthly, sites, covenants),
        schedule=make_schedule(formulation, x),
        x=x,
    )
