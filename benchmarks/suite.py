"""Measure fleets of every size, and the same fleets in other tools.

Usage::

    python -m benchmarks.suite                     # all specs, results into benchmarks/results
    python -m benchmarks.suite peers small         # some
    python -m benchmarks.suite --check small       # print only; fail where answers differ

Each case runs in a process of its own, from cold, one after the other. Seconds are wall-clock of
that process; nothing here fails because something is slow. It fails where answers are wrong: a
peer's optimum that is not ours to one part in ten million, a case without its plan.
"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.generate import write
from benchmarks.spec import HERE, Case, Spec, names, read

RESULTS = HERE / "results"
SAME = 1e-7
"""Optima are the same that differ by less, relative to them."""

PACKAGES = ("highspy", "numpy", "scipy", "linopy", "pypsa", "pulp")
FOLDED = 30.0
"""Seconds that a process may take beyond its time limit before it is ended."""


def measure(spec: Spec, case: Case, folder: Path) -> dict[str, Any]:
    """One case, by us and by its peers."""
    path = HERE / case.fleet if case.fleet is not None else write(_size(case), folder / "fleet")
    gap = spec.gap if case.gap is None else case.gap
    found = {"name": case.name, "asked_gap": gap, **_run(path, gap, spec.time_limit_s)}
    if case.size is not None:
        found["size"] = vars(case.size)
    peers = {}
    for tool in case.peers:
        print(f"  {case.name}: {tool} ..", file=sys.stderr)
        peers[tool] = _run(path, gap, spec.time_limit_s, tool)
    if peers:
        found["peers"] = peers
    return found


def _size(case: Case) -> Any:
    if case.size is None:
        raise ValueError(f"case {case.name!r} names neither a fleet nor a size")
    return case.size


def _run(path: Path, gap: float, limit: float, *peer: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.case", str(path), str(gap), str(limit), *peer]
    began = time.perf_counter()
    try:
        done = subprocess.run(
            command, cwd=HERE.parent, capture_output=True, text=True, timeout=limit + FOLDED
        )
    except subprocess.TimeoutExpired:
        return {"wall_s": None, "over_s": limit, "npv_usd": None}
    wall = round(time.perf_counter() - began, 3)
    if done.returncode != 0:
        words = done.stderr.strip().splitlines()
        return {"wall_s": wall, "npv_usd": None, "error": words[-1] if words else "no words"}
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return {"wall_s": wall, **answer}


def complaints(case: dict[str, Any]) -> list[str]:
    """What is wrong with the answers of a case."""
    name, ours, wrong = case["name"], case["npv_usd"], []
    if "error" in case:
        wrong.append(f"{name}: {case['error']}")
    elif ours is None and case.get("reason") != "infeasible" and "over_s" not in case:
        wrong.append(f"{name}: no plan, the solve ended {case.get('reason')}")
    for tool, answer in case.get("peers", {}).items():
        theirs = answer["npv_usd"]
        if "error" in answer:
            wrong.append(f"{name}, {tool}: {answer['error']}")
        elif theirs is not None and ours is not None:
            distance = abs(theirs - ours) / max(abs(ours), 1.0)
            if distance > SAME:
                wrong.append(f"{name}, {tool}: {theirs:.6f} where {ours:.6f} is ours")
    return wrong


def machine() -> dict[str, Any]:
    """Where and with what it was measured."""
    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": versions,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def table(spec: Spec, cases: list[dict[str, Any]]) -> Table:
    """What people read in the terminal."""
    out = Table("case", title=spec.title, box=None, pad_edge=False, title_justify="left")
    for head in ("rows", "integers", "wall s", "solve s", "MB", "nodes", "gap", "NPV $M"):
        out.add_column(head, justify="right")
    for case in cases:
        out.add_row(case["name"], *_cells(case))
        for tool, answer in case.get("peers", {}).items():
            out.add_row(f"  {tool}", "", "", *_cells(answer)[2:4], *_cells(answer)[4:])
    return out


def _cells(case: dict[str, Any]) -> list[str]:
    phases = case.get("phases", {})
    solve = phases.get("solve", case.get("solve_s"))

    def shown(value: float | None, form: str) -> str:
        return "–" if value is None else format(value, form)

    npv = case.get("npv_usd")
    return [
        shown(case.get("rows"), ",d"),
        shown(case.get("integers"), ",d"),
        f"> {case['over_s']:.0f}" if "over_s" in case else shown(case.get("wall_s"), ".2f"),
        shown(solve, ".2f"),
        shown(case.get("memory_mb"), ".0f"),
        shown(case.get("nodes"), ",d"),
        shown(case.get("gap"), ".1e"),
        shown(None if npv is None else npv / 1e6, ",.3f"),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, keep; 1 where an answer is wrong."""
    parser = argparse.ArgumentParser(description="Measure fleets of every size.")
    parser.add_argument("specs", nargs="*", metavar="SPEC", help=f"of: {', '.join(names())}")
    parser.add_argument("--check", action="store_true", help="keep no results")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.specs) - set(names()):
        parser.error(f"no spec {', '.join(sorted(unknown))}; there are: {', '.join(names())}")
    wrong: list[str] = []
    for name in asked.specs or [name for name in names() if name != "small"]:
        spec, cases = read(name), []
        with tempfile.TemporaryDirectory() as folder:
            for number, case in enumerate(spec.all_cases()):
                print(f"{name}: {case.name} ..", file=sys.stderr)
                cases.append(measure(spec, case, Path(folder) / str(number)))
        Console(width=110).print(table(spec, cases))
        wrong += [words for case in cases for words in complaints(case)]
        if not asked.check:
            RESULTS.mkdir(exist_ok=True)
            document = {
                "title": spec.title, "what": spec.what, "axis": spec.axis,
                "machine": machine(), "cases": cases,
            }  # fmt: skip
            text = json.dumps(document, indent=1, default=str) + "\n"
            (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
    for words in wrong:
        print(f"wrong: {words}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
