"""The command itself: help, version, unknown words, errors and exit codes."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from optimizer import __version__
from optimizer.cli.main import COMMANDS, main
from optimizer.cli.talk import Failure
from optimizer.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "pandas", "scipy", "pydantic", "highspy", "yaml", "rich")


def run(*arguments: str) -> Any:
    """The command in this process."""
    return CliRunner().invoke(main, list(arguments), prog_name="fleetopt")


def fleetopt(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "optimizer", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **options)


def test_help_lists_every_command_with_its_line():
    done = fleetopt("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for name, lazy in COMMANDS.items():
        assert f"  {name}" in done.stdout
        assert lazy.summary in done.stdout


def test_help_imports_nothing_heavy():
    script = f"""
import sys
from optimizer.cli.main import main
main(["--help"], standalone_mode=False)
found = [name for name in {HEAVY!r} if name in sys.modules]
print("heavy:", found, file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stderr == "heavy: []\n"


def test_without_arguments_the_help_is_shown():
    done = fleetopt()
    assert "Commands:" in done.stdout + done.stderr
    assert done.returncode == 2


def test_version():
    done = fleetopt("--version")
    assert done.stdout == f"fleetopt, version {__version__}\n"
    assert done.returncode == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_shows_an_example(name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"fleetopt {name}" in result.output.partition("Example")[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_called_what_the_list_calls_it(name):
    command = import_module(f"optimizer.cli.{COMMANDS[name].module}").command
    assert isinstance(command, click.Command)
    assert command.name == name


@pytest.mark.parametrize("name", COMMANDS)
def test_an_unknown_option_is_refused(name):
    result = run(name, "--frobnicate")
    assert result.exit_code == 2
    assert "--frobnicate" in result.stderr
    assert result.stdout == ""


def test_an_unknown_command_names_the_one_that_was_meant():
    result = run("sovle")
    assert result.exit_code == 2
    assert "No such command 'sovle'. Did you mean 'solve'?" in result.stderr
    assert "Did you mean" not in run("xyzzy").stderr


@pytest.fixture
def broken(monkeypatch):
    """Makes `catalog` raise what it is given."""

    def breaks(error: BaseException) -> None:
        def fail(*_arguments: object) -> None:
            raise error

        monkeypatch.setattr("optimizer.catalog.search", fail)

    return breaks


def test_an_error_of_ours_is_a_message_with_its_code(broken):
    broken(UsageError("there is no such thing"))
    result = run("catalog")
    assert result.exit_code == 2
    assert result.stderr == "Error: there is no such thing [E601]\n"


def test_a_failure_is_a_message(broken):
    broken(Failure("the disk is full"))
    result = run("catalog")
    assert (result.exit_code, result.stderr) == (2, "Error: the disk is full\n")


def test_an_interrupt_ends_with_130(broken):
    broken(KeyboardInterrupt())
    result = run("catalog")
    assert result.exit_code == 130
    assert "Interrupted." in result.stderr
    assert "Traceback" not in result.stderr


def test_a_bug_does_not_look_like_a_fleet_without_a_plan(broken):
    broken(ZeroDivisionError("division by zero"))
    result = run("catalog")
    assert result.exit_code == 2
    assert "ZeroDivisionError" in result.stderr
    assert "This is a bug in fleetopt." in result.stderr
    assert result.stdout == ""


def test_the_same_command_runs_as_a_module():
    module = fleetopt("catalog", "--kind", "gpu").stdout
    assert module == run("catalog", "--kind", "gpu").stdout
