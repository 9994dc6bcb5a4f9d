"""A differential fuzz of the back-ends: random programs, an oracle, and one judge for all.

``draw`` makes the programs, ``oracle`` solves them by enumeration without any solver,
``verdict`` says what an answer is worth, ``campaign`` runs back-ends and counts.
``python -m tests.solvers.fuzz --help`` runs it for as long as you like.
"""
