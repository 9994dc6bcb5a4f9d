"""GLPK, the command ``glpsol``, through PuLP: old, slow and of yet another lineage.

PuLP calls what GLPK found before its time ran out "Optimal" (it maps ``INTEGER NON-OPTIMAL``
so); :mod:`optimizer.solvers.backends.pulp_model` says what is done about that. GLPK's time
limit is in whole seconds, and its gap is set by an option of its own.
"""

import math
import shutil
import subprocess
from typing import Any, ClassVar

from optimizer.solvers.backend import Capabilities, Lineage
from optimizer.solvers.backends.pulp_model import PulpBackend
from optimizer.solvers.raw import Settings


class Glpk(PulpBackend):
    """GLPK."""

    name: ClassVar[str] = "glpk"
    title: ClassVar[str] = "GLPK"
    lineage: ClassVar[Lineage] = Lineage.GLPK
    capabilities: ClassVar[Capabilities] = Capabilities(lp=True, mip=True, gap=True)
    program: ClassVar[str] = "glpsol"
    pulp_solver: ClassVar[str] = "GLPK_CMD"

    @classmethod
    def how_to_install(cls) -> str:
        """GLPK comes with the system, PuLP with fleetopt's extra."""
        return "pip install 'fleetopt[backends]'; glpsol from glpk-utils or glpk"

    @classmethod
    def version(cls) -> str:
        """What ``glpsol --version`` says; "" if it cannot be run."""
        program = shutil.which(cls.program)
        if program is None:
            return ""
        try:
            said = subprocess.run(
                [program, "--version"], capture_output=True, text=True, timeout=5, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        first = said.stdout.partition("\n")[0].split()
        return first[-1] if first else ""

    def solver(self, pulp: Any, settings: Settings) -> Any:
        """PuLP's GLPK with the options of this run."""
        options = ["--mipgap", repr(settings.gap)]
        if not settings.presolve:
            options.append("--nopresol")
        limit = settings.time_limit_s
        return pulp.GLPK_CMD(
            msg=False,
            options=options,
            timeLimit=None if limit is None else self.time_limit(limit),
        )

    def time_limit(self, seconds: float) -> float:
        """Whole seconds, at least one."""
        return max(math.ceil(seconds), 1)
