"""Outcomes in words: a line for each fleet, and what drifted as a diff."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from optimizer.errors.visible import visible
from optimizer.report.json_text import Json, JsonObject, dumps
from optimizer.report.layout import Canvas, draw
from optimizer.report.words import plural
from optimizer.studies.check.run import Outcome, Verdict

_STYLES = {
    Verdict.HOLDS: "green",
    Verdict.DRIFTED: "bold red",
    Verdict.NEW: "yellow",
    Verdict.FAILED: "bold red",
}


def diff_lines(outcome: Outcome) -> list[str]:
    """What is not as expected, as lines of a diff; or why there is nothing to hold."""
    if outcome.verdict is Verdict.FAILED:
        return outcome.words.splitlines()
    if outcome.verdict is Verdict.NEW:
        return ["no expected.json beside it: fleetopt check --update --reason '...' writes one"]
    lines = []
    for drift in outcome.drifts:
        note = f"  ({drift.note})" if drift.note else ""
        if drift.expected:
            lines.append(f"- {drift.what}: {drift.expected}{note}")
        if drift.got:
            lines.append(f"+ {drift.what}: {drift.got}")
    return lines


def to_terminal(outcomes: Sequence[Outcome], canvas: Canvas | None = None) -> str:
    """The outcomes as text, ending in a newline."""
    return draw(_parts(outcomes), canvas or Canvas())


def _parts(outcomes: Sequence[Outcome]) -> Iterator[RenderableType]:
    for one in outcomes:
        line = Text(f"{one.verdict.value:<8} ", style=_STYLES[one.verdict])
        line.append(visible(one.fleet.as_posix()), style="not bold default")
        yield line
        for words in diff_lines(one):
            style = "red" if words.startswith("-") else "green" if words.startswith("+") else ""
            yield Padding(Text(visible(words), style=style), (0, 0, 0, 9))
    yield ""
    counts = {verdict: sum(one.verdict is verdict for one in outcomes) for verdict in Verdict}
    said = ", ".join(f"{count} {verdict.value}" for verdict, count in counts.items() if count)
    good = counts[Verdict.HOLDS] == len(outcomes)
    yield Text(
        f"{plural(len(outcomes), 'fleet')}: {said}.", style="bold green" if good else "bold red"
    )


def to_json(outcomes: Sequence[Outcome]) -> str:
    """The outcomes as JSON, ending in a newline."""
    return dumps({"fleetopt_check": 1, "fleets": list[Json](_outcome(one) for one in outcomes)})


def _outcome(one: Outcome) -> JsonObject:
    return {
        "fleet": one.fleet.as_posix(),
        "verdict": one.verdict.value,
        "seconds": one.seconds,
        "drifts": [
            {"what": d.what, "expected": d.expected or None, "got": d.got or None, "note": d.note}
            for d in one.drifts
        ],
        "message": one.words,
    }
