"""The page of measurements, from the results that ``make bench`` keeps."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docs._generate.chart import Series, log_log

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results"
ORDER = ("peers", "choice", "portfolio", "shipped", "hours", "months", "sites", "leases")
PHASES = ("import", "read", "strips", "build", "to solver", "solve", "choose", "verify", "report")

_INTRO = """\
# Measured

How long fleetopt takes, what it needs, how both grow, and how the same fleets fare in other tools.
`make bench` measures all of it again and keeps the results in `benchmarks/results`, from which this
page is made; `python -m benchmarks.suite peers` measures one part. What is measured is said in
`benchmarks/specs`. Every case runs from cold in a process of its own, one after the other; seconds
are wall-clock seconds of the whole process, Python's start included, and megabytes its largest
resident size. Gaps are proved, and the proof is checked: exactly where it is small, with every
rounding error bounded where it is larger. Where the last column says `plan verified`, time ran out
before the gap that was asked for was reached.

Seconds differ from machine to machine, and no test depends on one. What tests hold to is that every
tool comes to the same optimum.
"""


@cache
def results() -> dict[str, dict[str, Any]]:
    """Kept results by name of their spec, in the order of the page."""
    return {
        name: json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
        for name in ORDER
        if (RESULTS / f"{name}.json").exists()
    }


def body() -> str:
    """The page."""
    parts = [_INTRO]
    for name, found in results().items():
        parts += _section(name, found)
    return "\n".join(parts)


def chart_names() -> tuple[str, ...]:
    """Files of the sweeps' charts."""
    swept = (name for name, found in results().items() if found["axis"])
    return tuple(f"pictures/benchmarks-{name}.svg" for name in swept)


def chart(name: str) -> str:
    """The chart of a file name."""
    return _chart(results()[name.partition("-")[2].removesuffix(".svg")])


def _section(name: str, found: dict[str, Any]) -> Iterator[str]:
    machine = found["machine"]
    versions = ", ".join(f"{k} {v}" for k, v in machine["versions"].items())
    yield f"## {found['title']}\n\n{found['what']}\n"
    if name in ("peers", "choice"):
        yield from _peers(found["cases"])
    else:
        if found["axis"]:
            yield f"![Seconds by {found['axis']}](pictures/benchmarks-{name}.svg)\n"
        yield from _sizes(found["cases"])
        yield from _phases(found["cases"])
    yield (
        f"Measured on {machine['date']}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['system']}, Python {machine['python']}, {versions}.\n"
    )


def _peers(cases: list[dict[str, Any]]) -> Iterator[str]:
    yield (
        "*Build and solve* is from the fleet's arrays to the optimum; the rest of the process is "
        "Python, imports, reading, and here the check of the proof, the ledger and the report.\n"
    )
    yield (
        "| fleet | tool | build and solve, s | times ours | whole process, s | times ours | MB "
        "| optimum, USD |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for case in cases:
        phases = case["phases"]
        own = sum(phases[name] for name in ("strips", "build", "to solver", "solve"))
        rows = [("fleetopt", case), *case.get("peers", {}).items()]
        for tool, one in rows:
            over = one.get("over_s")
            solve = own if one is case else over or one["solve_s"]
            wall = over or one["wall_s"]
            mark = "over " if over else ""
            npv = "–" if one["npv_usd"] is None else f"{one['npv_usd']:,.2f}"
            memory = "–" if one.get("memory_mb") is None else f"{one['memory_mb']:,.0f}"
            yield (
                f"| {case['name']} | {tool} | {mark}{solve:,.3f} | {mark}{solve / own:,.0f} "
                f"| {mark}{wall:,.1f} | {mark}{wall / case['wall_s']:,.0f} | {memory} | {npv} |"
            )
    yield ""


def _sizes(cases: list[dict[str, Any]]) -> Iterator[str]:
    yield "| case | prices | rows | columns | non-zeros | integers | s | MB | nodes | gap | proof |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for case in cases:
        if "rows" not in case:
            nothing = " | –" * 5
            yield f"| {case['name']}{nothing} | over {case['over_s']:,.0f} | – | – | – | – |"
            continue
        sizes = ("price_rows", "rows", "columns", "nonzeros", "integers")
        counts = " | ".join(f"{case[key]:,}" for key in sizes)
        gap = "–" if case["gap"] is None else f"{max(case['gap'], 0):.1e}"
        memory = "–" if case["memory_mb"] is None else f"{case['memory_mb']:,.0f}"
        proof = case["rung"] or case["reason"]
        yield (
            f"| {case['name']} | {counts} | {case['wall_s']:.1f} | {memory} | {case['nodes']:,} "
            f"| {gap} | {proof} |"
        )
    yield ""


def _phases(cases: list[dict[str, Any]]) -> Iterator[str]:
    yield "Seconds by phase:\n"
    yield f"| case | {' | '.join(PHASES)} |"
    yield f"|---|{'---|' * len(PHASES)}"
    for case in cases:
        if "phases" in case:
            seconds = (case["phases"].get(phase) for phase in PHASES)
            cells = " | ".join("–" if s is None else f"{s:.2f}" for s in seconds)
            yield f"| {case['name']} | {cells} |"
    yield ""


def _chart(found: dict[str, Any]) -> str:
    axis = found["axis"]
    cases = [case for case in found["cases"] if "phases" in case]

    def line(name: str, seconds: list[float]) -> Series:
        xs = [float(case["size"][axis]) for case in cases]
        return Series(name, tuple(zip(xs, (max(s, 1e-3) for s in seconds), strict=True)))

    def phase(*names: str) -> list[float]:
        return [sum(case["phases"].get(name, 0.0) for name in names) for case in cases]

    lines = (
        line("whole process", [case["wall_s"] for case in cases]),
        line("solve", phase("solve")),
        line("read", phase("read")),
        line("strips, build", phase("strips", "build")),
        line("verify", phase("verify")),
    )
    return log_log(f"Seconds by {axis}", axis, "seconds", lines)
