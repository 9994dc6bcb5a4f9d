"""A sweep as a page: table, map, where the plan changes, plans by letter, tornado."""

from optimizer.report.grid import Grid
from optimizer.report.html.charts import Chart
from optimizer.report.json_text import Json, JsonObject
from optimizer.report.words import plural, usd
from optimizer.studies.page import Page
from optimizer.studies.sweep.outcome import Outcome
from optimizer.studies.sweep.run import Sweep
from optimizer.studies.sweep.tornado import Bar

_BAR = 18
_MOST_ROWS = 400


def page_of(sweep: Sweep) -> Page:
    """The sweep as a page."""
    grids = [_map(sweep), _table(sweep), _edges(sweep), _plans(sweep), _bars(sweep)]
    charts = [chart for chart in (_npv_chart(sweep), _map_chart(sweep), _tornado(sweep)) if chart]
    title = f"{sweep.fleet}: {_what(sweep)}"
    return Page(title, tuple(_lead(sweep)), tuple(g for g in grids if g.rows), tuple(charts))


def _what(sweep: Sweep) -> str:
    if sweep.axes:
        return " and ".join(axis.title for axis in sweep.axes)
    return plural(len(sweep.cases), "case") if sweep.cases else "which keys matter most"


def _lead(sweep: Sweep) -> list[str]:
    """What the sweep comes to."""
    out = []
    known = [one for one in sweep.outcomes if one.npv_usd is not None]
    if known:
        best = max(known, key=lambda one: one.npv_usd or 0.0)
        worst = min(known, key=lambda one: one.npv_usd or 0.0)
        plans = len({one.signature for one in known})
        out.append(
            f"NPV from {usd(worst.npv_usd)} ({worst.case}) to {usd(best.npv_usd)} ({best.case}); "
            f"{plural(plans, 'plan')}."
        )
    failed = [one for one in sweep.outcomes if one.reason == "failed"]
    without = len(sweep.outcomes) - len(known) - len(failed)
    if without:
        out.append(f"{plural(without, 'case')} without a plan.")
    if failed:
        out.append(f"{plural(len(failed), 'case')} failed: {failed[0].case}: {failed[0].words}")
    if sweep.bars:
        first = sweep.bars[0]
        effect = "leaves no plan" if first.size == float("inf") else f"moves {usd(first.size)}"
        out.append(f"{first.key} by {sweep.percent:g} % {effect}, the most of all keys.")
    return out or ["Nothing was solved."]


def _letter(sweep: Sweep, one: Outcome) -> str:
    return "failed" if one.signature is None else sweep.plans[one.signature]


def _table(sweep: Sweep) -> Grid:
    """A row for each case."""
    plans = sweep.plans
    heads = [axis.title for axis in sweep.axes] or ["Case"]
    rows = []
    first = next((one.npv_usd for one in sweep.outcomes if one.npv_usd is not None), None)
    for case, one in list(zip(sweep.cases, sweep.outcomes, strict=True))[:_MOST_ROWS]:
        change = "" if one.npv_usd is None or first is None else usd(one.npv_usd - first)
        letter = plans[one.signature] if one.signature is not None else "failed"
        rows.append(
            (
                *(case.at or (case.name,)),
                letter,
                usd(one.npv_usd) if one.npv_usd is not None else one.reason,
                change,
                usd(one.min_cash_usd) if one.min_cash_usd is not None else "",
                f"{one.min_dscr:.2f}x" if one.min_dscr is not None else "",
            )
        )
    headings = (*heads, "Plan", "NPV", "Change", "Lowest cash", "Lowest DSCR")
    more = len(sweep.cases) - len(rows)
    note = f"and {plural(more, 'case')} more" if more > 0 else ""
    return Grid("Cases", headings, tuple(rows), left=len(heads) + 1, note=note)


def _map(sweep: Sweep) -> Grid:
    """Letters over two axes, the first across."""
    if len(sweep.axes) != 2:
        return Grid("", (), ())
    across, down = sweep.axes
    letters = {
        case.at: _letter(sweep, one) for case, one in zip(sweep.cases, sweep.outcomes, strict=True)
    }
    rows = [(y, *(letters[x, y] for x in across.values)) for y in down.values]
    title = f"Plans: {across.title} across, {down.title} down"
    return Grid(title, ("", *across.values), tuple(rows))


