"""Whatever kills the program: the report that stood there still stands, or the new one does."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLEET = str(ROOT / "fleets" / "by-hand" / "site.yaml")
SLOW = str(ROOT / "fleets" / "gpu-cloud" / "site.yaml")
OLD = '{"plan": "of yesterday"}'

# The program, standing still at one moment of writing the report until it is killed.
STAND_STILL = """
import sys, time
from pathlib import Path
from optimizer import writing
from optimizer.cli.entry import main

def stand_still(*_arguments):
    print("now", flush=True)
    for _ in range(3000):
        time.sleep(0.01)

moment = sys.argv.pop(1)
if moment == "half written":
    def half(file, text, whole=writing._to_disk):
        file.flush()
        stand_still()
    writing._to_disk = lambda file: (file.seek(1000), file.truncate(), half(file, ""))
elif moment == "before it is moved":
    Path.replace = stand_still
elif moment == "after it was moved":
    def replace(self, target, really=Path.replace):
        really(self, target)
        stand_still()
    Path.replace = replace
main()
"""
MOMENTS = ("half written", "before it is moved", "after it was moved")


def start(folder: Path, *command: str) -> subprocess.Popen[str]:
    """A process in a folder with yesterday's report."""
    (folder / "plan.json").write_text(OLD, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, *command, "solve", FLEET, "-o", "plan.json", "--quiet"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def standing_still(folder: Path, moment: str) -> subprocess.Popen[str]:
    """A process that stands still at a moment of the writing."""
    process = start(folder, "-c", STAND_STILL, moment)
    assert process.stdout is not None
    assert process.stdout.readline() == "now\n"
    return process


def report(folder: Path) -> str:
    """Which report is there: the old one or the new one, whole."""
    text = (folder / "plan.json").read_text(encoding="utf-8")
    if text == OLD:
        return "old"
    document = json.loads(text)
    assert document["verification"]["ok"] is True
    assert text.endswith("}\n")
    return "new"


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != "plan.json"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_kill_9_leaves_the_old_report_or_the_new_one(moment, tmp_path):
    process = standing_still(tmp_path, moment)
    process.kill()
    process.communicate()
    assert report(tmp_path) == ("new" if moment == "after it was moved" else "old")
    for name in leftovers(tmp_path):
        assert name.startswith(".plan.json.")
        assert name.endswith(".tmp")
    assert len(leftovers(tmp_path)) == (0 if moment == "after it was moved" else 1)


def test_what_kill_9_leaves_does_not_disturb_and_is_taken_away_when_it_is_old(tmp_path):
    process = standing_still(tmp_path, "half written")
    process.kill()
    process.communicate()
    (left,) = leftovers(tmp_path)
    fresh = tmp_path / ".plan.json.abcdefgh.tmp"
    fresh.touch()
    yesterday = time.time() - 25 * 3600
    os.utime(tmp_path / left, (yesterday, yesterday))
    process = start(tmp_path, "-m", "optimizer")
    process.communicate()
    assert (process.returncode, report(tmp_path)) == (0, "new")
    assert leftovers(tmp_path) == [fresh.name]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_signal_during_the_writing_has_its_way(number, tmp_path):
    process = standing_still(tmp_path, "before it is moved")
    process.send_signal(number)
    time.sleep(0.1)
    assert process.poll() is None
    # Two that arrive before the first is seen are one, so on a slow machine it takes some more.
    for _ in range(100):
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
            break
    _, talk = process.communicate(timeout=30)
    assert (process.returncode, talk) == (130, "\nInterrupted.\n")
    assert report(tmp_path) == "old"


@pytest.mark.parametrize(
    ("number", "moments"), [(signal.SIGINT, 4), (signal.SIGTERM, 1), (signal.SIGHUP, 1)]
)
def test_a_signal_at_any_moment_is_no_traceback(number, moments, tmp_path):
    begun = time.monotonic()
    assert start(tmp_path, "-m", "optimizer").communicate()[1] == ""
    whole = time.monotonic() - begun
    for part in range(moments):
        process = start(tmp_path, "-m", "optimizer")
        time.sleep(whole * (part + 0.5) / moments)
        process.send_signal(number)
        _, talk = process.communicate(timeout=60)
        # Before the program's first line, Python itself answers: dead by the signal, or with
        # a traceback in which nothing is ours.
        if process.returncode in (-number, 1):
            assert "optimizer/" not in talk.replace(FLEET, "")
            continue
        assert process.returncode in (0, 3, 130)
        assert "Traceback" not in talk
        # Whole in any case; a signal between the writing and the end finds the new one there.
        assert report(tmp_path) in (("old", "new") if process.returncode == 130 else ("new",))
        assert leftovers(tmp_path) == []


def test_a_solve_keeps_its_best_plan_when_it_is_told_to_end(tmp_path):
    """SIGTERM is what a scheduler sends before it kills."""
    process = subprocess.Popen(
        [sys.executable, "-m", "optimizer", "solve", "-o", "plan.json", "--gap", "0", SLOW],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(3)
    process.terminate()
    _, talk = process.communicate(timeout=120)
    assert "Traceback" not in talk
    assert process.returncode in (0, 3, 130)
    written = (tmp_path / "plan.json").exists()
    # A signal that comes after the writing finds the report there.
    assert written or process.returncode == 130
    if written:
        assert json.loads((tmp_path / "plan.json").read_text())["fleetopt_report"] == 1


@pytest.mark.parametrize("module", ["signal", "click", "numpy", "pydantic", "optimizer.cli.main"])
def test_ctrl_c_while_something_is_loaded_is_no_traceback(module):
    """Also in the first milliseconds, before there is any handler."""
    code = f"""
import os, signal, sys, time
pid, kill, number = os.getpid(), os.kill, signal.SIGINT
for name in [one for one in sys.modules if one.partition(".")[0] in ("signal", "enum")]:
    del sys.modules[name]

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            kill(pid, number)
            time.sleep(0.01)

sys.meta_path.insert(0, Finder())
sys.argv = ["fleetopt", "validate", {FLEET!r}]
from optimizer.cli.entry import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\nInterrupted.\n")
