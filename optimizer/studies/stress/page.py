"""A stress test as a page: shocks, how often what happens, fans of cash and DSCR."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.report.grid import Grid
from optimizer.report.html.charts import Chart
from optimizer.report.html.charts.futures import fan_chart
from optimizer.report.json_text import Json
from optimizer.report.words import percent, plural, usd
from optimizer.scenario import Outcome
from optimizer.studies.page import Page
from optimizer.studies.stress.run import Stress
from optimizer.studies.stress.suffering import Suffering, chance


def page_of(found: Stress) -> Page:
    """The stress test as a page."""
    grids = [_shocks(found)]
    if found.fresh:
        grids.append(_chances(found))
    return Page(
        f"{found.fleet}: decisions held fixed, and the world turned bad",
        tuple(_lead(found)),
        tuple(grids),
        tuple(_charts(found)),
    )


def _lead(found: Stress) -> Iterator[str]:
    real = found.named[1:]
    broken = [one for one in real if not one.survives]
    if not broken:
        yield f"The plan survives each of {plural(len(real), 'shock')} without help."
    else:
        worst = max(real, key=_cure_needed)
        takes = f"takes {usd(worst.cure_usd)}" if worst.npv_usd is not None else "has no cure"
        yield (
            f"Of {plural(len(real), 'shock')} the plan survives {len(real) - len(broken)} without "
            f"help; the dearest, {worst.name}, {takes}."
        )
    if found.fresh:
        fails = np.array([not one.survives for one in found.fresh])
        yield (
            f"In {plural(len(found.fresh), 'fresh scenario')} that no plan was made for it needs "
            f"help with a probability of {percent(chance(list(found.fresh), fails))}."
        )
    yield (
        "Decisions stay; machines, power, coins, draws and equity answer as well as they can, "
        "knowing the whole scenario. A cure is what owners put in so that cash and covenants hold, "
        "where nothing else helps; half of it is lost on the way, and it counts as EBITDA in tests."
    )
    if found.neutral_named:
        yield "Beside it: the plan that looks at the expected NPV alone."


def _shocks(found: Stress) -> Grid:
    calm = found.named[0].npv_usd
    headings = ["Shock", "NPV", "Change", "Cash runs out", "First covenant broken", "Cure"]
    if found.neutral_named:
        headings.append("Cure without risk aversion")
    rows = []
    for number, one in enumerate(found.named):
        change = None if one.npv_usd is None or calm is None else one.npv_usd - calm
        row = [
            one.name,
            "no answer" if one.npv_usd is None else usd(one.npv_usd),
            "" if change is None or number == 0 else usd(change),
            _month(found, one.cash_out),
            _broken(found, one),
            usd(one.cure_usd) if one.cure_usd else "-",
        ]
        if found.neutral_named:
            other = found.neutral_named[number]
            row.append("no answer" if other.npv_usd is None else _cure(other))
        rows.append(tuple(row))
    return Grid("Shocks", tuple(headings), tuple(rows), strong=(len(rows) - 1,))


def _cure(one: Suffering) -> str:
    return usd(one.cure_usd) if one.cure_usd else "-"


def _month(found: Stress, month: int | None) -> str:
    return "never" if month is None else f"{found.months[month]} (month {month + 1})"


def _broken(found: Stress, one: Suffering) -> str:
    if one.broken_in is None:
        return "none"
    return f"{one.broken} in {found.months[one.broken_in]}"


def _chances(found: Stress) -> Grid:
    """How often what happens in fresh scenarios."""
    headings = ["In fresh scenarios", "This plan"]
    columns = [list(found.fresh)]
    if found.neutral_fresh:
        headings.append("Without risk aversion")
        columns.append(list(found.neutral_fresh))
    unanswered = any(one.npv_usd is None for told in columns for one in told)
    of = ", of those answered" if unanswered else ""
    rows = [
        (
            "Cash runs out",
            *(_share(told, [one.cash_out is not None for one in told]) for told in columns),
        ),
        (
            "A covenant is broken",
            *(_share(told, [bool(one.broken) for one in told]) for told in columns),
        ),
        (
            "No answer, even with cures",
            *(_share(told, [one.npv_usd is None for one in told]) for told in columns),
        ),
        (f"Expected NPV{of}", *(usd(_mean([one.npv_usd for one in told])) for told in columns)),
        (
            f"Expected cure{of}",
            *(
                usd(_mean([one.cure_usd for one in told if one.npv_usd is not None]))
                for told in columns
            ),
        ),
        (
            "Cure in the worst 5 %",
            *(_worst([_cure_needed(one) for one in told]) for told in columns),
        ),
    ]
    return Grid("How often", tuple(headings), tuple(rows))


def _share(told: list[Suffering], happens: list[bool]) -> str:
    return percent(chance(told, np.array(happens)))


def _cure_needed(one: Suffering) -> float:
    """USD; without end where nothing helps."""
    return one.cure_usd if one.npv_usd is not None else math.inf


def _mean(values: Sequence[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return float(np.mean(known)) if known else None


def _worst(values: Sequence[float]) -> str:
    """Mean of the largest twentieth."""
    ordered = np.sort(np.array(values))[::-1]
    mean = float(ordered[: max(len(ordered) // 20, 1)].mean())
    return usd(mean) if math.isfinite(mean) else "no cure helps"


def _charts(found: Stress) -> Iterator[Chart]:
    told = [one for one in found.fresh if one.cash_usd]
    if not told:
        return
    outcomes = [Outcome(one.name, one.probability, one.npv_usd) for one in told]
    months = list(found.months)
    floor = None if found.min_cash is None else list[Json](found.min_cash)
    fails = np.array([not one.survives for one in told])
    message = f"Without cures it fails in {percent(chance(told, fails))} of them."
    yield fan_chart(
        "stress_cash", "Cash in fresh scenarios, without cures", message, months, outcomes,
        [one.cash_usd for one in told], floor=floor, floor_name="Floor of cash",
    )  # fmt: skip
    if any(value is not None for one in told for value in one.dscr):
        yield fan_chart(
            "stress_dscr", "DSCR in fresh scenarios, without cures",
            "As the covenants test it, or of all debts over twelve months.", months, outcomes,
            [one.dscr for one in told], unit="x",
        )  # fmt: skip
