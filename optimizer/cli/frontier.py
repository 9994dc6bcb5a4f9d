"""``fleetopt frontier``: what safety costs."""

from pathlib import Path
from typing import Any

import click

from optimizer.cli.options import labour_options, overrides_option, solver_options
from optimizer.cli.studies import deliver, output_option
from optimizer.cli.talk import say

_EPILOG = """\b
Examples:
  fleetopt frontier fleets/bear-market/site.yaml
  fleetopt frontier site.yaml --weights 0,0.5,1 -o frontier.html
  fleetopt frontier site.yaml --no-worths --gap 1e-4 -o frontier.csv

\b
Exit codes: 0 drawn, 1 no weight has a plan, 2 it could not run.
"""


def _weights(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[float, ...]:
    try:
        weights = sorted({float(part) for part in value.split(",")})
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a list of numbers like 0,0.5,1") from None
    if not weights or not all(0 <= one <= 1 for one in weights):
        raise click.BadParameter(f"{value!r}: weights lie between 0 and 1")
    return tuple(weights)


@click.command("frontier", epilog=_EPILOG)
@click.argument("fleet", metavar="FLEET.yaml", type=click.Path(path_type=Path))
@click.option(
    "--weights",
    default="0,0.2,0.4,0.6,0.8,1",
    show_default=True,
    callback=_weights,
    metavar="W,W,..",
    help="Weights of CVaR.",
)
@click.option(
    "--worths/--no-worths",
    default=True,
    help="Also the value of the stochastic solution and of perfect information.  [default: worths]",
)
@labour_options
@output_option(".json", ".csv", ".md", ".html")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@overrides_option
@solver_options
@click.option("-q", "--quiet", is_flag=True, help="No progress; errors remain.")
@click.pass_context
def command(
    context: click.Context,
    /,
    fleet: Path,
    weights: tuple[float, ...],
    worths: bool,
    way: str,
    processes: int | None,
    scheduler: str | None,
    outputs: tuple[Path, ...],
    as_json: bool,
    overrides: tuple[str, ...],
    quiet: bool,
    **solver: Any,
) -> None:
    """Plan for a fleet's scenarios over the weight of their bad end.

    Shows what the mean gives up for what the worst scenarios gain, which decisions change along the
    way, and what planning for all scenarios, or knowing the one that comes, is worth.
    """
    from optimizer.cli.exit_codes import ExitCode
    from optimizer.plan import Labour, Way
    from optimizer.solvers.base import SolveOptions
    from optimizer.studies import frontier as study

    settings = study.Settings(
        weights=weights,
        worths=worths,
        labour=Labour(Way(way), processes, scheduler),
        options=SolveOptions(**solver),
    )
    found = study.frontier(fleet, overrides, settings, None if quiet else say)
    deliver(
        study.page_of(found),
        lambda: study.to_json(found),
        outputs,
        as_json=as_json,
        quiet=quiet,
        to_csv=lambda: study.to_csv(found),
    )
    if all(one.tail is None for one in found.points):
        context.exit(ExitCode.NO_PLAN)
