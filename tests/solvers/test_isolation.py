"""A back-end that crashes, hangs, eats memory or talks costs its solve, and nothing else."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from optimizer.numerics.scaling import scale
from optimizer.solvers import isolation
from optimizer.solvers.backends.highs import Highs
from optimizer.solvers.base import Limit, Progress, Reason, SolveOptions
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import End, Settings
from optimizer.solvers.session import Clock
from optimizer.solvers.single import solve_with
from optimizer.solvers.solve import solve
from tests.solvers import doubles
from tests.solvers.kkt import assert_optimal
from tests.solvers.programs import INF, knapsack, market_split, named, program

ROOT = Path(__file__).resolve().parents[2]
MIP = named(knapsack([10, 13, 7, 8], [3, 4, 2, 3], 7))
LP = named(program([2, 3], [[1, 1], [1, 3]], -INF, [4, 6], 0, 3))


def solve_by(backend, model=MIP, asked=None, progress=None, **options):
    clock = Clock(time.monotonic(), asked or threading.Event())
    return solve_with(backend, model, SolveOptions(**options), clock, progress)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(isolation, "OVERRUN_S", 0.2)
    monkeypatch.setattr(isolation, "STOP_S", 0.3)


# ------------------------------------------------------------------------------------- crashes
def test_a_crash_is_an_error_that_names_the_signal():
    result = solve_by(doubles.Segfault())
    assert result.reason is Reason.ERROR
    assert result.limit is None
    assert result.message.endswith(": it died: its process was ended by signal SIGSEGV")
    assert result.message.startswith("Double ")


def test_a_plan_told_of_before_a_crash_is_kept():
    result = solve_by(doubles.SegfaultWithPlan())
    assert result.reason is Reason.FEASIBLE
    assert result.x.tolist() == [0, 0, 0, 0]
    assert result.message.startswith("Double died: its process was ended by signal SIGSEGV")


def test_after_a_crash_the_next_way_of_running_it_has_a_process_of_its_own():
    assert_optimal(MIP, solve_by(doubles.SegfaultAtFirst()))


def test_an_end_without_an_answer_is_an_error_with_its_last_words():
    result = solve_by(doubles.Exits())
    assert result.reason is Reason.ERROR
    assert result.message.endswith("its process ended with code 3: licence server is down")


def test_what_a_back_end_raises_is_an_error_on_one_line():
    result = solve_by(doubles.Raises())
    assert result.reason is Reason.ERROR
    assert result.message.endswith("it ended with 'RuntimeError: no licence found'")


def test_a_worker_that_cannot_start_is_an_error(monkeypatch):
    monkeypatch.setattr(isolation, "_START", "raise SystemExit('no such module')")
    result = solve_by(doubles.Segfault())
    assert result.reason is Reason.ERROR
    assert result.message.endswith("its process ended with code 1: no such module")


# --------------------------------------------------------------------------------------- hangs
@pytest.mark.usefixtures("impatient")
def test_a_hang_ends_with_the_time_limit():
    result = solve_by(doubles.Hangs(), time_limit_s=0.2)
    assert (result.reason, result.limit) == (Reason.NO_SOLUTION_FOUND, Limit.TIME)


@pytest.mark.usefixtures("impatient")
def test_a_plan_told_of_before_a_hang_is_kept():
    result = solve_by(doubles.HangsWithPlan(), time_limit_s=5.0)
    assert (result.reason, result.limit) == (Reason.FEASIBLE, Limit.TIME)
    assert result.x.tolist() == [0, 0, 0, 0]
    assert result.bound == pytest.approx(1e6 * 2.0**-6)  # the objective is scaled


@pytest.mark.usefixtures("impatient")
def test_a_hang_that_is_interrupted_is_killed():
    asked = threading.Event()
    asked.set()
    result = solve_by(doubles.Hangs(), asked=asked)
    assert (result.reason, result.limit) == (Reason.NO_SOLUTION_FOUND, Limit.INTERRUPT)


def test_a_wish_to_stop_is_passed_on():
    asked = threading.Event()
    threading.Timer(1.0, asked.set).start()
    result = solve_by(doubles.Listens(), asked=asked)
    assert (result.reason, result.limit) == (Reason.FEASIBLE, Limit.INTERRUPT)


def test_a_run_that_is_abandoned_ends_at_once_and_no_other_begins():
    workplace = Workplace()
    threading.Timer(0.5, workplace.abandon).start()
    settings = Settings(time_limit_s=None, gap=0, threads=0, seed=0)
    for _ in range(2):
        end = workplace.run(doubles.Hangs(), scale(MIP), settings, Monitor())
        assert end.end is End.INTERRUPT
    workplace.close()


@pytest.mark.skipif("sys.platform != 'linux'", reason="processes are looked up in /proc")
def test_a_worker_that_dies_leaves_neither_processes_nor_files():
    child, folder = solve_by(doubles.DiesBeforeItsChild()).message.split()[-2:]
    assert not Path(folder).exists()
    state = Path(f"/proc/{child}/stat")
    until = time.monotonic() + 10.0
    while state.exists() and ") Z " not in state.read_text(encoding="utf-8"):
        assert time.monotonic() < until
        time.sleep(0.05)


# -------------------------------------------------------------------------------------- memory
@pytest.mark.skipif("sys.platform != 'linux'", reason="other systems do not count what is used")
def test_memory_is_limited():
    result = solve_by(doubles.Glutton(), memory_limit_mb=500)
    assert (result.reason, result.limit) == (Reason.NO_SOLUTION_FOUND, Limit.MEMORY)
    assert result.message == "memory ran out before a plan was found"


def test_native_code_that_runs_out_of_memory_is_told_from_a_crash():
    result = solve_by(doubles.NativeGlutton())
    assert (result.reason, result.limit) == (Reason.NO_SOLUTION_FOUND, Limit.MEMORY)


def test_a_memory_limit_that_is_wide_enough_changes_nothing():
    assert_optimal(MIP, solve(MIP, SolveOptions(memory_limit_mb=2000)))


# --------------------------------------------------------------------------------------- quiet
def test_what_a_back_end_prints_is_seen_by_nobody(capfd):
    assert_optimal(MIP, solve_by(doubles.Chatty()))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("solver", ["highs", "scip", "glop", "pdlp", "cp-sat", "cbc", "auto"])
def test_no_solver_prints_anything(solver, capfd):
    model = LP if solver in ("glop", "pdlp") else MIP
    result = solve(model, SolveOptions(solver=solver, isolated=True))
    assert result.reason is Reason.OPTIMAL
    assert capfd.readouterr() == ("", "")


# --------------------------------------------------------------------------- HiGHS in a worker
def test_highs_elsewhere_gives_the_same_as_here():
    here, there = solve(MIP), solve(MIP, SolveOptions(isolated=True))
    assert_optimal(MIP, there)
    assert there.x.tolist() == here.x.tolist()
    assert there.row_duals is not None
    assert here.row_duals is not None
    assert np.array_equal(there.row_duals, here.row_duals)
    assert (there.nodes, there.bound) == (here.nodes, here.bound)


def test_progress_comes_from_a_worker_too():
    told: list[Progress] = []

    def tell(moment):
        if None not in (moment.incumbent, moment.bound) and moment.nodes > 0 and not told:
            told.append(moment)
            signal.raise_signal(signal.SIGINT)

    result = solve(market_split(), SolveOptions(time_limit_s=60, threads=1, isolated=True), tell)
    assert (result.reason, result.limit) == (Reason.FEASIBLE, Limit.INTERRUPT)
    assert told


def test_the_time_limit_counts_from_when_it_was_asked_for():
    settings = Settings(time_limit_s=0.0, gap=0, threads=1, seed=0)
    with Workplace() as workplace:
        end = workplace.run(Highs(), scale(market_split()), settings, Monitor())
    assert end.end is End.TIME


def test_an_error_in_the_progress_callback_ends_the_worker():
    def fail(_moment):
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        solve(market_split(), SolveOptions(time_limit_s=60, isolated=True), fail)


SCRIPT = """
import json, sys
from optimizer.solvers.base import SolveOptions
from optimizer.solvers.solve import solve
from tests.solvers.programs import market_split

