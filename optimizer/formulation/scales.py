"""Typical sizes of quantities, powers of two, by which solvers divide columns and rows.

A solver's tolerances are absolute. With dollars counted in millions and machines in
hundreds, one tolerance means the same everywhere: about ten cents, a tenth of a watt.
"""

USD = 2.0**20
MW = 1.0
UNITS = 2.0**7
BTC = 1.0
