"""Which reported numbers could be others in a plan that is worth as much.

The plans with the same whole numbers and the same NPV form a face
(:mod:`optimizer.choice.faces`). From it come a few other plans (:mod:`optimizer.choice.spread`),
one of them inside the face: what can be another number is another one there. Their reports are made
like the plan's own, and what differs is named by its path in the JSON report.
"""

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.choice.canonical import optimal_face
from optimizer.choice.faces import FaceError
from optimizer.choice.spread import spread
from optimizer.formulation import Formulation
from optimizer.results.extract import make_result
from optimizer.results.result import Decisions, Kpis, Plan
from optimizer.schedule import Schedule
from optimizer.solvers.base import SolveOptions, SolveResult

FloatArray = NDArray[np.float64]

RELATIVE = 1e-6
"""Numbers further apart than this, relative to the largest of their column, differ."""

DUST = 1e-6
"""Nothing smaller than this counts, in the column's own unit."""

NESTED_KPIS = {
    "yield_mining_usd_per_mw_year": "yield_usd_per_mw_year.mining",
    "yield_hosting_usd_per_mw_year": "yield_usd_per_mw_year.hosting",
    "yield_site_usd_per_mw_year": "yield_usd_per_mw_year.site",
}
"""Key figures that stand in a group of the report."""


def variation(formulation: Formulation, solved: SolveResult) -> tuple[str, ...]:
    """Paths of the JSON report whose numbers differ among plans that are worth as much.

    The whole numbers of the plan are kept: plans with other leases or phases are not looked at.

    Args:
        formulation: of the fleet.
        solved: the canonical plan, with its duals if there are any.

    Returns:
        Sorted paths like ``monthly.sites.rockdale.mining_mw`` or ``decisions.asic_sales``; empty
        also where the solve has no plan.
    """
    if not solved.has_plan:
        return ()
    try:
        face = optimal_face(formulation.program, solved.x, solved.row_duals)
        others = spread(formulation.program, face, solved.x)
    except FaceError:
        return ()
    if not others:
        return ()
    plan = _plan(formulation, solved)
    own, varying = dict(_numbers(plan)), set[str]()
    for x in others:
        other = _plan(formulation, replace(solved, x_or_none=x))
        varying.update(_decisions_apart(plan.decisions, other.decisions))
        varying.update(_records_apart(plan.schedule, other.schedule))
        varying.update(path for path, values in _numbers(other) if _differ(own[path], values))
    return tuple(sorted(varying))


def _plan(formulation: Formulation, solved: SolveResult) -> Plan:
    return make_result(formulation, solved, SolveOptions(), 0.0).plan


def _differ(own: FloatArray, other: FloatArray) -> bool:
    """Whether two columns of numbers differ beyond rounding."""
    if own.shape != other.shape or (np.isnan(own) != np.isnan(other)).any():
        return True
    size = max(float(np.nanmax(np.abs(own), initial=0.0)), 0.0)
    return bool((np.abs(own - other) > max(DUST, RELATIVE * size)).any())


def _numbers(plan: Plan) -> Iterator[tuple[str, FloatArray]]:
    """Every reported column of numbers by its path."""
    yield from _columns("monthly.money", plan.money)
    yield from _columns("monthly", plan.monthly)
    for name, frame in (
        ("sites", plan.sites),
        ("halls", plan.halls),
        ("asics", plan.asics),
        ("debts", plan.debts),
    ):
        yield from _tables(f"monthly.{name}", frame)
    for name, series in (("discounted", plan.discounted), ("terminal", plan.terminal)):
        for line, value in series.items():
            yield f"{name}.{line}", np.array([value], dtype=float)
    for column in ("actual", "headroom_usd", "tested"):
        for covenant, part in plan.covenants.groupby("covenant", sort=False):
            yield f"covenants.{covenant}.{column}", part[column].to_numpy(dtype=float)
    yield from _key_figures(plan.kpis)


def _columns(path: str, frame: pd.DataFrame) -> Iterator[tuple[str, FloatArray]]:
    for name, column in zip(frame.columns, frame.to_numpy(dtype=float).T, strict=True):
        yield f"{path}.{name}", column


def _tables(path: str, frame: pd.DataFrame) -> Iterator[tuple[str, FloatArray]]:
    """Columns of a frame indexed by (label, month), for each label."""
    labels = list(dict.fromkeys(frame.index.get_level_values(0)))
    if not labels:
        return
    values = frame.to_numpy(dtype=float).reshape(len(labels), -1, len(frame.columns))
    for label, part in zip(labels, values, strict=True):
        for name, column in zip(frame.columns, part.T, strict=True):
            yield f"{path}.{label}.{name}", column


def _key_figures(kpis: Kpis) -> Iterator[tuple[str, FloatArray]]:
    for name, value in vars(kpis).items():
        number = np.nan if value is None else float(value)
        yield f"kpis.{NESTED_KPIS.get(name, name)}", np.array([number])


def _decisions_apart(own: Decisions, other: Decisions) -> Iterator[str]:
    """Lists of decisions that differ; of contracts, which are all listed, the columns that do."""
    for name in vars(own):
        a, b = getattr(own, name), getattr(other, name)
        if name == "contracts":
            for column in a.columns:
                if not _alike(a[[column]], b[[column]]):
                    yield f"decisions.contracts.{column}"
        elif not _alike(a, b):
            yield f"decisions.{name}"


def _alike(own: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two lists of decisions are the same but for rounding."""
    if len(own) != len(other):
        return False
    for column in own.columns:
        a, b = own[column], other[column]
        if pd.api.types.is_float_dtype(a):
            if _differ(a.to_numpy(dtype=float), b.to_numpy(dtype=float)):
                return False
        elif column == "halls":
            if any(list(x) != list(y) for x, y in zip(a, b, strict=True)):
                return False
            if _differ(_shares(list(a)), _shares(list(b))):
                return False
        elif list(a) != list(b):
            return False
    return True


def _shares(halls: list[dict[str, float]]) -> FloatArray:
    return np.array([value for row in halls for value in row.values()], dtype=float)


def _records_apart(own: Schedule, other: Schedule) -> Iterator[str]:
    """Tables of the schedule that differ."""
    for part in fields(own):
        a, b = (_flat(getattr(schedule, part.name)) for schedule in (own, other))
        if a[0] != b[0] or _differ(a[1], b[1]):
            yield f"schedule.{part.name}"


def _flat(records: tuple[object, ...]) -> tuple[list[object], FloatArray]:
    """What records name, and the quantities in them."""
    names: list[object] = []
    numbers: list[float] = []

    def walk(value: object) -> None:
        if isinstance(value, float):
            numbers.append(value)
        elif isinstance(value, str | int):
            names.append(value)
        else:
            for part in value if isinstance(value, tuple) else vars(value).values():
                walk(part)

    walk(records)
    return names, np.array(numbers, dtype=float)
