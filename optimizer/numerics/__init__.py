"""The program as solvers see it: scaled, checked beforehand, and checked afterwards.

``scaling`` there and back, ``presolve_checks`` what can be settled before anything runs,
``verify`` how well a plan satisfies its program, ``highs_lp`` a linear program kept warm.
"""
