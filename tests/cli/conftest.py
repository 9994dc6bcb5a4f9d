"""A command line whose solves end as a test wants them to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import optimizer
from optimizer.cli.main import main
from optimizer.errors import Finding
from optimizer.plan import Assurance, Explain, Labour
from optimizer.solvers.base import ProgressCallback, SolveOptions
from optimizer.solvers.isolation import Workplace
from tests.report.sample import sample_result


@dataclass
class Stage:
    """Stands in for reading and solving.

    Attributes:
        result: what the solve returns, or what it raises.
        warnings: what reading the fleet warns of.
        during: called while it solves, with the callback for progress.
        path, overrides, options, assurance, explain, labour: what was asked for.
    """

    result: Any = field(default_factory=sample_result)
    during: Callable[[ProgressCallback | None], None] = lambda _progress: None
    warnings: tuple[Finding, ...] = ()
    path: Path | None = None
    overrides: tuple[str, ...] = ()
    options: SolveOptions | None = None
    assurance: Assurance | None = None
    explain: Explain | None = None
    labour: Labour | None = None
    solved: bool = False

    def load(self, path: Path, overrides: Sequence[str] = ()) -> tuple[str, tuple[Finding, ...]]:
        """In place of ``inputs.load_with_warnings``."""
        self.path, self.overrides = path, tuple(overrides)
        return "problem", self.warnings

    def solve(
        self,
        problem: str,
        *,
        options: SolveOptions | None = None,
        assurance: Assurance | None = None,
        explain: Explain | None = None,
        progress: ProgressCallback | None = None,
        stage: Callable[[str], None] | None = None,
        workplace: Workplace | None = None,
        labour: Labour | None = None,
    ) -> Any:
        """In place of ``optimizer.solve``."""
        assert problem == "problem"
        self.options, self.assurance, self.solved = options, assurance, True
        self.explain = explain
        del stage, workplace
        self.labour = labour
        self.during(progress)
        if isinstance(self.result, BaseException):
            raise self.result
        return self.result

    def run(self, *arguments: str) -> Result:
        """``fleetopt solve site.yaml`` with these arguments."""
        return CliRunner().invoke(main, ["solve", "site.yaml", *arguments], prog_name="fleetopt")


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    """A stage; the current folder is an empty one."""
    stage = Stage()
    monkeypatch.chdir(tmp_path)
    # Not setattr: looking for the old value would import all there is.
    monkeypatch.setattr("optimizer.inputs.load_with_warnings", stage.load)
    monkeypatch.setitem(vars(optimizer), "solve", stage.solve)
    return stage
