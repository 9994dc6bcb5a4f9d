"""Why a plan is what it is: business as usual, what each decision is worth, what is scarce."""

from optimizer.reasons.account import explain

__all__ = ["explain"]
