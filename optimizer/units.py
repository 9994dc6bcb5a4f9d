"""Unit conversions and sourced constants, each in one place.

The unit of a number is part of its name everywhere in the package; these are the
factors between them.
"""

HOURS_PER_DAY = 24.0
MONTHS_PER_YEAR = 12
SECONDS_PER_HOUR = 3600.0
KW_PER_MW = 1000.0
W_PER_MW = 1.0e6
TH_PER_PH = 1000.0
PH_PER_EH = 1000.0

BLOCKS_PER_DAY = 144.0
"""Bitcoin blocks per day at the protocol's target of one block in ten minutes."""

HALVING_MONTHS = 48
"""Months between halvings of the block subsidy (210,000 blocks of ten minutes)."""


def fraction(percent: float) -> float:
    """A percentage as a fraction: 12 -> 0.12."""
    return percent / 100.0
