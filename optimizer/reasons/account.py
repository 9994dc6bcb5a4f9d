"""Why a plan is what it is: put together from its parts, as far as was asked for."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pandas as pd

from optimizer.choice.canonical import polish
from optimizer.formulation import Formulation
from optimizer.lp import Program
from optimizer.reasons.baseline import solve_baseline, what_is_missing
from optimizer.reasons.bench import Bench, Job, Solve
from optimizer.reasons.break_even import break_even
from optimizer.reasons.choices import Choice, choices, otherwise
from optimizer.reasons.machines import machine_figures
from optimizer.reasons.marginal import COLUMNS, marginal_values
from optimizer.results import Result, make_result
from optimizer.results.decisions import read_decisions
from optimizer.results.reasoning import (
    Alternative,
    Explain,
    Kind,
    LeaseReason,
    Reasons,
    Standing,
)
from optimizer.results.result import Plan
from optimizer.solvers.base import Reason, SolveOptions, SolveResult

CHEAP = 5_000_000
"""Work up to which a plan is explained in full where nobody asked: alternatives times nodes of the
solve times non-zeros. Counted, not timed: the same file gives the same report."""

QUICK_S = 1.0
"""Solves shorter than this are done one after the other: a process takes longer to start."""


def explain(
    formulation: Formulation,
    solved: SolveResult,
    result: Result,
    options: SolveOptions,
    level: Explain,
    stage: Callable[[str], None] | None = None,
) -> Reasons | None:
    """The reasons of a plan.

    Args:
        formulation, solved, result: of the fleet; ``solved`` has the plan that is reported.
        options: of the solve; a time limit holds for all the solves in here together.
        level: how far to go.
        stage: told what is worked on.

    Returns:
        None where nothing was asked for, or Ctrl-C came before anything was done.
    """
    if level is Explain.NONE or not solved.has_plan:
        return None
    decided = choices(formulation, solved.x)
    if level is Explain.AUTO:
        level = _affordable(formulation, solved, len(decided))
    if options.time_limit_s is not None:
        left = max(options.time_limit_s - solved.seconds, 0.0)
        options = replace(options, time_limit_s=left)
    bench = Bench(options, quick=solved.seconds < QUICK_S, stage=stage)
    baseline = bench.do([Job("business as usual", lambda s: solve_baseline(formulation, s))])[0]
    missing = None
    if baseline is not None and not baseline.has_plan:
        missing = bench.do([Job("business as usual", lambda s: what_is_missing(formulation, s))])[0]
    if stage is not None:
        stage("explaining: what is scarce")
    reasons = Reasons(
        level=level,
        baseline=_plan(formulation, baseline, options),
        obstacle=missing.obstacle if missing else None,
        short_usd=missing.short_usd if missing else None,
        leases=(),
        alternatives=(),
        machines=machine_figures(formulation, result.plan),
        marginal=_marginal(formulation, solved),
    )
    if level is Explain.QUICK or bench.interrupted:
        return replace(reasons, level=Explain.QUICK, leases=_leases(formulation, solved, {}, {}))
    return _in_full(formulation, solved, reasons, decided, bench)


def _affordable(formulation: Formulation, solved: SolveResult, alternatives: int) -> Explain:
    """How far to go where nobody said."""
    work = alternatives * (1 + solved.nodes) * formulation.program.nonzeros
    done = solved.reason is Reason.OPTIMAL
    return Explain.FULL if done and work <= CHEAP else Explain.QUICK


def _marginal(formulation: Formulation, solved: SolveResult) -> pd.DataFrame:
    """Marginal values; empty where no duals are to be had."""
    duals = solved.row_duals
    if duals is None:
        polished = polish(formulation.program, solved.x)
        if polished is None:
            return pd.DataFrame(columns=COLUMNS)
        duals = polished.row_duals
    return marginal_values(formulation, solved.x, duals)


def _plan(
    formulation: Formulation, solved: SolveResult | None, options: SolveOptions
) -> Plan | None:
    """The frames of business as usual."""
    if solved is None or not solved.has_plan:
        return None
    return make_result(formulation, solved, options, build_seconds=0.0).plan


def _in_full(
    formulation: Formulation,
    solved: SolveResult,
    reasons: Reasons,
    decided: tuple[Choice, ...],
    bench: Bench,
) -> Reasons:
    """The reasons with every decision tried the other way, and the leases' break-even rents."""
    program = formulation.program
    tried = bench.do([_trial(program, choice) for choice in decided])
    others = {
        choice.name: end
        for choice, end in zip(decided, tried, strict=True)
        if choice.kind is Kind.LEASE and end is not None
    }
    names = [contract.name for contract in formulation.problem.contracts]
    rents = bench.do(
        [
            Job(
                f"break-even rent of {name}",
                partial(_rent, formulation, solved, names.index(name), other),
            )
            for name, other in others.items()
        ]
    )
    found = dict(zip(others, rents, strict=True))
    alternatives = [
        _alternative(formulation, choice, end)
        for choice, end in zip(decided, tried, strict=True)
        if end is not None
    ]
    alternatives.sort(key=lambda one: -(one.npv_usd if one.npv_usd is not None else float("-inf")))
    return replace(
        reasons,
        level=Explain.QUICK if bench.interrupted else Explain.FULL,
        leases=_leases(formulation, solved, others, found),
        alternatives=tuple(alternatives),
    )


