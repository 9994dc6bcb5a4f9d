"""Hostile files through the command, each in a forked process whose time and memory are measured.

``python -m tests.fuzz_reader.hostile_runs [NAME..]`` prints a line each.
"""

# ruff: noqa: T201 - it is a program

import json
import os
import resource
import signal
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.fuzz_reader.hostile import HOSTILE

MOST_SECONDS = 5
MOST_MEMORY_MB = 500
HANGS_S = 60
"""Seconds after which a process is taken for hung."""


@dataclass(frozen=True)
class Run:
    """What came of a hostile file.

    Attributes:
        name: which one.
        code: exit code of ``fleetopt``; negative where a signal killed it.
        seconds: of CPU, without loading the modules.
        memory_mb: resident memory at its largest.
        out, err: what was written to the two streams.
    """

    name: str
    code: int
    seconds: float
    memory_mb: float
    out: str
    err: str


def run(name: str) -> Run:
    """Run the command on one of the files."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as streams:
        arguments = HOSTILE[name](Path(folder))
        pid = os.fork()
        if pid == 0:
            _become(folder, streams, arguments)
        _, status, used = os.wait4(pid, 0)
        for path in Path(folder).iterdir():
            if not path.is_symlink():
                path.chmod(0o700)
        out, err = (
            (Path(streams) / one).read_text("utf-8", "surrogateescape") for one in ("out", "err")
        )
    code = os.waitstatus_to_exitcode(status)
    memory = used.ru_maxrss / 1024
    return Run(name, code, used.ru_utime + used.ru_stime, memory, out, err)


def _become(folder: str, streams: str, arguments: list[str]) -> None:
    """Be the command, in the child process; never returns."""
    code = 99
    try:
        os.chdir(folder)
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(f"{streams}/{name}", os.O_WRONLY | os.O_CREAT), number)
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        resource.setrlimit(resource.RLIMIT_CPU, (HANGS_S, HANGS_S))
        signal.alarm(2 * HANGS_S)  # waiting takes no CPU time
        from optimizer.cli.main import main

        main(arguments, prog_name="fleetopt")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 98
    finally:
        sys.stdout.flush()
        os._exit(code)


def all_runs(names: list[str]) -> list[Run]:
    """Run several; the modules are loaded once, before."""
    from optimizer import inputs
    from optimizer.cli import validate
    from tests.fuzz_reader.seeds import ROOT

    assert validate.command is not None
    inputs.load(ROOT / "fleets" / "by-hand" / "site.yaml")
    return [run(name) for name in names]


def main() -> None:
    """Run those named, or all."""
    names = sys.argv[1:]
    as_json = names == ["--json"]
    runs = all_runs(list(HOSTILE) if as_json or not names else names)
    if as_json:
        print(json.dumps([asdict(one) for one in runs]))
        return
    for one in runs:
        said = (one.err + one.out).strip()
        used = f"{one.seconds:6.2f} s {one.memory_mb:5.0f} MB"
        print(f"{one.name:45} {one.code:3} {used} {said[:300]!r}")


if __name__ == "__main__":
    main()
