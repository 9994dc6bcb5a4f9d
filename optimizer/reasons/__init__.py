"""Why a plan is what it is: business as usual, what each decision is worth, what is scarce."""

from optimizer.reasons.explain import explain

__all__ = ["explain"]
