"""A small labelled, vectorised algebra for linear programs over numpy and scipy.

It knows nothing of what is modelled. A model is built from axes, variables, expressions
and rows and ends in a frozen :class:`~optimizer.lp.program.Program`::

    months = Axis("month", ("2026-01", "2026-02"))
    model = Model()
    buy = model.variables("buy", months, upper=10.0, unit="t")
    stock = model.balance("stock", months, buy - table((months,), [3.0, 4.0]), lower=0.0, unit="t")
    program = model.maximize(-(buy * table((months,), [5.0, 6.0])).sum())
"""

from optimizer.lp.axes import AnyAxis, Axis, Relation
from optimizer.lp.expression import AlignmentError, Constraint, Expression, table, zeros
from optimizer.lp.model import Model
from optimizer.lp.program import Block, Program, block_of

__all__ = [
    "AlignmentError",
    "AnyAxis",
    "Axis",
    "Block",
    "Constraint",
    "Expression",
    "Model",
    "Program",
    "Relation",
    "block_of",
    "table",
    "zeros",
]
