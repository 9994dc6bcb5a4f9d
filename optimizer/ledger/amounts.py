"""Numbers of the ledger: decimal, and exactly what was written.

A float of the fleet file becomes the shortest decimal that reads back as that float, which
is what the file says: ``0.1`` is a tenth. Forty digits are kept, so that rounding never
shows in a cent.
"""

from collections.abc import Iterable
from decimal import Context, Decimal
from itertools import accumulate, repeat
from operator import mul

CONTEXT = Context(prec=40)
"""Arithmetic of a replay; entered once, by :func:`optimizer.ledger.replay`."""

ZERO, ONE = Decimal(0), Decimal(1)
HUNDRED = Decimal(100)
THOUSAND = Decimal(1000)
MILLION = Decimal(10**6)
MONTHS_A_YEAR = 12

Monthly = tuple[Decimal, ...]
"""A value for every month of the horizon."""


def exact(number: float) -> Decimal:
    """The number as it was written."""
    return Decimal(repr(float(number)))


def share(percent: float) -> Decimal:
    """A percentage as a fraction: 12 is 0.12."""
    return exact(percent) / HUNDRED


def add_up(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, nil of nothing."""
    return sum(amounts, ZERO)


def compounded(yearly: Decimal, months: int) -> Monthly:
    """``yearly ** (n / 12)`` for n = 0, 1, .., months - 1."""
    monthly = yearly ** (ONE / MONTHS_A_YEAR)
    return tuple(accumulate(repeat(monthly, months - 1), mul, initial=ONE)) if months > 0 else ()
