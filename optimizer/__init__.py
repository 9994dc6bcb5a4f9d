"""fleetopt: decide what each megawatt of a bitcoin miner should do.

The public Python API is small::

    import optimizer

    problem = optimizer.load("fleets/by-hand/site.yaml")  # read and check
    result = optimizer.solve(problem)                      # build, solve, verify
    result.plan.money                                      # labelled pandas frames
    result.certificate.rung                                # how far the plan is proved

Everything heavy is imported on first use, so that ``import optimizer`` and
``fleetopt --help`` are instant.
"""

from optimizer.version import __version__

__all__ = [
    "Assurance",
    "Certify",
    "Explain",
    "FleetoptError",
    "Labour",
    "SolveOptions",
    "Way",
    "__version__",
    "backtest",
    "calibrate",
    "frontier",
    "load",
    "solve",
    "stress",
    "sweep",
    "verify",
    "write",
]

# Loading `typing` for this would take most of the time of `import optimizer`; type checkers know
# the name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from optimizer.errors import FleetoptError
    from optimizer.plan import Assurance, Certify, Explain, Labour, Way, load, solve
    from optimizer.report.write import write
    from optimizer.solvers.base import SolveOptions
    from optimizer.studies.backtest import backtest
    from optimizer.studies.calibrate import calibrate
    from optimizer.studies.frontier import frontier
    from optimizer.studies.stress import stress
    from optimizer.studies.sweep import sweep
    from optimizer.verification import verify

_HOMES = {
    "Assurance": "optimizer.plan",
    "Certify": "optimizer.plan",
    "Explain": "optimizer.plan",
    "FleetoptError": "optimizer.errors",
    "Labour": "optimizer.plan",
    "SolveOptions": "optimizer.solvers.base",
    "Way": "optimizer.plan",
    "load": "optimizer.plan",
    "backtest": "optimizer.studies.backtest",
    "calibrate": "optimizer.studies.calibrate",
    "frontier": "optimizer.studies.frontier",
    "solve": "optimizer.plan",
    "stress": "optimizer.studies.stress",
    "sweep": "optimizer.studies.sweep",
    "verify": "optimizer.verification",
    "write": "optimizer.report.write",
}


def __getattr__(name: str) -> "Any":
    """Import a public name on first use."""
    from importlib import import_module

    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    return getattr(import_module(home), name)
