"""In which order a search had better settle the whole numbers.

First what decides whether the rest fits at all: is a facility drawn, is a lease signed. Then how
much: megawatts of a lease, phases of a rebuild. Then when. With the leases settled the money is
lumpy no more, and most sets of leases turn out impossible without a look at their months: on the
flagship fleet that order takes a third of the nodes that free choice takes.
"""

from enum import IntEnum


class Order(IntEnum):
    """Priorities of columns that must be whole, see ``Program.priority``."""

    ANY = 0
    EXACTLY_WHEN = 1
    BY_WHEN = 2
    HOW_MUCH = 3
    WHETHER = 4
    FINANCED = 5
