"""The optimisation model, one constraint family per file.

Each family's docstring holds its mathematics: variables, rows, units, when it is active.
Families meet in named expressions only (space, load, money lines), and
:func:`formulate` puts them together in the order in which they need each other.
"""

from optimizer.formulation.formulate import Formulation, formulate

__all__ = ["Formulation", "formulate"]
