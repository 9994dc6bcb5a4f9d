"""Debts, one file per kind; each ends in the same book by month."""

from optimizer.formulation.debts.book import DebtBook, at_start
from optimizer.formulation.debts.construction import add_construction
from optimizer.formulation.debts.debts import Debts, add_debts
from optimizer.formulation.debts.revolvers import add_revolvers
from optimizer.formulation.debts.term_loans import loan_schedule, term_loan_book

__all__ = [
    "DebtBook",
    "Debts",
    "add_construction",
    "add_debts",
    "add_revolvers",
    "at_start",
    "loan_schedule",
    "term_loan_book",
]
