"""One tree of errors, and what a finding about a file is.

::

    FleetoptError               everything that fleetopt raises on purpose; has a stable `code`
    ├── InputError              a fleet file or a file that it names is wrong; holds `findings`
    ├── UsageError              a command or a function was asked for something impossible
    └── SolverError             a solver is missing or broke down
        └── MissingSolverError  the back-end asked for is not installed

A file's problems are collected and raised together: an :class:`InputError` holds one
:class:`Finding` per problem, with the place, what was got, what is allowed and what to do
next. Warnings are findings too, but are never raised. Every code stands in
:data:`optimizer.errors.topics.TOPICS`, from which the page of errors is made.
"""

from optimizer.errors.finding import Finding, Severity
from optimizer.errors.rendering import Format, render
from optimizer.errors.topics import TOPICS, Topic
from optimizer.errors.tree import (
    FleetoptError,
    InputError,
    MissingSolverError,
    SolverError,
    UsageError,
)

__all__ = [
    "TOPICS",
    "Finding",
    "FleetoptError",
    "Format",
    "InputError",
    "MissingSolverError",
    "Severity",
    "SolverError",
    "Topic",
    "UsageError",
    "render",
]
