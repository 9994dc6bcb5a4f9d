r"""# Leases: what one MW of a contract earns, month by month

All of a lease's terms are known, so what one MW of critical IT load brings in the $j$-th month
after its start ($j = 0, 1, \dots$) is a number.

* **Delivered share** $\rho_j = \min(1, (j+1)/(\text{ramp}+1))$; the full MW is reserved from the
  start.
* **Rent** $R_j = 1000 \cdot \text{usd\_per\_kw\_month} \cdot (1+e)^{\lfloor j/12 \rfloor} \rho_j
  (1 - \text{SLA})$, with escalator $e$ and expected SLA credits.
* **Rent credit** $K_j = \min(\text{balance}_j, \kappa R_j)$ gives back what the tenant funded; in
  the last month of the term all that is left.
* **Survival** $\sigma_n = (1-p)^{n/12}$ with $n$ the months since the start, or since the
  horizon's start for a lease that already runs. It weighs rent, credits and opex; space and power
  are paid for, and reimbursed, as if the tenant stayed.

In a future in which the tenant is lost, a lease earns, draws and costs nothing from that month on,
and one that has not begun by then never does; its MW stay reserved. Where the future says of
every tenant whether it is lost, $\sigma$ is one up to the horizon's end and counts from there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.problem import Contract
from optimizer.units import KW_PER_MW, MONTHS_PER_YEAR

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LeaseSchedule:
    """One MW of a contract over its term, all arrays of shape (term,).

    Attributes:
        delivered: share of the MW delivered.
        rent: USD, after escalator, ramp and SLA credits, before rent credit and survival.
        credit: USD of rent given back against tenant funding, before survival.
        owed: tenant funding not yet credited at the month's end, USD.
        opex: USD, before survival.
    """

    delivered: FloatArray
    rent: FloatArray
    credit: FloatArray
    owed: FloatArray
    opex: FloatArray


def lease_schedule(contract: Contract) -> LeaseSchedule:
    """The schedule of one MW of a contract from its start."""
    month = np.arange(contract.term_months)
    delivered = np.minimum(1.0, (month + 1.0) / (contract.ramp_months + 1.0))
    step = (1.0 + contract.escalator) ** (month // MONTHS_PER_YEAR)
    kw = KW_PER_MW * delivered
    rent = kw * contract.usd_per_kw_month * step * (1.0 - contract.sla_credit)
    credit = np.zeros(len(month))
    owed = np.zeros(len(month))
    balance = contract.tenant_funding_usd_per_mw
    for j in month:
        last = j == len(month) - 1
        credit[j] = balance if last else min(balance, contract.rent_credit * rent[j])
        balance -= credit[j]
        owed[j] = balance
    return LeaseSchedule(delivered, rent, credit, owed, kw * contract.opex_usd_per_kw_month)


def stays(contract: Contract, offsets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the tenant has not been lost by these months of the horizon, same shape."""
    if contract.lost_from is None:
        return np.ones(offsets.shape, dtype=bool)
    there: NDArray[np.bool_] = offsets < contract.lost_from
    return there


def survival(contract: Contract, start: int, offsets: NDArray[np.int64]) -> FloatArray:
    """Probability that the tenant is still there in these months of the horizon, same shape.

    Args:
        contract: the lease.
        start: offset of its first month.
        offsets: months from then on.
    """
    months = np.maximum(offsets - max(start, 0, contract.expected_from), 0)
    out: FloatArray = (1.0 - contract.default_rate) ** (months / MONTHS_PER_YEAR)
    return out
