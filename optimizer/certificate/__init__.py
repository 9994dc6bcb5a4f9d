"""An independent check of what a solver claims: numpy and the standard library, no solver.

Imports nothing of the package but the frozen ``Program``, and that for its type only.
"""
