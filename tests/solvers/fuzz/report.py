"""What a campaign found: a table, a line for every finding, and files for bug reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from optimizer.lp.program import Program
from tests.solvers.fuzz.campaign import Finding, Tally
from tests.solvers.fuzz.verdict import Worth


def table(tally: Tally, programs: int, seconds: float) -> str:
    """Back-ends x worth of their answers, as Markdown."""
    known = ", ".join(f"{n} {source}" for source, n in sorted(tally.truths.items()))
    lines = [
        f"\n{programs} programs (optima: {known}) in {seconds:.0f} s\n",
        "| back-end | version | asked | answers | wrong | undecided | within tolerance only "
        "| not taken |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for who, counts in tally.counts.items():
        numbers = (
            counts.total(),
            counts[Worth.WRONG],
            counts[Worth.UNDECIDED],
            counts[Worth.TOLERANCE],
            tally.refused[who],
        )
        cells = " | ".join(str(number) for number in numbers)
        lines.append(f"| {who.backend} | {who.kind.version()} | {who.way} | {cells} |")
    return "\n".join(lines) + "\n"


def line(finding: Finding) -> str:
    """One finding in a line."""
    drawn, who, verdict = finding.drawn, finding.contender, finding.verdict
    where = f"seed {drawn.seed} ({drawn.family})"
    return f"{where} {who.backend} {who.way}: {verdict.worth}: {verdict.why}\n"


def keep(finding: Finding, folder: Path) -> Path:
    """Write the program of a finding, with the bounds as they were drawn, as an MPS file."""
    drawn, who = finding.drawn, finding.contender
    folder.mkdir(parents=True, exist_ok=True)
    family = drawn.family.replace(", ", "-")
    path = folder / f"{family}-{drawn.seed}-{who.backend}-{who.way}-{finding.verdict.worth[:5]}.mps"
    write_mps(drawn.program, path)
    return path


def write_mps(program: Program, path: Path) -> None:
    """Write a program to be minimised, its objective negated, bounds untouched."""
    import highspy

    highs: Any = highspy._core._Highs()
    highs.setOptionValue("output_flag", False)
    m, n = program.matrix.shape
    infinity = float(highspy.kHighsInf)
    passed = highs.passModel(
        n,
        m,
        program.matrix.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        -program.offset,
        -program.objective,
        program.col_lower,
        program.col_upper,
        np.clip(program.row_lower, -infinity, infinity),
        np.clip(program.row_upper, -infinity, infinity),
        program.matrix.indptr.astype(np.int32),
        program.matrix.indices.astype(np.int32),
        program.matrix.data.astype(np.float64),
        program.integer.astype(np.int32),
    )
    if passed == highspy.HighsStatus.kError or highs.writeModel(str(path)) == passed.kError:
        raise OSError(f"{path} could not be written")
    # Readers drop bounds of whole numbers that are fractional, unless they stand as plain ones.
    text = path.read_text(encoding="ascii")
    path.write_text(text.replace("\n LI ", "\n LO ").replace("\n UI ", "\n UP "), encoding="ascii")
