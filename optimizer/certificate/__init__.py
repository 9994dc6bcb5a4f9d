"""An independent check of what a solver claims: numpy and the standard library, no solver.

Imports nothing of the package but the frozen ``Program``, and that for its type only.

- ``ladder``: how far an answer is proved; ``proof``: what a proof is, as plain arrays,
- ``primal`` recomputes a plan, ``checker`` checks a proof, ``certify`` does both,
- ``arithmetic``, ``system``, ``bound``, ``trees``: the parts of the checker,
- ``encode``, ``packing``: proofs and plans as values for JSON.
"""