def tell(moment):
    if moment.incumbent is not None:
        print("plan", flush=True)

options = SolveOptions(time_limit_s=100, isolated=True, solver=sys.argv[1])
result = solve(market_split(), options, tell)
print(json.dumps([result.reason, result.limit, result.verification.ok]))
"""


@pytest.mark.parametrize("solver", ["highs", "scip", "auto"])
def test_ctrl_c_keeps_the_best_plan_of_a_worker(solver):
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SCRIPT, solver],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "plan\n"
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        out, err = process.communicate(timeout=60)
    assert err == ""
    assert process.returncode == 0
    assert json.loads(out.splitlines()[-1]) == ["feasible", "interrupt", True]


ORPHAN = """
import threading
from optimizer.solvers import isolation
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import Settings
from optimizer.numerics.scaling import scale
from tests.solvers import doubles
from tests.solvers.programs import knapsack

workplace = isolation.Workplace()
workplace.start()
print(workplace._worker._process.pid, flush=True)
settings = Settings(time_limit_s=None, gap=0, threads=0, seed=0)
workplace.run(doubles.Hangs(), scale(knapsack([1], [1], 1)), settings, Monitor())
"""


def test_a_worker_dies_with_its_parent():
    with subprocess.Popen(
        [sys.executable, "-c", ORPHAN], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        time.sleep(1.0)
        os.kill(worker, 0)
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 30
    while _lives(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _lives(worker)


def _lives(pid):
    """Whether a process still runs; one that nobody has buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_no_worker_is_left_behind():
    def children():
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(os.getpid())],
            capture_output=True,
            text=True,
            check=False,
        )
        return len(found.stdout.split())

    before = children()
    solve(MIP, SolveOptions(isolated=True))
    solve_by(doubles.Segfault())
    assert children() == before
