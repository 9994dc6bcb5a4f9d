"""CBC, the program that PuLP brings along: mixed-integer and linear programs.

PuLP knows where the program is, how its options are written and what the first line of its
answer means. The rest is done here, because PuLP's own way has three flaws: building a
million columns takes it 48 s, the solution file that it reads has eight digits (CBC's
``-saveSolution`` has all of them), and it leaves neither the bound nor the process.

PuLP's ``status`` says "Optimal" also where a limit ended the search with a plan; only
``sol_status`` tells, and only that is read. CBC skips an ``OBJSENSE MAX`` section without a
word and minimises, so the file holds the negated objective, without its constant. Ctrl-C
is passed on: CBC ends its search and saves what it has.
"""

import re
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program
from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.backend import Backend, Capabilities, Lineage
from optimizer.solvers.backends.pulp_package import quiet_pulp
from optimizer.solvers.export import export
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import End, RawEnd, Settings

FloatArray = NDArray[np.float64]

POLL_S = 0.05
"""How often a wish to stop is looked for."""

ABSOLUTE_GAP = 1e-9
"""On the scaled objective; closes programs whose optimum is zero and nothing else."""

LOWER_NOISE = 5.1e-4
"""The bound at the end of CBC's log has three decimals."""

POSSIBLE_NOISE = 1e-7
"""The bound in the lines before has eight digits."""

_POSSIBLE = re.compile(r"best possible (-?[0-9.]+(?:e[+-]?[0-9]+)?)")
_LOWER = re.compile(r"^Lower bound:\s+(-?[0-9.]+(?:e[+-]?[0-9]+)?)")
_NODES = re.compile(r"^Enumerated nodes:\s+(\d+)")


class Cbc(Backend):
    """CBC; CLP where nothing has to be whole."""

    name: ClassVar[str] = "cbc"
    title: ClassVar[str] = "CBC"
    lineage: ClassVar[Lineage] = Lineage.COIN_OR
    capabilities: ClassVar[Capabilities] = Capabilities(
        lp=True,
        mip=True,
        duals=True,
        bound=True,
        gap=True,
        threads=True,
        seed=True,
        interrupt=True,
        nodes=True,
    )
    package: ClassVar[str] = "pulp"
    distribution: ClassVar[str] = "PuLP"

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        """Write the program, run CBC on it and read its answer."""
        with tempfile.TemporaryDirectory(prefix="fleetopt-") as name, quiet_pulp() as pulp:
            folder = _Folder(Path(name))
            export(_program(scaled), folder.model)
            solver = _solver(pulp, settings)
            with folder.log.open("wb") as log_file:
                process = subprocess.Popen(
                    [solver.path, *_commands(solver, folder, settings, scaled)],
                    stdin=subprocess.DEVNULL,
                    stdout=log_file,
                    stderr=subprocess.STDOUT,
                    cwd=name,
                )
                code = _wait(process, monitor)
            log = _read(folder.log)
            if code != 0 or not folder.solution.exists():
                return RawEnd(End.FAILED, f"CBC ended with code {code}: {log.last}")
            claim = solver.get_status(str(folder.solution))
            return _answer(pulp, claim, folder, scaled, settings, monitor, log)


@dataclass(frozen=True)
class _Folder:
    """The files of one run."""

    place: Path

    @property
    def model(self) -> Path:
        return self.place / "model.mps"

    @property
    def log(self) -> Path:
        return self.place / "log.txt"

    @property
    def solution(self) -> Path:
        return self.place / "solution.txt"

    @property
    def digits(self) -> Path:
        return self.place / "solution.bin"


def _program(scaled: ScaledProgram) -> Program:
    """The scaled program without names and without its constant, for the writer of MPS."""
    return Program(
        objective=scaled.objective,
        offset=0.0,
        matrix=scaled.matrix,
        row_lower=scaled.row_lower,
        row_upper=scaled.row_upper,
        col_lower=scaled.col_lower,
        col_upper=scaled.col_upper,
        integer=scaled.integer,
    )


def _solver(pulp: Any, settings: Settings) -> Any:
    """PuLP's CBC with the options of this run."""
    return pulp.PULP_CBC_CMD(
        msg=False,
        gapRel=settings.gap,
        gapAbs=ABSOLUTE_GAP,
        # Its threaded code, also with one thread, hangs for 10 s in one of a hundred small solves.
        threads=settings.threads if settings.threads > 1 else None,
        maxNodes=settings.nodes,
    )


