r"""# Revolvers and BTC-backed loans

Drawn and repaid freely, so the balance itself is the decision.

**Variables** `revolvers.balance` $R_{d,t} \in [0, \text{limit}]$, nil from the month it matures.

**Rows** `revolvers.ltv`, for a loan backed by coins:
$R_{d,t} \le \text{max\_ltv} \cdot \text{price}_t \cdot H_t$ at every month's end.

Interest is $R_{d,t-1} \, \text{rate}_t / 12$; the commitment fee, up to the month before it
matures, is charged on what is not drawn at the month's start. Interest and fees are its debt
service; principal is not scheduled. At the horizon's end it is taken as repaid: no interest after.
"""

import numpy as np

from optimizer.formulation import scales
from optimizer.formulation.debts.book import DebtBook, at_start
from optimizer.formulation.sets import Sets
from optimizer.formulation.treasury import TreasuryBlock
from optimizer.inputs.problem import Problem, Revolver
from optimizer.lp import Axis, Model, Relation, table, zeros
from optimizer.units import MONTHS_PER_YEAR


def add_revolvers(
    model: Model, problem: Problem, sets: Sets, treasury: TreasuryBlock | None
) -> dict[str, DebtBook]:
    """Add revolving debt; books by name of the debt."""
    debts = problem.finance.debts if problem.finance else ()
    lines = [debt for debt in debts if isinstance(debt, Revolver)]
    axis, months = Axis("revolver", tuple(line.name for line in lines)), sets.months
    offsets = np.arange(sets.horizon)
    before = np.array(
        [offsets < (sets.horizon if r.matures is None else r.matures) for r in lines]
    ).reshape(len(lines), sets.horizon)
    limit = np.array([line.limit for line in lines])
    balance = model.variables(
        "revolvers.balance",
        axis,
        months,
        upper=limit[:, None] * before,
        unit="USD",
        scale=scales.USD,
    )
    backed = [d for d, line in enumerate(lines) if line.max_ltv is not None]
    if backed and treasury is not None:
        secured = Relation.of("BTC-backed loan", (axis,), (backed,))
        share = table((secured,), [lines[d].max_ltv or 0.0 for d in backed])
        owed = balance.on(secured, months)
        model.rows(
            "revolvers.ltv",
            owed <= share * treasury.held * treasury.price,
            unit="USD",
            scale=scales.USD,
        )
    start = at_start(balance, months, np.array([line.drawn for line in lines]))
    rate = np.array([line.rate for line in lines]).reshape(len(lines), sets.horizon)
    interest = start * table((axis, months), rate / MONTHS_PER_YEAR)
    fee = before * np.array([line.commitment_fee for line in lines])[:, None] / MONTHS_PER_YEAR
    fees = (table((axis,), limit) - start) * table((axis, months), fee)
    books = {}
    for d, line in enumerate(lines):
        paid, charged = interest.at(axis, d), fees.at(axis, d)
        books[line.name] = DebtBook(
            name=line.name,
            balance=balance.at(axis, d),
            drawn=balance.at(axis, d) - start.at(axis, d),
            principal=zeros(months),
            interest=paid,
            fees=charged,
            tested_service=paid + charged,
            serviced=None,
            opens_drawn=line.drawn > 0,
            limit=line.limit,
            use=balance.at(axis, d),
            later_interest=zeros(),
        )
    return books
