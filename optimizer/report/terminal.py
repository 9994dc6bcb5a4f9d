"""The report in the terminal: the decision first, then where it comes from.

The text is drawn for a :class:`Canvas`; off a terminal it is plain, and the same on every
machine.
"""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.certificate.certify import describe
from optimizer.errors.visible import visible
from optimizer.report import uses
from optimizer.report.covenants import covenant_table, debt_table
from optimizer.report.decisions import instructions
from optimizer.report.diagnosis import diagnosis_parts
from optimizer.report.layout import Canvas, draw, heading
from optimizer.report.money import money_table
from optimizer.report.summary import (
    after_horizon,
    fleet_line,
    headline,
    key_figures,
    next_steps,
    overrides_line,
    solver_line,
)
from optimizer.report.trust import trust_table
from optimizer.report.uncertainty import uncertainty_parts
from optimizer.report.why import why_parts
from optimizer.results.result import Plan, Result

_VERB_STYLES = {"Sign": "green", "Build": "cyan", "Buy": "cyan", "Sell": "yellow"}


def to_terminal(result: Result, canvas: Canvas | None = None) -> str:
    """The report as text, ending in a newline; no line is wider than the canvas.

    Args:
        result: with or without a plan.
        canvas: what it is drawn on; by default 100 columns without colours.
    """
    canvas = canvas or Canvas()
    return draw(_sections(result, canvas), canvas)


def _sections(result: Result, canvas: Canvas) -> Iterator[RenderableType]:
    """The report from top to bottom."""
    yield from _header(result)
    if result.plan_or_none is None:
        yield from _without_plan(result)
    else:
        yield from _with_plan(result.plan, result, canvas)
    yield ""
    yield Text(solver_line(result), style="dim")


def _header(result: Result) -> Iterator[RenderableType]:
    """Which fleet, what the plan is worth, how sure that is."""
    head = headline(result)
    worth = Text(head.worth, style="bold green" if head.good else "bold yellow")
    if head.surety:
        worth.append(f", {head.surety}", style="not bold")
    yield Text(fleet_line(result.fleet), style="bold")
    if result.fleet.description:
        yield Text(" ".join(result.fleet.description.split()), style="dim")
    if result.fleet.overrides:
        yield Text(f"With {visible(overrides_line(result.fleet))}", style="yellow")
    yield ""
    yield worth
    if result.plan_or_none is not None:
        yield Text(after_horizon(result))


def _with_plan(plan: Plan, result: Result, canvas: Canvas) -> Iterator[RenderableType]:
    """All that there is to say of a plan."""
    horizon = result.fleet.horizon
    yield from _spaced(heading("What to do"), _decisions(plan))
    if result.reasons is not None:
        yield from _spaced(*why_parts(result))
    if result.uncertainty is not None:
        yield from _spaced(*uncertainty_parts(result.uncertainty, horizon))
    yield from _spaced(heading("Where the megawatts go"), *uses.explanation(plan, horizon, canvas))
    for table in uses.tables(plan, horizon, canvas):
        yield from _spaced(table)
    yield from _spaced(money_table(plan, horizon, canvas))
    for optional in (debt_table(plan), covenant_table(plan)):
        if optional is not None:
            yield from _spaced(optional)
    yield from _spaced(heading("Key figures"), _key_figures(plan))
    yield from _spaced(heading("How sure this is"), trust_table(result))


def _without_plan(result: Result) -> Iterator[RenderableType]:
    """Why there is no plan, and what to do next."""
    if result.certificate is not None:
        yield Text(f"Proof: {describe(result.certificate)}.")
    elif result.termination.message:
        yield Text(f"The solver says: {result.termination.message}")
    yield ""
    if result.diagnosis is not None:
        yield from diagnosis_parts(result.diagnosis)
        if result.diagnosis.cures and result.fleet.overrides:
            yield ""
            yield Text(f"Each beside what was given: {visible(overrides_line(result.fleet))}")
        return
    for line in next_steps(result):
        yield Text(line)


def _spaced(*parts: RenderableType) -> Iterator[RenderableType]:
    """Parts of a section after an empty line."""
    yield ""
    yield from parts


def _decisions(plan: Plan) -> RenderableType:
    """Instructions, the verb standing out."""
    todo = instructions(plan)
    if not todo:
        return Text("  Nothing: no lease, build, order or sale; the machines run as they stand.")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for item in todo:
        style = _VERB_STYLES.get(item.verb, "")
        grid.add_row(Text(item.verb, style=style), Text(item.sentence))
    return Padding(grid, (0, 0, 0, 2))


def _key_figures(plan: Plan) -> RenderableType:
    """Key figures, a line each."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for title, value in key_figures(plan):
        grid.add_row(Text(title), Text(value))
    return Padding(grid, (0, 0, 0, 2))
