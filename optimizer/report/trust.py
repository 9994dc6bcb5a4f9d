"""How sure a plan is: what was checked, by what, and what other plans may do differently."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.certificate.certify import describe
from optimizer.ledger.audit import describe as describe_audit
from optimizer.report.words import percent, usd
from optimizer.results.canonical_plan import IntegerTies
from optimizer.results.result import Plan, Result
from optimizer.results.uncertainty import Uncertainty

_SHOWN = 4
"""Quantities that may vary named in the terminal; the JSON report has them all."""


def trust_table(result: Result) -> RenderableType:
    """A line for each thing that was done to make sure of the plan."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for title, words, style in _lines(result):
        grid.add_row(Text(title), Text(words, style=style))
    return Padding(grid, (0, 0, 0, 2))


def trust_lines(result: Result) -> list[tuple[str, str]]:
    """Title and words of each thing that was done to make sure of the plan."""
    return [(title, words) for title, words, _ in _lines(result)]


def _lines(result: Result) -> Iterator[tuple[str, str, str]]:
    """Title, words and style of every line."""
    plan, proved = result.plan, result.certificate
    if result.uncertainty is not None:
        yield from _over_futures(result.uncertainty)
    if proved is None:
        yield "Proof", "none was asked for: the bound is the solver's word", ""
    else:
        good = proved.rung.is_proved
        yield "Proof", describe(proved), "green" if good else ""
    yield "Rows", check_line(plan), "" if plan.verification.ok else "bold red"
    if plan.audit is not None:
        yield "Ledger", describe_audit(plan.audit), "" if plan.audit.ok else "bold red"
    if plan.canonical is not None:
        yield "Choice", _choice(plan), ""


def _over_futures(told: Uncertainty) -> Iterator[tuple[str, str, str]]:
    """How the decisions for all scenarios were made sure of; the rest speaks of the one shown."""
    if told.certificate is not None:
        good = told.certificate.rung.is_proved
        yield "Decisions", describe(told.certificate), "green" if good else ""
    elif told.gap is not None:
        words = (
            f"no decisions are worth more than {usd(told.bound_usd)}, by cuts that hold and the "
            f"solver's bound (gap {percent(told.gap)})"
        )
        yield "Decisions", words, ""
    words = f"each scenario was answered anew; the lines below are about {told.shown}"
    yield "Scenarios", words, ""


def check_line(plan: Plan) -> str:
    """What the row-by-row check of the plan found."""
    check = plan.verification
    if not check.ok:
        return f"the plan BREAKS its own rules, worst in {check.worst_row or check.worst_column}"
    if check.row_relative == 0:
        return "every equation of the model recomputed, none is broken"
    worst = f"{check.row_relative:.0e}"
    return (
        f"every equation of the model recomputed, none is broken by more than {worst} of its size"
    )


def _choice(plan: Plan) -> str:
    """Whether other plans are worth as much."""
    assert plan.canonical is not None
    others = {
        IntegerTies.NONE: "",
        IntegerTies.BROKEN: "",
        IntegerTies.ALIKE: "; ties among leases, builds and servers that differ were not searched",
        IntegerTies.NOT_SEARCHED: "; ties among leases, builds and servers were not searched",
    }[plan.canonical.integer_ties]
    if not plan.canonical.unique:
        return f"one of several plans worth as much: which is preferred was not settled{others}"
    if not plan.varies:
        if plan.canonical.integer_ties is IntegerTies.NONE:
            return "no other plan is worth as much"
        return f"no other plan with the same whole numbers is worth as much{others}"
    named = ", ".join(plan.varies[:_SHOWN])
    more = len(plan.varies) - _SHOWN
    rest = f" and {more} more" if more > 0 else ""
    return f"of plans worth as much the preferred one; others differ in {named}{rest}{others}"
