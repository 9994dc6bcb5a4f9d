"""Put the page together: a template, one style sheet, the scripts and the data, all in one file."""

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from optimizer.report.decisions import instructions
from optimizer.report.diagnosis import set_options
from optimizer.report.html.charts import charts
from optimizer.report.html.grids import cell, grids
from optimizer.report.html.why import why
from optimizer.report.summary import (
    after_horizon,
    fleet_line,
    headline,
    key_figures,
    next_steps,
    overrides_line,
    solver_line,
)
from optimizer.report.tables import tables
from optimizer.report.trust import trust_lines
from optimizer.report.words import usd
from optimizer.results.result import Result
from optimizer.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment

_SCRIPTS = ("d3.min.js", "plot.umd.min.js", "plan_charts.js", "study_charts.js", "charts.js")


def to_html(result: Result) -> str:
    """The page of a result."""
    plan = result.plan_or_none
    pictures = [] if plan is None else charts(result)
    head = headline(result)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            result=result,
            fleet=fleet_line(result.fleet),
            head=head,
            overrides=overrides_line(result.fleet),
            after="" if plan is None else after_horizon(result),
            todo=[] if plan is None else instructions(plan),
            why=why(result),
            charts=pictures,
            data=script_data({chart.name: chart.data for chart in pictures}),
            grids=[] if plan is None else grids(result, plan),
            figures=[] if plan is None else list(key_figures(plan)),
            trust=[] if plan is None else trust_lines(result),
            diagnosis=result.diagnosis,
            set_options=set_options,
            next_steps=[] if plan is not None else next_steps(result),
            about=_about(result),
            solver=solver_line(result),
            version=__version__,
            style=asset("style.css"),
            scripts=scripts() if pictures else [],
            cell=cell,
            usd=usd,
        )
    )


@cache
def environment() -> "Environment":
    """The templates; every value is escaped unless it says otherwise."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("optimizer.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def asset(name: str) -> str:
    """A file that goes into the page as it is."""
    return (files("optimizer.report.html") / "assets" / name).read_text(encoding="utf-8")


def scripts() -> list[str]:
    """The scripts that draw pictures."""
    return [asset(name) for name in _SCRIPTS]


def script_data(value: Any) -> str:
    """Data as JSON that can stand in a script: no text in it can end the script."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _about(result: Result) -> list[tuple[str, str]]:
    """Where the report comes from."""
    table = next(table for table in tables(result) if table.name == "about")
    return [(str(item), str(value)) for item, value in table.rows]
