"""The examples run, warnings are errors, and they print what they promise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def output(repo_root: Path, script: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(repo_root / "examples" / script), *arguments],
        cwd=repo_root,
        env=os.environ | {"PYTHONPATH": str(repo_root)},  # also where it is not installed
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_hashprice_loop_signs_only_where_mining_is_worth_less(repo_root: Path) -> None:
    header, *lines = output(repo_root, "hashprice_loop.py").splitlines()
    assert header.split()[0] == "USD/PH/day"
    assert [int(line.split()[0]) for line in lines] == [20, 25, 30, 35, 40, 50]
    assert "ai-tenant 6 MW" in lines[0]
    values = [float(line.split()[1]) for line in lines]
    assert values == sorted(values)


def test_frames_to_chart_draws_every_month_and_writes_the_table(
    repo_root: Path, tmp_path: Path
) -> None:
    table = tmp_path / "mw.csv"
    fleet = repo_root / "examples" / "quickstart" / "site.yaml"
    legend, *bars = output(repo_root, "frames_to_chart.py", str(fleet), str(table)).splitlines()
    assert legend == "# mining, = hosting, * gpu, . auxiliary"
    assert len(bars) == 36
    assert bars[0].startswith("2027-01 |#")
    assert "=" in bars[-1]
    assert len(table.read_text(encoding="utf-8").splitlines()) == 37


@pytest.mark.parametrize("path", ["README.md", "quickstart/site.yaml"])
def test_examples_explain_themselves(repo_root: Path, path: str) -> None:
    assert (repo_root / "examples" / path).read_text(encoding="utf-8").startswith("# ")


def test_lease_break_even_closes_in_on_a_rent(repo_root: Path) -> None:
    *_, last = output(repo_root, "lease_break_even.py").splitlines()
    words = last.split()
    low, high = float(words[2]), float(words[4])
    assert 0 < high - low <= 0.5
    assert 80 < low < 130


def test_readme_names_every_script(repo_root: Path) -> None:
    folder = repo_root / "examples"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for script in folder.glob("*.py"):
        assert f"`{script.name}`" in readme
