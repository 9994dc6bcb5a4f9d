"""A verdict in words, and as JSON."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.errors.visible import short, visible
from optimizer.report.json_text import JsonObject, dumps
from optimizer.report.layout import Canvas, draw
from optimizer.verification.checks import Check, Standing, Verdict

_LONGEST = 500
"""Characters shown of a check's words."""

_STYLES = {Standing.HOLDS: "green", Standing.FAILS: "bold red", Standing.CLAIMED: "yellow"}


def to_terminal(verdict: Verdict, canvas: Canvas | None = None) -> str:
    """The checks as a table and one line that sums them up, ending in a newline."""
    canvas = canvas or Canvas()
    return draw(_parts(verdict), canvas)


def to_json(verdict: Verdict) -> str:
    """The verdict as JSON, ending in a newline."""
    document: JsonObject = {
        "report": verdict.report,
        "fleet": verdict.fleet,
        "ok": verdict.ok,
        "proved": verdict.proved,
        "checks": [_check(check) for check in verdict.checks],
    }
    return dumps(document)


def _check(check: Check) -> JsonObject:
    return {
        "name": check.name,
        "standing": check.standing.value,
        "words": check.words,
        "details": list(check.details),
    }


def _shown(words: str) -> Text:
    """Words that may hold what a report says: nothing that a terminal obeys."""
    return Text(short(visible(words), _LONGEST))


def _parts(verdict: Verdict) -> Iterator[RenderableType]:
    for check in verdict.checks:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True, width=8)
        grid.add_column(no_wrap=True, width=11)
        grid.add_column()
        style = _STYLES[check.standing]
        grid.add_row(Text(check.standing.value, style=style), check.name, _shown(check.words))
        yield grid
        for line in check.details:
            yield Padding(_shown(line), (0, 0, 0, 23))
    yield ""
    failed = sum(check.standing is Standing.FAILS for check in verdict.checks)
    claims = sum(check.standing is Standing.CLAIMED for check in verdict.checks)
    if verdict.ok and claims:
        words = f"Nothing in {verdict.report} contradicts {verdict.fleet}; not all of it is proved."
        yield Text(words, style="bold yellow")
    elif verdict.ok:
        yield Text(f"{verdict.report} is true of {verdict.fleet}.", style="bold green")
    else:
        checks = "1 check fails" if failed == 1 else f"{failed} checks fail"
        yield Text(f"{verdict.report} is NOT true of {verdict.fleet}: {checks}.", style="bold red")
