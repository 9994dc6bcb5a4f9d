"""The single composer: load, build, solve, result."""

from optimizer.plan.compose import build, load, solve

__all__ = ["build", "load", "solve"]
