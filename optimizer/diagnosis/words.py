"""Sentences of a diagnosis. Money here is exact: it is what somebody has to find."""

from collections.abc import Sequence


def usd(value: float) -> str:
    """``$412,000``."""
    return f"-${-value:,.0f}" if value <= -0.5 else f"${abs(value):,.0f}"


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def months(number: int) -> str:
    """``1 month``, ``7 months``."""
    return "1 month" if number == 1 else f"{number} months"
