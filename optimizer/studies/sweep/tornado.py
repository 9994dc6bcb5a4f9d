"""Which keys matter most: each moved up and down by some per cent, the largest effects first.

A fleet file has hundreds of numbers, so they are ranked first by what the duals say of a small
change (the program is built again with the key moved; see ``optimizer.reasons.marginal``). Those
that come first are then solved, up and down.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from optimizer.choice.canonical import polish
from optimizer.errors import FleetoptError, UsageError
from optimizer.formulation import Formulation, formulate
from optimizer.inputs.problem import FleetKey, Problem
from optimizer.plan import load
from optimizer.reasons.marginal import Prices, first_order
from optimizer.solvers.base import SolveOptions
from optimizer.solvers.solve import solve as solve_program
from optimizer.studies.sweep.axes import scaled
from optimizer.studies.sweep.outcome import Outcome
from optimizer.studies.sweep.work import Task

_STEP = re.compile(r"\.(\d{4}-\d{2}|start)$")
_PASSED_OVER = re.compile(
    r"(^fleetopt$|^horizon\.|\.(name|phases|months|term_months|ramp_months|delivery_months|"
    r"window_months|repay_months|step|life_months|dearest_hours_per_month|gpus|growth_pct_per_year)$|"
    r"^objective\.integer_units$)"
)
"""Keys that are counts, months or names: a tenth more of them means nothing."""


@dataclass(frozen=True)
class Bar:
    """What a key does to the NPV.

    Attributes:
        key: the number or curve that is moved.
        low_usd, high_usd: change of the NPV where it is less and where it is more; None where
            there is no plan then.
        changes_plan: the plan signs, builds or buys something else then.
    """

    key: str
    low_usd: float | None
    high_usd: float | None
    changes_plan: bool

    @property
    def size(self) -> float:
        """The larger effect, USD; no plan is the largest."""
        sizes = [np.inf if usd is None else abs(usd) for usd in (self.low_usd, self.high_usd)]
        return max(sizes)


def numeric_keys(keys: Sequence[FleetKey]) -> list[str]:
    """Numbers and curves of a fleet that may be moved, in the order of the file."""
    out: dict[str, None] = {}
    for key in keys:
        numeric = isinstance(key.value, int | float) and not isinstance(key.value, bool)
        if numeric and key.value != 0 and not _PASSED_OVER.search(key.path):
            out[_STEP.sub("", key.path)] = None
    return [key for key in out if not _PASSED_OVER.search(key)]


def tornado(
    base: Problem,
    path: Path,
    fixed: tuple[str, ...],
    percent: float,
    most: int,
    run: Callable[[Sequence[Task]], tuple[Outcome, ...]],
    options: SolveOptions,
) -> tuple[Bar, ...]:
    """The keys of the largest effect, solved up and down.

    Args:
        base: the fleet as it is.
        path, fixed: its file and the overrides of the whole sweep.
        percent: by how much keys are moved.
        most: so many keys are solved.
        run: solves tasks.
        options: of the solves.

    Raises:
        UsageError: the fleet has no plan as it is.
    """
    up, down = 1 + Decimal(repr(percent)) / 100, 1 - Decimal(repr(percent)) / 100
    ranked = _ranked(base, path, fixed, up, options)[:most]
    single = replace(options, threads=options.threads or 1)
    tasks = [Task(path, "as it is", fixed, single, proved=False)]
    for key in ranked:
        for factor in (down, up):
            moved = (*fixed, *scaled(key, factor, base.keys))
            tasks.append(Task(path, f"{key} x {factor}", moved, single, proved=False))
    first, *others = run(tasks)
    if first.npv_usd is None:
        raise UsageError("the fleet has no plan as it is, so nothing can be compared with it")
    bars = []
    for key, low, high in zip(ranked, others[::2], others[1::2], strict=True):
        changes = any(one.signature != first.signature for one in (low, high))
        if "failed" in (low.reason, high.reason):
            continue  # a number that may not be moved so far
        effects = [
            None if one.npv_usd is None else one.npv_usd - first.npv_usd for one in (low, high)
        ]
        bars.append(Bar(key, effects[0], effects[1], changes))
    return tuple(sorted(bars, key=lambda bar: -bar.size))


def _ranked(
    base: Problem, path: Path, fixed: tuple[str, ...], up: Decimal, options: SolveOptions
) -> list[str]:
    """Keys by their effect to first order, the largest first."""
    formulation = formulate(base)
    solved = solve_program(formulation.program, options)
    if not solved.has_plan:
        raise UsageError("the fleet has no plan as it is, so nothing can be compared with it")
    polished = polish(formulation.program, solved.x)
    duals = solved.row_duals if polished is None else polished.row_duals
    x = solved.x if polished is None else polished.x
    if duals is None:
        return numeric_keys(base.keys)
    prices = Prices.of(formulation.program, x, duals)
    sizes = {}
    for key in numeric_keys(base.keys):
        effect = _effect(formulation, path, fixed, key, up, base.keys, prices)
        if effect is not None:
            sizes[key] = effect
    return sorted(sizes, key=lambda key: -sizes[key])


def _effect(
    formulation: Formulation,
    path: Path,
    fixed: tuple[str, ...],
    key: str,
    up: Decimal,
    keys: Sequence[FleetKey],
    prices: Prices,
) -> float | None:
    """Size of a key's effect to first order, USD; None where it may not be moved.

    A key that changes the rows of the program cannot be told so and comes first.
    """
    try:
        other = formulate(load(path, (*fixed, *scaled(key, up, keys)))).program
    except FleetoptError:
        return None
    effect = first_order(formulation.program, other, prices)
    return np.inf if effect is None else abs(effect)
