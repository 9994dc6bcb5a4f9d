"""Back-ends by name. Their modules are imported when one is asked for, their solvers later."""

import difflib
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from optimizer.errors import MissingSolverError, UsageError
from optimizer.solvers.backend import Backend
from optimizer.solvers.names import BACKENDS, SOLVERS

CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "tree": "optimizer.solvers.backends.tree:TreeSearch",
        "highs": "optimizer.solvers.backends.highs:Highs",
        "scip": "optimizer.solvers.backends.scip:Scip",
        "glop": "optimizer.solvers.backends.glop:Glop",
        "pdlp": "optimizer.solvers.backends.pdlp:Pdlp",
        "cp-sat": "optimizer.solvers.backends.cp_sat:CpSat",
        "cbc": "optimizer.solvers.backends.cbc:Cbc",
        "glpk": "optimizer.solvers.backends.glpk:Glpk",
        "gurobi": "optimizer.solvers.backends.licensed:Gurobi",
        "cplex": "optimizer.solvers.backends.licensed:Cplex",
        "xpress": "optimizer.solvers.backends.licensed:Xpress",
        "copt": "optimizer.solvers.backends.licensed:Copt",
        "mosek": "optimizer.solvers.backends.licensed:Mosek",
    }
)
"""Where each back-end's class is, as ``module:class``."""


def backend_class(name: str) -> type[Backend]:
    """The class of a back-end, whether it is installed or not.

    Raises:
        UsageError: there is no back-end of that name.
    """
    place = CLASSES.get(name)
    if place is None:
        close = difflib.get_close_matches(name, SOLVERS, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise UsageError(f"no solver is called {name!r}; choose from {', '.join(SOLVERS)}.{hint}")
    return load_class(place)


def load_class(place: str) -> type[Backend]:
    """The class at a ``module:class``."""
    module, _, attribute = place.partition(":")
    found = getattr(import_module(module), attribute)
    if not (isinstance(found, type) and issubclass(found, Backend)):
        raise TypeError(f"{place} is no back-end")
    return found


def place_of(backend: Backend) -> str:
    """The ``module:class`` of a back-end, for another process to load."""
    kind = type(backend)
    return f"{kind.__module__}:{kind.__qualname__}"


def get(name: str) -> Backend:
    """The back-end of a name.

    Raises:
        UsageError: there is no back-end of that name.
        MissingSolverError: it is not installed; the message says what to install.
    """
    found = backend_class(name)
    missing = found.missing()
    if missing is not None:
        raise MissingSolverError(f"{found.title} is not installed: {missing}")
    return found()


def installed() -> tuple[type[Backend], ...]:
    """The back-ends that are there, found without importing any solver."""
    classes = (backend_class(name) for name in BACKENDS)
    return tuple(found for found in classes if found.missing() is None)
