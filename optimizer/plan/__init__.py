"""The single composer: load, build, solve, make sure, result."""

from optimizer.plan.assurance import Assurance, Certify
from optimizer.plan.compose import build, load, solve
from optimizer.results.reasoning import Explain

__all__ = ["Assurance", "Certify", "Explain", "build", "load", "solve"]
