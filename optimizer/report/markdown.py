"""The report in Markdown: for pull requests, wikis and mails; reads well as plain text too."""

import re
from collections.abc import Iterator, Sequence

from optimizer.diagnosis.findings import Diagnosis
from optimizer.report.covenants import ratio, tightest
from optimizer.report.decisions import instructions
from optimizer.report.diagnosis import set_options
from optimizer.report.money_rows import largest_amount, money_rows, worth_rows
from optimizer.report.periods import for_columns
from optimizer.report.reasons import not_in_full, reasons, scarce_sentences
from optimizer.report.summary import (
    after_horizon,
    fleet_line,
    headline,
    key_figures,
    next_steps,
    overrides_line,
    solver_line,
)
from optimizer.report.trust import trust_lines
from optimizer.report.uncertainty import scenario_grid, sentences
from optimizer.report.words import MoneyUnit, usd
from optimizer.results.result import Plan, Result

_MOST_YEARS = 10
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")


def escape(text: str) -> str:
    """Text in which nothing is markup: names of a fleet may hold anything."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> Iterator[str]:
    """The lines of a table; all columns but the first ``left`` stand on the right."""
    yield f"| {' | '.join(headings)} |"
    yield f"|{'|'.join(' --- ' if i < left else ' ---: ' for i in range(len(headings)))}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def to_markdown(result: Result) -> str:
    """The report as Markdown, ending in a newline."""
    return "\n".join(_lines(result)).rstrip("\n") + "\n"


def _lines(result: Result) -> Iterator[str]:
    head = headline(result)
    yield f"# {escape(fleet_line(result.fleet))}"
    yield ""
    if result.fleet.description:
        yield from (escape(result.fleet.description), "")
    if result.fleet.overrides:
        yield from (f"With `{overrides_line(result.fleet).replace('`', '')}`", "")
    yield f"**{escape(head.worth)}**" + (f", {escape(head.surety)}" if head.surety else "")
    if result.plan_or_none is None:
        yield from _without_plan(result)
    else:
        yield from _with_plan(result, result.plan_or_none)
    yield from ("", f"<sub>{escape(solver_line(result))}</sub>")


def _with_plan(result: Result, plan: Plan) -> Iterator[str]:
    yield from ("", escape(after_horizon(result)), "", "## What to do", "")
    todo = instructions(plan)
    for item in todo:
        yield f"- **{item.verb}** {escape(item.sentence)}"
    if not todo:
        yield "Nothing: no lease, build, order or sale; the machines run as they stand."
    yield from _why(result)
    yield from _scenarios(result)
    yield from _money(result, plan)
    yield from _covenants(plan)
    yield from ("", "## Key figures", "")
    yield from table(("Figure", "Value"), [(t, escape(v)) for t, v in key_figures(plan)])
    yield from ("", "## How sure this is", "")
    for title, words in trust_lines(result):
        yield f"- **{title}**: {escape(words)}"


def _why(result: Result) -> Iterator[str]:
    told = result.reasons
    if told is None:
        return
    yield from ("", "## Why", "")
    for why in reasons(result):
        yield f"- **{escape(why.name)}**: {escape(why.sentence)}"
    if words := not_in_full(told):
        yield f"- {escape(words)}"
    if scarce := scarce_sentences(told.marginal):
        yield from ("", "What is scarce, whole numbers fixed:", "")
        yield from (f"- {escape(sentence)}" for sentence in scarce)


def _scenarios(result: Result) -> Iterator[str]:
    told = result.uncertainty
    if told is None:
        return
    grid = scenario_grid(told, result.fleet.horizon)
    yield from ("", f"## {escape(grid.title)}", "")
    for sentence in sentences(told):
        yield from (escape(sentence), "")
    rows = [[escape(cell) for cell in row] for row in grid.rows]
    yield from table(grid.headings, rows)


def _money(result: Result, plan: Plan) -> Iterator[str]:
    horizon = result.fleet.horizon
    unit = MoneyUnit.for_size(largest_amount(plan))
    periods = for_columns(horizon, _MOST_YEARS)
    rows = [*money_rows(plan, periods), *worth_rows(plan, horizon, len(periods))]
    yield from ("", f"## Money in {escape(unit.name)}, inflow positive", "")
    headings = ("", *(period.label for period in periods), "Total", "Today's money")
    shown = []
    for row in rows:
        cells = [escape(row.label), *(unit.cell(amount) for amount in row.amounts)]
        shown.append([f"**{cell}**" if row.strong and cell else cell for cell in cells])
    yield from table(headings, shown)


def _covenants(plan: Plan) -> Iterator[str]:
    rows = list(tightest(plan.covenants))
    if not rows:
        return
    yield from ("", "## Covenants in their tightest month", "")
    yield from table(
        ("Covenant", "Month", "Required", "Met", "EBITDA to spare", "Tests"),
        [
            (
                escape(row.name),
                row.month or "not tested",
                ratio(row.required),
                ratio(row.actual),
                usd(row.headroom_usd) if row.tests else "",
                str(row.tests),
            )
            for row in rows
        ],
    )


def _without_plan(result: Result) -> Iterator[str]:
    yield ""
    if result.diagnosis is not None:
        yield from _diagnosis(result.diagnosis)
        return
    for line in next_steps(result):
        yield f"    {line.strip()}" if line.startswith("  ") else escape(line)


def _diagnosis(diagnosis: Diagnosis) -> Iterator[str]:
    yield from ("## Why there is no plan", "", escape(diagnosis.words), "")
    if diagnosis.cures:
        yield from ("## What would give a plan", "")
        for cure in diagnosis.cures:
            yield f"- {usd(cure.usd)}: {escape(cure.words)}."
            yield from (f"  `{line.replace('`', '')}`" for line in set_options(cure).splitlines())
    if diagnosis.conflict:
        yield from ("", "## What cannot hold together", "")
        for key in diagnosis.conflict:
            place = f"{key.file}:{key.line}" if key.line else key.file
            yield f"- {escape(place)}: {escape(key.path)}: {escape(key.words)}"
