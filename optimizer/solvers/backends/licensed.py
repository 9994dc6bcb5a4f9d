"""Solvers that need a licence, through PuLP and the solver's own Python package.

None of them is needed for anything. Who has one finds it here by name; what is said of
plans, bounds and time limits in :mod:`optimizer.solvers.backends.pulp_model` holds.
"""

from typing import ClassVar

from optimizer.solvers.backend import Capabilities, Lineage
from optimizer.solvers.backends.pulp_model import PulpBackend

_ABLE = Capabilities(lp=True, mip=True, gap=True)


class _Licensed(PulpBackend):
    """A solver whose own package has to be installed beside PuLP."""

    capabilities: ClassVar[Capabilities] = _ABLE

    @classmethod
    def missing(cls) -> str | None:
        """Both PuLP and the solver's package have to be there."""
        from importlib.util import find_spec

        if find_spec("pulp") is None or find_spec(cls.package) is None:
            return f"it needs PuLP and the package {cls.distribution}: {cls.how_to_install()}"
        return None

    @classmethod
    def how_to_install(cls) -> str:
        """PuLP from fleetopt's extra, the solver from its maker."""
        return f"pip install 'fleetopt[backends]' {cls.distribution}, and its maker's licence"


class Gurobi(_Licensed):
    """Gurobi."""

    name: ClassVar[str] = "gurobi"
    title: ClassVar[str] = "Gurobi"
    lineage: ClassVar[Lineage] = Lineage.GUROBI
    package: ClassVar[str] = "gurobipy"
    distribution: ClassVar[str] = "gurobipy"
    pulp_solver: ClassVar[str] = "GUROBI"


class Cplex(_Licensed):
    """CPLEX."""

    name: ClassVar[str] = "cplex"
    title: ClassVar[str] = "CPLEX"
    lineage: ClassVar[Lineage] = Lineage.CPLEX
    package: ClassVar[str] = "cplex"
    distribution: ClassVar[str] = "cplex"
    pulp_solver: ClassVar[str] = "CPLEX_PY"


class Xpress(_Licensed):
    """FICO Xpress."""

    name: ClassVar[str] = "xpress"
    title: ClassVar[str] = "Xpress"
    lineage: ClassVar[Lineage] = Lineage.XPRESS
    package: ClassVar[str] = "xpress"
    distribution: ClassVar[str] = "xpress"
    pulp_solver: ClassVar[str] = "XPRESS_PY"


class Copt(_Licensed):
    """COPT."""

    name: ClassVar[str] = "copt"
    title: ClassVar[str] = "COPT"
    lineage: ClassVar[Lineage] = Lineage.COPT
    package: ClassVar[str] = "coptpy"
    distribution: ClassVar[str] = "coptpy"
    pulp_solver: ClassVar[str] = "COPT"


class Mosek(_Licensed):
    """MOSEK."""

    name: ClassVar[str] = "mosek"
    title: ClassVar[str] = "MOSEK"
    lineage: ClassVar[Lineage] = Lineage.MOSEK
    package: ClassVar[str] = "mosek"
    distribution: ClassVar[str] = "Mosek"
    pulp_solver: ClassVar[str] = "MOSEK"
    gap_option: ClassVar[str] = ""
