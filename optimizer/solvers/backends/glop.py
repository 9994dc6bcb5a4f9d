"""GLOP, the simplex solver of OR-Tools: linear programs, with duals, in one thread."""

from typing import Any, ClassVar

from optimizer.solvers.backend import Capabilities, Lineage
from optimizer.solvers.backends.math_opt import MathOptBackend, common_parameters
from optimizer.solvers.raw import Attempt, Settings

TOLERANCE = 1e-9
"""Primal and dual feasibility tolerance on the scaled program."""


class Glop(MathOptBackend):
    """GLOP."""

    name: ClassVar[str] = "glop"
    title: ClassVar[str] = "GLOP"
    lineage: ClassVar[Lineage] = Lineage.OR_TOOLS
    capabilities: ClassVar[Capabilities] = Capabilities(
        lp=True, mip=False, duals=True, interrupt=True
    )
    solver_type: ClassVar[str] = "SOLVER_TYPE_GLOP"
    lp_attempts: ClassVar[tuple[Attempt, ...]] = (
        Attempt(),
        Attempt(presolve=False),
        Attempt(presolve=False, extra=(("use_dual_simplex", True),)),
    )

    def parameters(self, settings: Settings) -> Any:
        """Limits and tolerances."""
        parameters = common_parameters(settings)
        parameters.glop.primal_feasibility_tolerance = TOLERANCE
        parameters.glop.dual_feasibility_tolerance = TOLERANCE
        for name, value in settings.extra:
            setattr(parameters.glop, name, value)
        return parameters
