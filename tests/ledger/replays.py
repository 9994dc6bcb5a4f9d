"""From a fleet file to its plan, the plan's decisions and the ledger's statement."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import optimizer
from optimizer.formulation import formulate
from optimizer.inputs.reader import read_fleet
from optimizer.ledger import Audit, Statement, compare, replay
from optimizer.results import make_result
from optimizer.results.reported import reported
from optimizer.results.result import Plan
from optimizer.schedule import Schedule
from optimizer.schema import Fleet
from optimizer.solvers.base import SolveOptions
from optimizer.solvers.solve import solve as solve_program


@dataclass(frozen=True, eq=False)
class Replay:
    """A plan and its books."""

    fleet: Fleet
    folder: Path
    plan: Plan
    schedule: Schedule
    statement: Statement

    @property
    def audit(self) -> Audit:
        """The plan held against the books."""
        return compare(self.statement, reported(self.plan))

    def audit_of(self, schedule: Schedule) -> Audit:
        """The plan's report held against the books of other decisions."""
        return compare(replay(self.fleet, self.folder, schedule), reported(self.plan))


def solved(path: Path, overrides: tuple[str, ...] = (), gap: float = 1e-6) -> Replay | None:
    """Solve a fleet and replay the plan; None where there is none."""
    fleet = read_fleet(path, overrides).fleet
    options = SolveOptions(gap=gap, threads=1)
    formulation = formulate(optimizer.load(path, overrides=overrides))
    end = solve_program(formulation.program, options, None)
    result = make_result(formulation, end, options, build_seconds=0.0)
    if not result.has_plan:
        return None
    schedule = result.plan.schedule
    statement = replay(fleet, path.parent, schedule)
    return Replay(fleet, path.parent, result.plan, schedule, statement)