def _commands(solver: Any, folder: _Folder, settings: Settings, scaled: ScaledProgram) -> list[str]:
    words = [str(folder.model)]
    if settings.time_limit_s is not None:
        # Zero would mean no limit.
        words += ["-sec", repr(max(settings.time_limit_s, 0.01))]
    if not settings.presolve:
        words += ["-presolve", "off", "-preprocess", "off"]
    if settings.seed:
        words += ["-randomSeed", str(settings.seed), "-randomCbcSeed", str(settings.seed)]
    # Options of branch and bound are refused where there is none to do.
    options = solver.getOptions() if scaled.integer.any() else ["timeMode elapsed"]
    words += [word for option in options for word in f"-{option}".split()]
    words += ["-solve", "-saveSolution", str(folder.digits)]
    return [*words, "-printingOptions", "all", "-solution", str(folder.solution)]


@dataclass(frozen=True)
class _Log:
    """What CBC printed, read once it has ended.

    Attributes:
        last: the last line with anything in it.
        bound: proved bound of the maximised program without its constant, None if not told.
        nodes: branch-and-bound nodes.
    """

    last: str
    bound: float | None
    nodes: int


def _read(path: Path) -> _Log:
    """Find the bound and the nodes, the bound moved outward by what rounding may have taken."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    last, nodes = "it printed nothing", 0
    possible = lower = None
    for line in lines:
        last = line.strip() or last
        if (found := _POSSIBLE.search(line)) is not None:
            possible = float(found[1])
        elif (found := _LOWER.match(line)) is not None:
            lower = float(found[1]) - LOWER_NOISE
        elif (found := _NODES.match(line)) is not None:
            nodes = int(found[1])
    if lower is not None and possible is not None:
        lower = max(lower, possible - POSSIBLE_NOISE * max(1.0, abs(possible)))
    # A search that came to its end has no such line: its bound is its objective.
    return _Log(last, None if lower is None else -lower, nodes)


def _wait(process: "subprocess.Popen[bytes]", monitor: Monitor) -> int:
    """Wait for the end, pass on a wish to stop; gives the return code."""
    asked = False
    try:
        while process.poll() is None:
            if asked:
                time.sleep(POLL_S)
            elif monitor.stop.wait(POLL_S):
                asked = True
                process.send_signal(signal.SIGINT)
    finally:
        if process.poll() is None:
            process.kill()
        code = process.wait()
    return code


def _answer(
    pulp: Any,
    claim: tuple[int, int],
    folder: _Folder,
    scaled: ScaledProgram,
    settings: Settings,
    monitor: Monitor,
    log: _Log,
) -> RawEnd:
    """What PuLP makes of CBC's first line, and the numbers in full."""
    first = folder.solution.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
    words = first.partition(" - ")[0]
    mixed = bool(scaled.integer.any())
    status, sol_status = claim
    if status == pulp.LpStatusInfeasible:
        return RawEnd(End.INFEASIBLE, words, nodes=log.nodes)
    if status == pulp.LpStatusUnbounded:
        return RawEnd(End.UNBOUNDED, words, nodes=log.nodes)
    optimal = sol_status == pulp.LpSolutionOptimal
    end = End.OPTIMAL if optimal else _limit(first, settings, monitor)
    bound = None if log.bound is None else log.bound + scaled.offset
    raw = RawEnd(end, words, bound=bound, nodes=log.nodes)
    if not (optimal or (mixed and sol_status == pulp.LpSolutionIntegerFeasible)):
        return raw
    x, row_duals, reduced_costs = _digits(folder.digits, scaled)
    if optimal and raw.bound is None:
        raw = replace(raw, bound=float(scaled.objective @ x) + scaled.offset)
    if mixed or not optimal:
        return replace(raw, x=x)
    return replace(raw, x=x, row_duals=row_duals, reduced_costs=reduced_costs)


def _limit(first: str, settings: Settings, monitor: Monitor) -> End:
    """Which limit stopped it; CBC calls Ctrl-C "iterations"."""
    if monitor.stop.is_set():
        return End.INTERRUPT
    if "time" in first:
        return End.TIME
    if "node" in first or (settings.nodes is not None and "iterations" in first):
        return End.NODE
    return End.ITERATION if "Stopped" in first else End.FAILED


def _digits(path: Path, scaled: ScaledProgram) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Plan, row duals and reduced costs as CBC holds them, of the maximised program."""
    data = path.read_bytes()
    rows, columns = np.frombuffer(data, np.int32, 2)
    m, n = scaled.matrix.shape
    numbers = np.frombuffer(data, np.float64, offset=16)
    if columns != n or len(numbers) != 2 * (rows + columns):
        raise ValueError(f"CBC saved {rows} rows and {columns} columns of {m} and {n}")
    _, duals, x, costs = np.split(numbers, [rows, 2 * rows, 2 * rows + n])
    # Rows without bounds are not in the file.
    bounded = np.isfinite(scaled.row_lower) | np.isfinite(scaled.row_upper)
    row_duals = np.zeros(m)
    row_duals[bounded] = -duals
    return x.copy(), row_duals, -costs
