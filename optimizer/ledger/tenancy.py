"""Who uses the critical IT MW of each hall: tenants and GPU servers together."""

from decimal import Decimal

from optimizer.ledger.amounts import ZERO
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import Case
from optimizer.ledger.space import Space


class Tenancy:
    """Critical IT MW of a hall by month.

    Attributes:
        leased: reserved by tenants.
        reserved: by tenants and GPU servers.
        delivered: what they may draw at most.
        average: what they draw on average.
        waiting: reserved, and not used yet or any more: a build is late, or a tenant is lost.
    """

    def __init__(self, months: int) -> None:
        self.leased = [ZERO] * months
        self.reserved = [ZERO] * months
        self.delivered = [ZERO] * months
        self.average = [ZERO] * months
        self.waiting = [ZERO] * months

    def let(self, month: int, mw: Decimal, delivered: Decimal, average: Decimal) -> None:
        """Let MW to a tenant in a month."""
        self.leased[month] += mw
        self.occupy(month, mw, delivered, average)

    def wait(self, month: int, mw: Decimal) -> None:
        """Do without MW that are reserved."""
        self.waiting[month] += mw

    def occupy(self, month: int, mw: Decimal, delivered: Decimal, average: Decimal) -> None:
        """Use MW in a month."""
        self.reserved[month] += mw
        self.delivered[month] += delivered
        self.average[month] += average


Tenancies = dict[str, Tenancy]
"""By hall."""


def check_hpc_space(case: Case, spaces: tuple[Space, ...], tenancies: Tenancies) -> None:
    """Everything reserved fits what is ready."""
    for space in spaces:
        for t in case.timeline.all:
            mw, ready = tenancies[space.name].reserved[t], space.hpc_mw[t]
            what = f"critical IT MW reserved in {space.name}"
            case.breaches.at_most("hpc", t, what, mw, ready, Unit.MW)
            if space.ready_mw[t] == ready:
                continue
            in_use = mw - tenancies[space.name].waiting[t]
            what = f"critical IT MW in use in {space.name}"
            case.breaches.at_most("late", t, what, in_use, space.ready_mw[t], Unit.MW)
