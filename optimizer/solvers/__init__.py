"""Back-ends: each takes a Program and SolveOptions and returns a checked SolveResult.

``solve`` is the entry, ``base`` what is asked and answered. A file in ``backends`` is one
solver (``backend`` says what that is, ``registry`` finds it by name); ``session`` judges
them all alike, ``isolation`` and ``worker`` give one a process of its own, ``race`` and
``corroborate`` set two against each other. ``verify`` checks a plan without any solver,
``export`` writes the program for other ones. No solver is imported before it is run.
"""
