"""Time limits, Ctrl-C, progress, and a native solver that keeps quiet."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from optimizer.numerics.verify import verify
from optimizer.solvers.base import Limit, Progress, Reason, SolveOptions
from optimizer.solvers.solve import solve
from tests.solvers.programs import knapsack, market_split, program

ROOT = Path(__file__).resolve().parents[2]


def test_time_limit_with_a_plan():
    mip = market_split()
    result = solve(mip, SolveOptions(time_limit_s=1.0, threads=1))
    assert result.reason is Reason.FEASIBLE
    assert result.limit is Limit.TIME
    assert verify(mip, result.x).ok
    assert result.bound == pytest.approx(0.0, abs=1e-6)
    assert result.objective is not None
    assert result.objective < 0
    assert result.gap == pytest.approx(-result.objective / max(1.0, -result.objective))
    assert result.message == f"the time limit ran out; the gap is {result.gap:.3g}"
    # The integers' program is solved to the end, so marginal values are there.
    assert result.row_duals is not None


@pytest.mark.parametrize("size", ["mip", "lp"])
def test_time_limit_without_a_plan(size):
    # Equality rows: no plan comes for free.
    rows = 6
    mip = market_split(rows, 50)
    mip = program(
        mip.objective[:50], mip.matrix[:, :50], mip.row_lower, mip.row_upper, 0, 1, size == "mip"
    )
    result = solve(mip, SolveOptions(time_limit_s=0.3 if size == "mip" else 0.0, threads=1))
    assert result.reason is Reason.NO_SOLUTION_FOUND
    assert result.limit is Limit.TIME
    assert not result.has_plan
    assert result.objective is None
    assert result.gap is None
    assert result.message == "the time limit ran out before a plan was found"


def test_progress_is_in_the_programs_units_and_in_the_calling_thread():
    seen: list[tuple[Progress, threading.Thread]] = []
    mip = market_split()
    result = solve(
        mip,
        SolveOptions(time_limit_s=1.5, threads=1),
        lambda moment: seen.append((moment, threading.current_thread())),
    )
    assert {thread for _, thread in seen} == {threading.current_thread()}
    moments = [moment for moment, _ in seen]
    assert len(moments) >= 3
    assert [m.seconds for m in moments] == sorted(m.seconds for m in moments)
    assert any(m.incumbent is not None and m.bound is not None for m in moments[:-1])
    for moment in moments:
        if moment.incumbent is not None and moment.bound is not None:
            assert moment.incumbent <= moment.bound + 1e-6
            assert moment.gap is not None
    last = moments[-1]
    assert (last.incumbent, last.bound, last.gap, last.nodes) == (
        result.objective,
        result.bound,
        result.gap,
        result.nodes,
    )
    assert last.nodes > 0


def test_an_error_in_the_progress_callback_ends_the_solve_and_is_passed_on():
    def fail(_moment):
        raise RuntimeError("disk full")

    before = threading.active_count()
    with pytest.raises(RuntimeError, match="disk full"):
        solve(market_split(), SolveOptions(time_limit_s=60, threads=1), fail)
    assert threading.active_count() == before


def test_first_interrupt_keeps_the_best_plan_and_restores_the_handler():
    before = signal.getsignal(signal.SIGINT)
    found = threading.Event()

    def interrupt_once_there_is_a_plan(moment):
        if moment.incumbent is not None and not found.is_set():
            found.set()
            os.kill(os.getpid(), signal.SIGINT)

    mip = market_split()
    result = solve(mip, SolveOptions(time_limit_s=60, threads=1), interrupt_once_there_is_a_plan)
    assert result.reason is Reason.FEASIBLE
    assert result.limit is Limit.INTERRUPT
    assert result.message.startswith("interrupted; the gap is ")
    assert verify(mip, result.x).ok
    assert signal.getsignal(signal.SIGINT) is before


SCRIPT = """
import json, sys
from optimizer.solvers.base import SolveOptions
from optimizer.solvers.solve import solve
from tests.solvers.programs import market_split

def tell(moment):
    if moment.incumbent is not None:
        print("plan", flush=True)

result = solve(market_split(), SolveOptions(time_limit_s=100, threads=1), tell)
print(json.dumps([result.reason, result.limit, result.objective, result.verification.ok]))
"""


def test_ctrl_c_in_a_process_of_its_own():
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # As a shell starts it: a parent that ignores Ctrl-C would pass that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "plan\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert err == ""
    assert process.returncode == 0
    reason, limit, objective, ok = json.loads(out.splitlines()[-1])
    assert (reason, limit, ok) == ("feasible", "interrupt", True)
    assert objective < 0


def test_no_signal_is_touched_outside_the_main_thread():
    results = []
    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=lambda: results.append(solve(knapsack([3, 2], [2, 1], 2))))
    thread.start()
    thread.join()
    assert results[0].objective == 3
    assert signal.getsignal(signal.SIGINT) is before


def test_two_solves_at_once():
    results = {}

    def work(seed):
        mip = market_split(3, 30, seed)
        results[seed] = solve(mip, SolveOptions(time_limit_s=0.5, threads=1))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(result.has_plan for result in results.values())


def test_native_code_prints_nothing(capfd):
    solve(knapsack([3, 2, 4], [2, 1, 3], 4))
    solve(program([1, 1], [[2, 2]], 3, 3, 0, 5, True))
    solve(program([1, 1], [[1, 1]], -4, 3, 0, 5))
    solve(market_split(), SolveOptions(time_limit_s=0.2, threads=2))
    sys.stdout.flush()
    assert capfd.readouterr() == ("", "")


def test_number_of_threads_may_change_between_solves():
    mip = market_split(2, 14)
    objectives = {solve(mip, SolveOptions(threads=t)).objective for t in (1, 2, 1, 0)}
    assert len(objectives) == 1


def test_solver_threads_end_with_the_solve():
    def tasks():
        return len(list(Path("/proc/self/task").iterdir()))

    mip = knapsack([3, 2, 4], [2, 1, 3], 4)
    solve(mip, SolveOptions(threads=2))
    before = tasks()
    for _ in range(10):
        solve(mip, SolveOptions(threads=2))
    deadline = time.monotonic() + 10
    while tasks() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert tasks() <= before
