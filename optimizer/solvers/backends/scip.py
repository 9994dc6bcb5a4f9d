"""SCIP, in OR-Tools: mixed-integer programs by other people's code than HiGHS.

It is given no number of threads: the SCIP in OR-Tools searches in one.
"""

from typing import Any, ClassVar

from optimizer.solvers.backend import Capabilities, Lineage
from optimizer.solvers.backends.math_opt import (
    INFINITY,
    MathOptBackend,
    common_parameters,
    set_mip_limits,
)
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import Settings


class Scip(MathOptBackend):
    """SCIP; linear programs without duals."""

    name: ClassVar[str] = "scip"
    title: ClassVar[str] = "SCIP"
    lineage: ClassVar[Lineage] = Lineage.SCIP
    capabilities: ClassVar[Capabilities] = Capabilities(
        lp=True,
        mip=True,
        bound=True,
        gap=True,
        seed=True,
        progress=True,
        interrupt=True,
        nodes=True,
    )
    solver_type: ClassVar[str] = "SOLVER_TYPE_GSCIP"

    def parameters(self, settings: Settings) -> Any:
        """Gaps, limits and the seed."""
        parameters = common_parameters(settings)
        set_mip_limits(parameters, settings)
        parameters.random_seed = settings.seed
        for name, value in settings.extra:
            kind = {bool: "bool", int: "int", float: "real", str: "string"}[type(value)]
            getattr(parameters.gscip, f"{kind}_params")[name] = value
        return parameters

    def listener(self, monitor: Monitor) -> Any:
        """Read the table of progress that SCIP logs."""
        table = _Table(monitor)

        def heard(lines: list[str]) -> None:
            for line in lines:
                table.read(line)

        return heard


class _Table:
    """Reads SCIP's table of progress, whose columns are found by their heads."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self._heads: list[str] = []

    def read(self, line: str) -> None:
        """Take nodes, bound and best objective from a line, if it is one of the table."""
        cells = [cell.strip() for cell in line.split("|")]
        if "dualbound" in cells:
            self._heads = cells
        elif self._heads and len(cells) == len(self._heads):
            row = dict(zip(self._heads, cells, strict=True))
            self._monitor.nodes = int(_number(row.get("node", "")) or 0)
            self._monitor.bound = _number(row["dualbound"])
            self._monitor.objective = _number(row.get("primalbound", ""))


def _number(cell: str) -> float | None:
    """A cell's number; None where there is none yet."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if abs(number) < INFINITY else None
