"""The commands ``validate``, ``schema`` and ``init``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.cli.main import main
from optimizer.inputs import load_with_warnings
from tests.bad_files.cases import HERE

GOOD = str(HERE / "base.yaml")


@pytest.fixture
def bad(tmp_path: Path) -> str:
    """A file with one problem and one warning."""
    text = Path(GOOD).read_text(encoding="utf-8")
    text = text.replace("debts: [term]", "debts: [team]").replace("month: 150", "month: 0")
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "prices.csv").write_bytes((HERE / "prices.csv").read_bytes())
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


# ------------------------------------------------------------------------------- validate


def test_a_good_file_is_ok() -> None:
    done = run("validate", GOOD)
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{GOOD}: ok\n", "")


def test_problems_go_to_stdout_and_warnings_to_stderr(bad: str) -> None:
    done = run("validate", GOOD, bad)
    assert done.exit_code == 2
    assert done.stdout.startswith(f"{GOOD}: ok\n{bad}:")
    assert "there is no debt 'team' [error E305]" in done.stdout
    assert "did you mean `term`?" in done.stdout
    assert done.stdout.endswith(f"{bad}: 1 problem\n")
    assert "[warning W342]" in done.stderr
    assert "W342" not in done.stdout


def test_warnings_alone_are_no_failure() -> None:
    done = run("validate", GOOD, "--set", "contracts.rival.usd_per_kw_month=0")
    assert (done.exit_code, done.stdout) == (0, f"{GOOD}: ok\n")
    assert "--set contracts.rival.usd_per_kw_month=0: contracts.rival" in done.stderr


def test_json_has_problems_and_warnings_of_all_files(bad: str) -> None:
    done = run("validate", bad, GOOD, "--format", "json")
    found = json.loads(done.stdout)
    assert done.exit_code == 2
    assert done.stderr == ""
    assert [(one["code"], one["severity"], one["file"]) for one in found] == [
        ("W342", "warning", bad),
        ("E305", "error", bad),
    ]
    assert json.loads(run("validate", GOOD, "--format", "json").stdout) == []


def test_github_annotations(bad: str) -> None:
    lines = run("validate", bad, "--format", "github").stdout.splitlines()
    assert lines[0].startswith("::warning file=")
    assert lines[1].startswith("::error file=")
    assert run("validate", GOOD, "--format", "github").stdout == ""


def test_a_file_that_is_not_there_does_not_hide_the_others(bad: str) -> None:
    done = run("validate", "nowhere.yaml", bad)
    assert done.exit_code == 2
    assert "nowhere.yaml: there is no such file" in done.stdout
    assert "E305" in done.stdout


def test_a_file_is_needed() -> None:
    assert run("validate").exit_code == 2


# --------------------------------------------------------------------------------- schema


def test_schema_is_json() -> None:
    done = run("schema")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["title"] == "fleetopt fleet file, format 1"


# ----------------------------------------------------------------------------------- init


def test_init_writes_a_fleet_that_is_good(tmp_path: Path) -> None:
    target = tmp_path / "new" / "fleet" / "site.yaml"
    done = run("init", str(target.parent))
    assert (done.exit_code, done.stdout) == (0, f"{target}\n")
    assert f"fleetopt solve {target}" in done.stderr
    problem, warnings = load_with_warnings(target)
    assert warnings == ()
    assert len(problem.contracts) == 1
    assert list(target.parent.iterdir()) == [target]


def test_init_explains_its_keys(tmp_path: Path) -> None:
    run("init", str(tmp_path))
    text = (tmp_path / "site.yaml").read_text(encoding="utf-8")
    assert text.count("#") > 20
    assert "yaml-language-server" in text


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    target = tmp_path / "site.yaml"
    target.write_text("mine", encoding="utf-8")
    done = run("init", str(tmp_path))
    assert done.exit_code == 2
    assert "is there already" in done.stderr
    assert target.read_text(encoding="utf-8") == "mine"
    target.unlink()
    target.symlink_to(tmp_path / "elsewhere")
    assert run("init", str(tmp_path)).exit_code == 2
    assert not (tmp_path / "elsewhere").exists()


def test_init_where_it_cannot_write(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    for folder in (file, file / "below"):
        done = run("init", str(folder))
        assert done.exit_code == 2
        assert "cannot write" in done.stderr
        assert "Traceback" not in done.output


@pytest.mark.parametrize("name", ["validate", "schema", "init"])
def test_help_has_examples(name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert f"fleetopt {name}" in done.stdout.split("Examples:")[1]
