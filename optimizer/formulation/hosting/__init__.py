"""Hosting of HPC tenants: leases on offer and leases that run."""

from optimizer.formulation.hosting.hosting import Hosting, add_hosting, add_space
from optimizer.formulation.hosting.late import Late, add_late
from optimizer.formulation.hosting.leases import LeaseSchedule, lease_schedule, stays, survival
from optimizer.formulation.hosting.offers import Offers

__all__ = [
    "Hosting",
    "Late",
    "LeaseSchedule",
    "Offers",
    "add_hosting",
    "add_late",
    "add_space",
    "lease_schedule",
    "stays",
    "survival",
]
