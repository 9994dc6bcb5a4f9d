"""A comparison as a page: what it comes to, then input, decisions, money, risk."""

from typing import Any

from optimizer.report.grid import Grid
from optimizer.report.words import ABSENT, MoneyUnit, plural, usd
from optimizer.studies.compare.changes import Comparison, LineChange, RiskLine
from optimizer.studies.compare.side import Side
from optimizer.studies.page import Page

_MOST_LINES = 12
_MOST_KEYS = 40


def page_of(comparison: Comparison) -> Page:
    """The comparison as a page."""
    grids = [
        _overview(comparison),
        _input(comparison),
        _decisions(comparison),
        _lines(comparison),
        _years(comparison),
        _risks(comparison),
    ]
    names = [side.label for side in comparison.sides]
    title = f"{names[0]} against {', '.join(names[1:])}"
    return Page(title, tuple(_lead(comparison)), tuple(grid for grid in grids if grid.rows))


def _lead(comparison: Comparison) -> list[str]:
    """A sentence for each side after the first."""
    first = comparison.sides[0]
    out = []
    for number, side in enumerate(comparison.sides[1:]):
        sentence = _worth(first, side)
        if comparison.tied[number]:
            differing = any(one.words[0] != one.words[number + 1] for one in comparison.decisions)
            sentence += (
                " The input is the same: what differs are ties among plans of the same worth."
                if differing
                else " The input is the same, and so is the plan."
            )
        elif comparison.within_proof[number] and first.npv != side.npv:
            sentence += " The difference lies within what is proved."
        parted = comparison.parted[number]
        if parted is not None and not comparison.tied[number]:
            sentence += f" The plans part in {parted}."
        out.append(sentence)
    return out


def _worth(first: Side, side: Side) -> str:
    if first.npv is None or side.npv is None:
        missing = [one.label for one in (first, side) if one.npv is None]
        return f"There is no plan for {' nor for '.join(missing)}."
    change = side.npv - first.npv
    if abs(change) < 0.5:
        return f"{side.label} is worth as much as {first.label}: {usd(side.npv)}."
    more = "more" if change > 0 else "less"
    return (
        f"{side.label} is worth {usd(abs(change))} {more} than {first.label}: "
        f"{usd(side.npv)} instead of {usd(first.npv)}."
    )


def _heads(comparison: Comparison) -> tuple[str, ...]:
    return tuple(side.label for side in comparison.sides)


def _overview(comparison: Comparison) -> Grid:
    """What each side is worth and signs, with three sides or more."""
    if len(comparison.sides) < 3:
        return Grid("", (), ())
    base = comparison.sides[0].npv
    rows = []
    for side in comparison.sides:
        decisions = side.report.decisions
        signed = [one.name for one in decisions.contracts if one.signed] if decisions else []
        change = "" if side.npv is None or base is None else usd(side.npv - base)
        rows.append(
            (
                side.label,
                ", ".join(signed) or ("none" if side.has_plan else "no plan"),
                usd(side.npv) if side.npv is not None else "no plan",
                change if side is not comparison.sides[0] else "",
            )
        )
    return Grid("At a glance", ("", "Leases signed", "NPV", "Change"), tuple(rows), left=2)


def _input(comparison: Comparison) -> Grid:
    rows = [
        (change.path, *(_value(value) for value in change.values)) for change in comparison.keys
    ]
    rows += [
        (f"{change.path} (table)", *(_digest(value) for value in change.values))
        for change in comparison.tables
    ]
    note = ""
    if len(rows) > _MOST_KEYS:
        note = f"and {plural(len(rows) - _MOST_KEYS, 'key')} more"
        rows = rows[:_MOST_KEYS]
    return Grid("Input", ("Key", *_heads(comparison)), tuple(rows), note=note)


def _value(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "[]"
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)


def _digest(value: Any) -> str:
    return "-" if value is None else f"{str(value)[:8]}…"


def _decisions(comparison: Comparison) -> Grid:
    rows: list[tuple[str, ...]] = []
    for one in comparison.decisions:
        sign = "=" if one.tie else one.sign.value
        words = [word or "-" for word in one.words]
        if len(comparison.sides) == 2:
            before, after = words
            said = after if before == "-" else before if after == "-" else f"{before} -> {after}"
            rows.append((sign, one.kind, one.name, said))
        else:
            rows.append((sign, one.kind, one.name, *words))
    heads = ("What",) if len(comparison.sides) == 2 else _heads(comparison)
    note = (
        "= differs, and may differ among plans of the same worth"
        if any(one.tie for one in comparison.decisions)
        else ""
    )
    return Grid(
        "Decisions: + added, - dropped, ~ changed",
        ("", "Kind", "Name", *heads),
        tuple(rows),
        left=3 + len(heads),
        note=note,
    )


def _lines(comparison: Comparison) -> Grid:
    """Discounted money by line; the rest and the NPV below, so that it adds up."""
    shown = list(comparison.lines[:_MOST_LINES])
    npvs = tuple(side.npv for side in comparison.sides)
    rest = tuple(
        None if npv is None else npv - sum(line.values[i] or 0.0 for line in shown)
        for i, npv in enumerate(npvs)
    )
    rows = [*shown, LineChange("All other lines", rest), LineChange("NPV", npvs)]
    unit = MoneyUnit.for_size(max((abs(v or 0.0) for row in rows for v in row.values), default=0.0))
    cells = tuple((row.title, *_amounts(row.values, unit)) for row in rows)
    return Grid(
        f"Money by line, {unit.name} discounted, the largest change first",
        ("Line", *_with_changes(comparison)),
        cells if comparison.lines else (),
        strong=(len(cells) - 1,),
    )


def _with_changes(comparison: Comparison) -> tuple[str, ...]:
    heads = _heads(comparison)
    return (*heads, "Change") if len(heads) == 2 else heads


def _amounts(values: tuple[float | None, ...], unit: MoneyUnit) -> tuple[str, ...]:
    cells = tuple("" if value is None else unit.cell(value) for value in values)
    if len(values) != 2:
        return cells
    before, after = values
    change = "" if before is None or after is None else unit.cell(after - before)
    return (*cells, change if not change or change.startswith("-") else f"+{change}")


def _years(comparison: Comparison) -> Grid:
    rows = comparison.years
    unit = MoneyUnit.for_size(max((abs(v or 0.0) for _, _, vs in rows for v in vs), default=0.0))
    cells = tuple((title, year, *_amounts(values, unit)) for title, year, values in rows)
    return Grid(
        f"Money by year, {unit.name}",
        ("", "Year", *_with_changes(comparison)),
        cells,
        left=2,
    )


def _risks(comparison: Comparison) -> Grid:
    rows = [
        (risk.title, *(_risk(risk, i) for i in range(len(comparison.sides))))
        for risk in comparison.risks
    ]
    return Grid("Risk", ("", *_heads(comparison)), tuple(rows))


def _risk(risk: RiskLine, number: int) -> str:
    value, where = risk.values[number], risk.where[number]
    if value is None:
        return ABSENT
    if isinstance(value, str):
        return value
    shown = {
        "usd": usd(value),
        "ratio": f"{value:.2f}x",
        "percent": f"{value:,.1f} %",
        "price": f"${value:,.2f}/PH/s-day",
    }[risk.unit]
    return f"{shown} in {where}" if where else shown
