"""Is a report true? Everything in it is made again from the fleet file, without a solver."""

from optimizer.verification.checks import Check, Standing, Verdict
from optimizer.verification.report import verify

__all__ = ["Check", "Standing", "Verdict", "verify"]