def _edges(sweep: Sweep) -> Grid:
    """Where the plan changes."""
    plans = sweep.plans
    rows = []
    for one in sweep.edges:
        edge = one.edge
        change = f"{plans[edge.before]} -> {plans[edge.after]}"
        exact = "worth the same" if edge.exact else "found by halving"
        rows.append((*one.at, f"{edge.value:,.6g}", change, exact))
    heads = [axis.title for axis in sweep.axes[1:]]
    return Grid(
        "Where the plan changes", (*heads, "At", "Plans", ""), tuple(rows), left=len(heads) + 3
    )


def _plans(sweep: Sweep) -> Grid:
    rows = [
        (letter, signature.words) for signature, letter in sweep.plans.items() if not signature.none
    ]
    return Grid("Plans", ("", "What it does"), tuple(rows), left=2)


def _bars(sweep: Sweep) -> Grid:
    """The tornado as text."""
    sizes = [abs(value) for bar in sweep.bars for value in (bar.low_usd, bar.high_usd) if value]
    most = max(sizes, default=1.0)
    rows = tuple(
        (
            bar.key,
            _effect(bar.low_usd),
            _effect(bar.high_usd),
            _drawn(bar, most),
            "yes" if bar.changes_plan else "",
        )
        for bar in sweep.bars
    )
    less, more = (f"{sweep.percent:g} % {word}" for word in ("less", "more"))
    title = "Tornado: change of the NPV, each key alone"
    return Grid(title, ("Key", less, more, "", "Other plan"), rows)


def _effect(value: float | None) -> str:
    return "no plan" if value is None else usd(value)


def _drawn(bar: Bar, most: float) -> str:
    """A bar as long as the larger effect."""
    size = min(bar.size, most)
    return "#" * max(1, round(_BAR * size / most)) if size > 0 else ""


def _npv_chart(sweep: Sweep) -> Chart | None:
    if len(sweep.axes) != 1 or sweep.axes[0].numbers is None:
        return None
    plans = sweep.plans
    points: list[Json] = [
        {
            "x": x,
            "npv": one.npv_usd,
            "letter": _letter(sweep, one),
            "words": one.signature.words if one.signature else "",
        }
        for x, one in zip(sweep.axes[0].numbers, sweep.outcomes, strict=True)
    ]
    data: JsonObject = {
        "axis": sweep.axes[0].title,
        "letters": [letter for letter in plans.values() if letter != "-"],
        "points": points,
        "edges": [one.edge.value for one in sweep.edges],
    }
    return Chart("npv", "npv", "NPV, and where the best plan changes", _message(sweep), data, None)


def _map_chart(sweep: Sweep) -> Chart | None:
    if len(sweep.axes) != 2:
        return None
    cells: list[Json] = [
        {
            "x": case.at[0],
            "y": case.at[1],
            "npv": one.npv_usd,
            "letter": _letter(sweep, one),
            "words": one.signature.words if one.signature else "",
        }
        for case, one in zip(sweep.cases, sweep.outcomes, strict=True)
    ]
    across, down = sweep.axes
    data: JsonObject = {
        "x": across.title,
        "y": down.title,
        "xs": list[Json](across.values),
        "ys": list[Json](down.values),
        "letters": [letter for letter in sweep.plans.values() if letter != "-"],
        "cells": cells,
    }
    return Chart("map", "map", "Which plan is best where", _message(sweep), data, None)


def _message(sweep: Sweep) -> str:
    return _lead(sweep)[0]


def _tornado(sweep: Sweep) -> Chart | None:
    if not sweep.bars:
        return None
    data: JsonObject = {
        "percent": sweep.percent,
        "bars": [{"key": bar.key, "low": bar.low_usd, "high": bar.high_usd} for bar in sweep.bars],
    }
    title = "Which keys matter most: change of the NPV"
    return Chart("tornado", "tornado", title, _lead(sweep)[-1], data, None)
