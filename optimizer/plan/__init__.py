"""The single composer: load, build, solve, make sure, result."""

from optimizer.plan.assurance import Assurance, Certify
from optimizer.plan.compose import build, load, solve

__all__ = ["Assurance", "Certify", "build", "load", "solve"]
