"""A result in a notebook: headline, what to do, why, and money, in one small block of HTML."""

from optimizer.report.decisions import instructions
from optimizer.report.html.grids import cell, grids
from optimizer.report.html.page import environment
from optimizer.report.html.why import why
from optimizer.report.summary import after_horizon, fleet_line, headline
from optimizer.results.result import Result


def to_notebook(result: Result) -> str:
    """A block of HTML without scripts; it takes the notebook's own colours."""
    plan = result.plan_or_none
    return (
        environment()
        .get_template("notebook.html.j2")
        .render(
            fleet=fleet_line(result.fleet),
            head=headline(result),
            after="" if plan is None else after_horizon(result),
            todo=[] if plan is None else instructions(plan),
            why=why(result),
            diagnosis=result.diagnosis,
            grids=[] if plan is None else grids(result, plan)[:1],
            cell=cell,
        )
    )
