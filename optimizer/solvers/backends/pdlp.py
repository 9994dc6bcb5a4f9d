"""PDLP, the first-order solver of OR-Tools: large linear programs, with duals.

Its plans are accurate to a relative tolerance rather than at a vertex, so it is asked for
much more than it gives by default; one that still fails the check row by row is refused.
"""

from typing import Any, ClassVar

from optimizer.solvers.backend import Capabilities, Lineage
from optimizer.solvers.backends.math_opt import MathOptBackend, common_parameters
from optimizer.solvers.raw import Settings

TOLERANCE = 1e-9
"""Absolute and relative tolerance of rows, columns and gap on the scaled program."""


class Pdlp(MathOptBackend):
    """PDLP."""

    name: ClassVar[str] = "pdlp"
    title: ClassVar[str] = "PDLP"
    lineage: ClassVar[Lineage] = Lineage.OR_TOOLS
    capabilities: ClassVar[Capabilities] = Capabilities(
        lp=True, mip=False, duals=True, threads=True, interrupt=True
    )
    solver_type: ClassVar[str] = "SOLVER_TYPE_PDLP"

    def parameters(self, settings: Settings) -> Any:
        """Limits and tolerances."""
        parameters = common_parameters(settings)
        if settings.threads:
            parameters.threads = settings.threads
        criteria = parameters.pdlp.termination_criteria
        criteria.simple_optimality_criteria.eps_optimal_absolute = TOLERANCE
        criteria.simple_optimality_criteria.eps_optimal_relative = TOLERANCE
        return parameters
