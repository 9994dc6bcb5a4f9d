"""Whatever is in a file: a plan can be made of it, or it is said what is wrong, soon and briefly.

A short run with a fixed seed; ``python -m tests.fuzz_reader --cases 100000`` is the long one.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from optimizer.inputs import load_with_warnings
from tests.fuzz_reader.hostile import HOSTILE, tiny
from tests.fuzz_reader.hostile_runs import MOST_MEMORY_MB, MOST_SECONDS, Run
from tests.fuzz_reader.judge import bad_text, judge
from tests.fuzz_reader.mutations import MUTATIONS, draw
from tests.fuzz_reader.runs import in_a_process
from tests.fuzz_reader.seeds import ROOT, seeds

GOOD = {"csv_that_may_not_be_read", "digits_of_a_fraction"}
"""Files that can be read after all: the superuser may read everything."""


def test_the_seeds_are_good(tmp_path: Path) -> None:
    for n, seed in enumerate(seeds()):
        (tmp_path / str(n)).mkdir()
        assert load_with_warnings(seed.write(tmp_path / str(n)))


def test_spoiled_fleets_are_read_or_refused_with_clear_findings() -> None:
    tally = in_a_process(1, 0, 800)
    assert tally.failures == []
    assert tally.cases == 800
    assert set(tally.kinds) == set(MUTATIONS)
    assert tally.outcomes["read"] >= 40  # not everything is spoiled beyond the first check
    assert len(tally.outcomes) >= 20


def test_extreme_fleets_are_solved_or_refused() -> None:
    tally = in_a_process(1, 0, 40, solve=True)
    assert tally.failures == []
    assert tally.outcomes["optimal"] >= 1


def test_a_case_is_the_same_again() -> None:
    assert draw(3, 17) == draw(3, 17)
    assert draw(3, 17) != draw(4, 17)


def test_hostile_files_are_refused_soon_and_briefly() -> None:
    command = [sys.executable, "-m", "tests.fuzz_reader.hostile_runs", "--json"]
    environment = {**os.environ, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    runs = [Run(**record) for record in json.loads(done.stdout)]
    assert [run.name for run in runs] == list(HOSTILE)
    assert [wrong for run in runs for wrong in faults(run)] == []


def faults(run: Run) -> list[str]:
    """What is wrong with the answer to a hostile file."""
    wrong = [*bad_text(run.out), *bad_text(run.err)]
    if run.code != 2 and not (run.code == 0 and run.name in GOOD):
        wrong.append(f"ended with {run.code}: {run.err[-500:]}")
    if run.code == 2 and not run.out + run.err:
        wrong.append("said nothing")
    if run.seconds > MOST_SECONDS or run.memory_mb > MOST_MEMORY_MB:
        wrong.append(f"took {run.seconds:.1f} s and {run.memory_mb:.0f} MB")
    return [f"{run.name}: {one}" for one in wrong]


@pytest.mark.parametrize("secret", ["root:x:0:0", "PATH="])
@pytest.mark.parametrize(
    "way", ["csv_of_passwords", "csv_linked_to_passwords", "csv_of_the_kernel"]
)
def test_no_file_from_elsewhere_is_told_line_by_line(tmp_path: Path, way: str, secret: str) -> None:
    HOSTILE[way](tmp_path)
    with pytest.raises(Exception, match="E401") as caught:
        load_with_warnings(tmp_path / "site.yaml")
    assert secret not in str(caught.value)


def test_the_judge_sees_what_is_wrong() -> None:
    assert list(bad_text("site.yaml:1:1: all is well")) == []
    assert list(bad_text("\x1b[2J"))
    assert list(bad_text("a\u202eb"))
    assert list(bad_text("x" * 2000, "text"))
    assert list(bad_text("<class 'int'>"))


def test_a_case_is_judged_with_its_files(tmp_path: Path) -> None:
    case = next(draw(1, n) for n in range(1000) if draw(1, n).kind == "spoiled cells")
    outcome, wrong = judge(case, tmp_path)
    assert outcome
    assert wrong == []


def test_the_tiny_fleet_is_good(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(tiny(), encoding="utf-8")
    assert load_with_warnings(tmp_path / "site.yaml")[1] == ()
