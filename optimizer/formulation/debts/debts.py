r"""# Debts

Four kinds, one book: whatever a debt is, the cash flow and the covenants see its draws, interest,
fees, scheduled principal and balance by month. Interest is charged on the balance at the month's
start, a twelfth of the yearly rate.

**Money** `interest`, `fees`, `principal` (scheduled), `draws` (construction), `revolving` (drawn less
repaid).
"""

from dataclasses import dataclass

from optimizer.formulation.debts.book import DebtBook
from optimizer.formulation.debts.construction import add_construction
from optimizer.formulation.debts.revolvers import add_revolvers
from optimizer.formulation.debts.term_loans import term_loan_book
from optimizer.formulation.discounting import Discounting
from optimizer.formulation.lines import DRAWS, FEES, INTEREST, PRINCIPAL, REVOLVING, Flow
from optimizer.formulation.sets import Sets
from optimizer.formulation.treasury import TreasuryBlock
from optimizer.inputs.problem import Problem, Revolver, TermLoan
from optimizer.lp import Expression, Model


@dataclass(frozen=True, eq=False)
class Debts:
    """All debts.

    Attributes:
        books: one per debt, in file order.
        flows: money lines.
    """

    books: tuple[DebtBook, ...]
    flows: tuple[Flow, ...]


def add_debts(
    model: Model,
    problem: Problem,
    sets: Sets,
    capex: Expression,
    treasury: TreasuryBlock | None,
    discounting: Discounting,
) -> Debts:
    """Add every debt of the fleet."""
    debts = problem.finance.debts if problem.finance else ()
    books = add_revolvers(model, problem, sets, treasury)
    books |= add_construction(model, problem, sets, capex, discounting)
    for debt in debts:
        if isinstance(debt, TermLoan):
            books[debt.name] = term_loan_book(debt, sets, discounting)
    ordered = tuple(books[debt.name] for debt in debts)
    flows: list[Flow] = []
    for debt, book in zip(debts, ordered, strict=True):
        flows += [
            Flow(INTEREST, -book.interest),
            Flow(FEES, -book.fees),
            Flow(PRINCIPAL, -book.principal),
            Flow(REVOLVING if isinstance(debt, Revolver) else DRAWS, book.drawn),
        ]
    return Debts(ordered, tuple(flows))
