"""One MW of a lease, month by month of its term, before it is put on the calendar."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import MONTHS_A_YEAR, ONE, THOUSAND, exact, share
from optimizer.schema import Contract


@dataclass(frozen=True)
class LeaseMonth:
    """What one MW does in a month of the term; USD before survival.

    Attributes:
        delivered: share of the MW delivered.
        rent: after escalator, ramp and service credits.
        credit: of the rent, given back against tenant funding.
        owed: tenant funding not yet given back at the month's end.
        opex: operating cost.
    """

    delivered: Decimal
    rent: Decimal
    credit: Decimal
    owed: Decimal
    opex: Decimal


def lease_months(contract: Contract) -> tuple[LeaseMonth, ...]:
    """Every month of the term."""
    kept = ONE - share(contract.sla_credit_pct)
    most_credit = share(contract.rent_credit_pct)
    price = exact(contract.usd_per_kw_month)
    owed = exact(contract.tenant_funding_usd_per_mw)
    months = []
    for j in range(contract.term_months):
        if j > 0 and j % MONTHS_A_YEAR == 0:
            price *= ONE + share(contract.escalator_pct_per_year)
        delivered = min(ONE, Decimal(j + 1) / (contract.ramp_months + 1))
        kw = THOUSAND * delivered
        rent = kw * price * kept
        last = j == contract.term_months - 1
        credit = owed if last else min(owed, most_credit * rent)
        owed -= credit
        opex = kw * exact(contract.opex_usd_per_kw_month)
        months.append(LeaseMonth(delivered, rent, credit, owed, opex))
    return tuple(months)