def _trial(program: Program, choice: Choice) -> Job[SolveResult]:
    """The best plan that decides one thing the other way."""
    words = f"{choice.name} {'left' if choice.taken else 'taken'}"
    return Job(words, lambda solve: solve(otherwise(program, choice)))


def _rent(
    formulation: Formulation, solved: SolveResult, contract: int, other: SolveResult, solve: Solve
) -> float | None:
    """The break-even rent of a lease, whichever way the plan decides."""
    if not other.has_plan and other.reason is not Reason.INFEASIBLE:
        return None  # the solver gave up, which says nothing of the rent
    taken = _signed(formulation, solved, contract)
    with_it, without_it = (solved, other) if taken else (other, solved)
    worth = without_it.objective if without_it.has_plan else None
    return break_even(formulation, contract, with_it if with_it.has_plan else None, worth, solve)


def _signed(formulation: Formulation, solved: SolveResult, contract: int) -> bool:
    signed = formulation.hosting.signed.value(solved.x)
    return bool((signed[formulation.hosting.offers.contract == contract] > 0.5).any())


def _leases(
    formulation: Formulation,
    solved: SolveResult,
    others: dict[str, SolveResult],
    rents: dict[str, float | None],
) -> tuple[LeaseReason, ...]:
    """The reason of every contract, in the order of the file.

    Args:
        formulation, solved: of the plan.
        others: the best plan that decides otherwise, by the names of the contracts tried.
        rents: break-even rents by name.
    """
    reasons = []
    for c, contract in enumerate(formulation.problem.contracts):
        taken = _signed(formulation, solved, c)
        other = others.get(contract.name)
        worth = None
        if other is not None and other.has_plan:
            assert solved.objective is not None
            assert other.objective is not None
            worth = (solved.objective - other.objective) * (1.0 if taken else -1.0)
        forced = contract.running or contract.must_sign
        reasons.append(
            LeaseReason(
                contract.name,
                Standing.FORCED if forced else _standing(taken, other),
                contract.usd_per_kw_month,
                worth,
                rents.get(contract.name),
            )
        )
    return tuple(reasons)


def _standing(taken: bool, other: SolveResult | None) -> Standing:
    if other is None:
        return Standing.UNKNOWN
    if other.has_plan:
        return Standing.SIGNED if taken else Standing.LEFT
    if other.reason is not Reason.INFEASIBLE:
        return Standing.UNKNOWN
    return Standing.NEEDED if taken else Standing.IMPOSSIBLE


def _alternative(formulation: Formulation, choice: Choice, end: SolveResult) -> Alternative:
    return Alternative(
        kind=choice.kind,
        name=choice.name,
        taken=choice.taken,
        npv_usd=end.objective if end.has_plan else None,
        bound_usd=end.bound,
        impossible=end.reason is Reason.INFEASIBLE,
        decisions=read_decisions(formulation, end.x) if end.has_plan else None,
    )
