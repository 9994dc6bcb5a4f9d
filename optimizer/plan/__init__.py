"""The single composer: load, build, solve, make sure, result."""

from optimizer.plan.assurance import Assurance, Certify
from optimizer.plan.compose import build, load, solve
from optimizer.plan.labour import Labour, Way
from optimizer.results.reasoning import Explain

__all__ = ["Assurance", "Certify", "Explain", "Labour", "Way", "build", "load", "solve"]
