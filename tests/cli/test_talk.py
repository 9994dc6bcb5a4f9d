"""Progress, colours, pipes: what the two streams carry."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from optimizer.cli.main import main
from optimizer.cli.progress import ProgressLine
from optimizer.cli.talk import (
    Failure,
    Rejected,
    canvas,
    is_live,
    print_json,
    print_text,
    say,
)
from optimizer.solvers.base import Progress

ROOT = Path(__file__).resolve().parents[2]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    """Make standard output a terminal. In the test itself: pytest sets it anew before."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in ({"TERM": "xterm-256color", "COLUMNS": "90"} | environment).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal())


def moment(seconds: float) -> Progress:
    return Progress(seconds, 1e6, 2e6, 0.5, 3)


class TestProgress:
    def test_a_short_solve_shows_nothing(self):
        for live in (True, False):
            stream = io.StringIO()
            line = ProgressLine(stream, live=live)
            line(moment(0.9))
            line.clear()
            assert stream.getvalue() == ""

    def test_on_a_terminal_one_line_is_drawn_anew_and_taken_away(self):
        stream = io.StringIO()
        line = ProgressLine(stream, live=True)
        line(moment(1.0))
        line(moment(1.25))
        line.clear()
        drawn = stream.getvalue().split("\r\x1b[K")
        assert drawn[1] == "1 s: best $1.00M, bound $2.00M, gap 50.0 %, 3 nodes"
        assert drawn[-1] == ""
        assert "\n" not in stream.getvalue()

    def test_a_closed_stream_does_not_end_a_solve(self):
        class Closed(io.StringIO):
            def write(self, _text: str) -> int:
                raise BrokenPipeError

        line = ProgressLine(Closed(), live=False)
        line(moment(6.0))
        line(moment(60.0))


class TestCanvas:
    def test_a_terminal_has_colours_and_its_own_width(self, monkeypatch):
        on_terminal(monkeypatch)
        drawn = canvas()
        assert (drawn.width, drawn.color, drawn.unicode) == (90, True, True)

    @pytest.mark.parametrize(("columns", "width"), [("200", 100), ("40", 80)])
    def test_the_width_has_bounds(self, monkeypatch, columns, width):
        on_terminal(monkeypatch, COLUMNS=columns)
        assert canvas().width == width

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_the_environment_can_ask_for_no_colours(self, monkeypatch, environment):
        on_terminal(monkeypatch, **environment)
        assert canvas().color is False

    def test_a_pipe_is_plain_and_a_hundred_wide(self, monkeypatch):
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
        drawn = canvas()
        assert (drawn.width, drawn.color, drawn.unicode) == (100, False, False)

    def test_no_stdout_at_all(self, monkeypatch):
        monkeypatch.setattr(sys, "stdout", None)
        assert canvas().color is False
        print_text("nobody reads this")


class TestStdout:
    def test_what_the_encoding_lacks_becomes_a_question_mark(self, monkeypatch):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
        print_text("Größe\n")
        assert raw.getvalue() == b"Gr??e\n"

    def test_json_is_always_utf_8(self, monkeypatch):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
        print_json('"Größe"\n')
        assert raw.getvalue() == '"Größe"\n'.encode()

    def test_a_reader_that_leaves_early_is_no_error(self):
        read, write = os.pipe()
        os.close(read)
        command = [sys.executable, "-m", "optimizer", "catalog"]
        done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        os.close(write)
        assert (done.returncode, done.stderr) == (0, "")

    def test_a_full_disk_is_an_error(self, monkeypatch, tmp_path):
        descriptor = os.open(tmp_path / "out", os.O_WRONLY | os.O_CREAT)

        class Full(io.StringIO):
            def write(self, _text: str) -> int:
                raise OSError(errno.ENOSPC, "No space left on device")

            def fileno(self) -> int:
                return descriptor

        monkeypatch.setattr(sys, "stdout", Full())
        with pytest.raises(Failure, match="standard output: No space left on device"):
            print_text("a plan")
        os.close(descriptor)


class TestStderr:
    def test_talk_that_cannot_be_written_is_no_error(self, monkeypatch):
        class Full(io.StringIO):
            def write(self, _text: str) -> int:
                raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(sys, "stderr", Full())
        say("Wrote plan.json")
        Failure("the disk is full").show()
        Rejected("site.yaml: wrong").show()

    def test_without_stderr_there_is_a_plan_and_no_talk(self):
        assert is_live(None) is False
        command = f"exec '{sys.executable}' -m optimizer solve fleets/by-hand/site.yaml 2>&-"
        done = subprocess.run(
            ["sh", "-c", command], stdout=subprocess.PIPE, text=True, cwd=ROOT, check=False
        )
        assert done.returncode == 0
        assert "NPV $171.0k" in done.stdout


def test_help_that_cannot_be_written_is_an_error_without_a_traceback(monkeypatch, capsys):
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(click.Group, "main", full)
    monkeypatch.setattr("optimizer.cli.main.give_up", lambda _stream: None)
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "Error: cannot write: No space left on device\n"
