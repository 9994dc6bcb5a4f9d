"""One battery of programs for all back-ends, judged by optimality conditions, not by vertices.

``cases`` says what a case is, ``shapes``, ``numbers``, ``limits`` and ``instances`` hold them,
``judge`` finds what is wrong with an answer, ``known`` names the defects of back-ends that we
live with. ``python -m tests.solvers.battery`` prints back-ends x cases as Markdown.
"""
