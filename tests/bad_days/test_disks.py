"""Full disks, closed pipes, folders that are not there: a clear error, and nothing is lost."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLEET = str(ROOT / "fleets" / "by-hand" / "site.yaml")
OLD = '{"plan": "of yesterday"}'
TALKATIVE = {
    "validate": ["validate", FLEET],
    "validate as JSON": ["validate", FLEET, "nothing.yaml", "--format", "json"],
    "schema": ["schema"],
    "catalog": ["catalog"],
    "catalog as JSON": ["catalog", "--json"],
    "init": ["init", "fleet"],
    "solve": ["solve", FLEET],
    "help": ["--help"],
    "help of a command": ["solve", "--help"],
    "version": ["--version"],
}


def fleetopt(
    folder: Path,
    *arguments: str,
    begin: Callable[[], None] | None = None,
    stdout: int = subprocess.PIPE,
) -> "subprocess.CompletedProcess[str]":
    """Run the command in a folder."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
    # Python itself leaves a part of a module's cache behind where it does not fit, which nothing
    # can load any more (python/cpython#126606).
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    command = [sys.executable, "-W", "error", "-m", "optimizer", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        text=True,
        check=False,
        preexec_fn=begin,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("command", TALKATIVE)
def test_output_onto_a_full_disk_is_an_error(command, tmp_path):
    with Path("/dev/full").open("w") as full:
        done = fleetopt(tmp_path, *TALKATIVE[command], stdout=full.fileno())
    assert done.returncode == 2
    assert "cannot write" in done.stderr
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("command", TALKATIVE)
def test_a_reader_that_leaves_early_is_no_error(command, tmp_path):
    read, write = os.pipe()
    os.close(read)
    try:
        done = fleetopt(tmp_path, *TALKATIVE[command], stdout=write)
    finally:
        os.close(write)
    wanted = (2,) if "nothing.yaml" in TALKATIVE[command] else (0, 1)  # click's own end is 1
    assert done.returncode in wanted
    assert "Error" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("command", ["validate", "schema", "init"])
def test_closed_output_is_no_traceback(command, tmp_path):
    done = fleetopt(tmp_path, *TALKATIVE[command], begin=lambda: os.close(1))
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def small_files() -> None:
    """No file may be larger than 2000 bytes: a full disk that needs no disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))


@pytest.mark.parametrize(
    ("file", "arguments"),
    [
        ("plan.json", ["solve", FLEET, "-o", "plan.json"]),
        ("model.mps", ["export", FLEET, "-o", "model.mps"]),
    ],
)
def test_a_report_that_does_not_fit_leaves_what_was_there(file, arguments, tmp_path):
    (tmp_path / file).write_text(OLD, encoding="utf-8")
    done = fleetopt(tmp_path, *arguments, begin=small_files)
    assert done.returncode == 2
    assert f"cannot write '{file}': File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / file).read_text(encoding="utf-8") == OLD
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_a_fleet_file_that_does_not_fit_is_not_begun(tmp_path):
    done = fleetopt(tmp_path, "init", "fleet", begin=small_files)
    assert done.returncode == 2
    assert "cannot write 'fleet/site.yaml': File too large" in done.stderr
    assert list((tmp_path / "fleet").iterdir()) == []


def places(folder: Path) -> dict[str, tuple[str, str]]:
    """Places that cannot be written to, and what is said of each."""
    os.mkfifo(folder / "pipe.json")
    (folder / "folder.json").mkdir()
    (folder / "circle.json").symlink_to("circle.json")
    (folder / "null.json").symlink_to("/dev/null")
    (folder / "nowhere.json").symlink_to("no-such-folder/plan.json")
    (folder / "file").touch()
    return {
        "a pipe": ("pipe.json", "is a pipe or a device, not a file"),
        "a folder": ("folder.json", "is a folder"),
        "links in a circle": ("circle.json", "levels of symbolic links"),
        "a link to a device": ("null.json", "is a pipe or a device, not a file"),
        "a link to nowhere": ("nowhere.json", "there is no folder"),
        "a folder that is not there": ("no/plan.json", "there is no folder"),
        "a folder that is a file": ("file/plan.json", "there is no folder"),
        "a name that is too long": (f"{'x' * 300}.json", "File name too long"),
        "a path that is too long": (f"{'x/' * 3000}plan.json", "File name too long"),
        "an ending that is too long": (f"plan.{'x' * 300}", "is no known ending"),
        "no ending": ("/dev/full", "has no ending"),
        "no name": ("", "this is a folder"),
    }


@pytest.mark.parametrize("place", range(12))
def test_a_place_that_cannot_be_written_is_refused_before_the_solve(place, tmp_path):
    name, said = list(places(tmp_path).values())[place]
    before = sorted(tmp_path.iterdir())
    done = fleetopt(tmp_path, "solve", FLEET, "-o", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 1000
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_vanishes_is_an_error(tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    done = fleetopt(tmp_path, "solve", FLEET, "-o", "plan.json", begin=lambda: _leave(folder))
    assert (done.returncode, done.stdout) == (2, "")
    assert "No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


def _leave(folder: Path) -> None:
    """Go into a folder and take it away."""
    os.chdir(folder)
    folder.rmdir()


def test_a_folder_that_nobody_may_write_to_is_an_error(tmp_path):
    done = fleetopt(tmp_path, "export", FLEET, "-o", "/proc/model.lp")
    assert done.returncode == 2
    assert "'/proc/model.lp'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_link_stays_a_link_and_rights_stay(tmp_path):
    (tmp_path / "shared").mkdir()
    target = tmp_path / "shared" / "model.lp"
    target.write_text(OLD, encoding="utf-8")
    target.chmod(0o640)
    (tmp_path / "model.lp").symlink_to(target)
    assert fleetopt(tmp_path, "export", FLEET, "-o", "model.lp").returncode == 0
    assert (tmp_path / "model.lp").is_symlink()
    assert target.read_text(encoding="utf-8") != OLD
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in target.parent.iterdir()] == ["model.lp"]


def test_a_long_name_can_be_written(tmp_path):
    name = "x" * 250 + ".lp"
    assert fleetopt(tmp_path, "export", FLEET, "-o", name).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_init_without_a_name_writes_nothing(tmp_path):
    done = fleetopt(tmp_path, "init", "")
    assert (done.returncode, done.stdout) == (2, "")
    assert "the folder has no name" in done.stderr
    assert list(tmp_path.iterdir()) == []
