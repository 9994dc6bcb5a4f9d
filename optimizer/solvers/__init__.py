"""Back-ends: each takes a Program and SolveOptions and returns a checked SolveResult.

``base`` holds what is asked and answered. ``highs`` is the default back-end; it imports
its package on first use. ``verify`` checks a plan without any solver, ``export`` writes
the program for other ones.
"""
