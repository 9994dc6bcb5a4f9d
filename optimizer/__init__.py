"""fleetopt: decide what each megawatt of a bitcoin miner should do.

The public Python API is small::

    import optimizer

    problem = optimizer.load("fleets/by-hand/site.yaml")  # read and check
    result = optimizer.solve(problem)                      # build, solve, verify
    result.plan.money                                      # labelled pandas frames

Everything heavy is imported on first use, so that ``import optimizer`` and
``fleetopt --help`` are instant.
"""

from typing import TYPE_CHECKING, Any

__all__ = ["FleetoptError", "__version__", "load", "solve"]
__version__ = "0.1.0"

if TYPE_CHECKING:
    from optimizer.errors import FleetoptError
    from optimizer.plan import load, solve

_HOMES = {
    "FleetoptError": "optimizer.errors",
    "load": "optimizer.plan",
    "solve": "optimizer.plan",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    from importlib import import_module

    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    return getattr(import_module(home), name)
