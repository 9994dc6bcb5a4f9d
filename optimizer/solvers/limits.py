"""Limits on what a solver may be asked, light enough to import for a command's help."""

MOST_THREADS = 256
"""More than any solver makes use of; HiGHS starts as many as it is told to, or dies of them."""
