"""Options that every command which solves has."""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click

from optimizer.solvers.limits import MOST_THREADS
from optimizer.solvers.names import SOLVERS, TREE

F = TypeVar("F", bound=Callable[..., Any])


class Number(click.FloatRange):
    """A finite number in a range; ``nan`` and ``inf`` are no numbers to ask a solver for."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read the number."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return number


_OPTIONS = (
    click.option(
        "--solver",
        type=click.Choice(SOLVERS, case_sensitive=False),
        default=TREE,
        show_default=True,
        metavar="NAME",
        help=f"Solver: {', '.join(SOLVERS)}. `fleetopt solvers` says which work here.",
    ),
    click.option(
        "--time-limit",
        "time_limit_s",
        type=Number(min=0, min_open=True),
        metavar="SECONDS",
        help="Stop after this long and keep the best plan so far.  [default: none]",
    ),
    click.option(
        "--gap",
        type=Number(min=0),
        default=1e-6,
        metavar="FRACTION",
        help="Relative gap within which a plan counts as optimal.  [default: 1e-6]",
    ),
    click.option(
        "--threads",
        type=click.IntRange(min=0, max=MOST_THREADS),
        default=0,
        metavar="N",
        help="Threads of the solver, 0 for its own choice.  [default: 0]",
    ),
    click.option(
        "--seed",
        type=click.IntRange(min=0, max=2**31 - 1),
        default=0,
        metavar="N",
        help="Random seed of the solver.  [default: 0]",
    ),
)

_ASSURANCE = (
    click.option(
        "--certify",
        type=click.Choice(("auto", "none", "plan", "corroborated", "gap", "exact")),
        default="auto",
        show_default=True,
        help="How far to prove the plan without believing the solver: its rows, a second solver of "
        "another lineage, a proof of the gap, the proof in exact arithmetic. auto: as far as is "
        "cheap.",
    ),
    click.option(
        "--ties",
        type=click.Choice(("preferred", "any")),
        default="preferred",
        show_default=True,
        help="Among plans worth the same report the preferred one (fewer deals, fewer moves, later "
        "spending, file order), or whichever the solver found.",
    ),
)

_EXPLAIN = click.option(
    "--explain",
    type=click.Choice(("auto", "none", "quick", "full")),
    default="auto",
    show_default=True,
    help="How far to explain the plan: business as usual, machines and what is scarce (quick), "
    "also each lease, build and order tried the other way (full). auto: full where that is cheap.",
)

_WAY = (
    click.option(
        "--way",
        type=click.Choice(("auto", "extensive", "decomposition")),
        default="auto",
        show_default=True,
        help="How to plan for several scenarios: one program for all, or decisions by one program "
        "and answers in parallel. auto: one program up to 12 scenarios.",
    ),
)

_CREW = (
    click.option(
        "--jobs",
        "processes",
        type=click.IntRange(min=1, max=1024),
        metavar="N",
        help="Processes that work at a time.  [default: one per processor]",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Work on the workers of a Dask scheduler, as in tcp://10.0.0.1:8786.",
    ),
)

_OVERRIDES = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="Override one key of the fleet file, as in finance.min_cash_usd=0. May be repeated.",
)


def solver_options(function: F) -> F:
    """Add ``--solver --time-limit --gap --threads --seed``."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def assurance_options(function: F) -> F:
    """Add ``--certify --ties``."""
    for option in reversed(_ASSURANCE):
        function = option(function)
    return function


def labour_options(function: F) -> F:
    """Add ``--way --jobs --scheduler``."""
    for option in reversed(_WAY + _CREW):
        function = option(function)
    return function


def crew_options(function: F) -> F:
    """Add ``--jobs --scheduler``."""
    for option in reversed(_CREW):
        function = option(function)
    return function


def explain_option(function: F) -> F:
    """Add ``--explain``."""
    return _EXPLAIN(function)


def overrides_option(function: F) -> F:
    """Add ``--set KEY=VALUE``, which may be repeated."""
    return _OVERRIDES(function)
