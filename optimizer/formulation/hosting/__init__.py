"""Hosting of HPC tenants: leases on offer and leases that run."""

from optimizer.formulation.hosting.hosting import Hosting, add_hosting, add_space
from optimizer.formulation.hosting.leases import LeaseSchedule, lease_schedule, survival
from optimizer.formulation.hosting.offers import Offers

__all__ = [
    "Hosting",
    "LeaseSchedule",
    "Offers",
    "add_hosting",
    "add_space",
    "lease_schedule",
    "survival",
]
