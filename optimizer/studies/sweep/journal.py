"""What was solved before: a file of outcomes, a line each, so that a sweep can go on."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from optimizer.inputs.problem import Problem
from optimizer.studies.sweep.outcome import Outcome
from optimizer.studies.sweep.work import Task
from optimizer.version import __version__


class Journal:
    """Outcomes by what they are outcomes of.

    A line is added and brought to the disk for each outcome; one that was cut off is passed over.

    Args:
        path: of the file, None to keep nothing.
        fleet: as it is; outcomes of another file or other tables do not count.
        restart: begin anew.
    """

    def __init__(self, path: Path | None, fleet: Problem, *, restart: bool = False) -> None:
        self._path = path
        tables = [(table.name, table.sha256) for table in fleet.tables]
        self._fleet = json.dumps([fleet.sha256, tables, __version__])
        self._known: dict[str, Outcome] = {}
        if path is None:
            return
        if restart:
            path.unlink(missing_ok=True)
        self._known = dict(_read(path))

    def known(self, task: Task) -> Outcome | None:
        """What a task came to before."""
        return self._known.get(self._key(task))

    def add(self, task: Task, outcome: Outcome) -> None:
        """Keep an outcome.

        Raises:
            OSError: it cannot be written.
        """
        key = self._key(task)
        self._known[key] = outcome
        if self._path is None or outcome.reason == "failed":
            return
        line = json.dumps({"key": key, "outcome": outcome.document()}) + "\n"
        with self._path.open("a+b") as file:
            if file.seek(0, os.SEEK_END) and not _ends_whole(file):
                line = "\n" + line
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())

    def _key(self, task: Task) -> str:
        options = task.options
        said = [
            self._fleet, task.overrides, options.gap, options.time_limit_s, options.seed,
            options.solver, task.proved,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _ends_whole(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


def _read(path: Path) -> Iterator[tuple[str, Outcome]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            entry = json.loads(line)
            yield str(entry["key"]), Outcome.of(entry["outcome"])
        except (ValueError, KeyError, TypeError):
            continue  # cut off, or of another version
