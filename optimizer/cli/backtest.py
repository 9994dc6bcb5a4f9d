"""``fleetopt backtest``: rules walk through what happened."""

from pathlib import Path
from typing import Any

import click

from optimizer.cli.options import crew_options, overrides_option, solver_options
from optimizer.cli.studies import deliver, output_option
from optimizer.cli.talk import say

_EPILOG = """\b
Examples:
  fleetopt backtest site.yaml --history network.csv
  fleetopt backtest site.yaml --every 6 --futures 0 -o backtest.html
  fleetopt backtest site.yaml --history network.csv --json > backtest.json

\b
Exit codes: 0 it was run, 2 it could not be. What was found is in the tables.
"""


@click.command("backtest", epilog=_EPILOG)
@click.argument("fleet", metavar="FLEET.yaml", type=click.Path(path_type=Path))
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Daily history of the network, as for calibrate; it has the days before the horizon. "
    "Without it nobody believes in a trend, and no random futures are planned for.",
)
@click.option(
    "--every",
    type=click.IntRange(min=1, max=60),
    default=3,
    show_default=True,
    metavar="MONTHS",
    help="Months from one plan to the next.",
)
@click.option(
    "--notice",
    type=click.IntRange(min=0, max=360),
    metavar="MONTHS",
    help="How far ahead a lease is heard of.  [default: the longest conversion, and --every]",
)
@click.option(
    "--order-notice",
    type=click.IntRange(min=0, max=360),
    default=6,
    show_default=True,
    metavar="MONTHS",
    help="How far ahead machines and servers on offer are heard of.",
)
@click.option(
    "--futures",
    type=click.IntRange(min=0, max=100),
    default=8,
    show_default=True,
    metavar="N",
    help="Random futures that one of the rules plans for; 0 leaves it out.",
)
@click.option(
    "--futures-seed",
    "draw_seed",
    type=click.IntRange(min=0, max=10**6),
    default=0,
    show_default=True,
    help="Seed of the random futures.",
)
@crew_options
@output_option(".json", ".md", ".html")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@overrides_option
@solver_options
@click.option("-q", "--quiet", is_flag=True, help="No progress; errors remain.")
def command(
    fleet: Path,
    history: Path | None,
    every: int,
    notice: int | None,
    order_notice: int,
    futures: int,
    draw_seed: int,
    processes: int | None,
    scheduler: str | None,
    outputs: tuple[Path, ...],
    as_json: bool,
    overrides: tuple[str, ...],
    quiet: bool,
    **solver: Any,
) -> None:
    """Walk month by month through what happened, and compare rules of deciding.

    The fleet's own curves are what happened; a rule sees them up to the month before. fleetopt's
    plan, made again every quarter, stands beside holding still, all mining, all hosting, greedy
    margin per MW, and perfect foresight.
    """
    from optimizer.plan import Labour
    from optimizer.solvers.base import SolveOptions
    from optimizer.studies import backtest as study

    settings = study.Settings(
        history=history,
        every=every,
        notice=notice,
        order_notice=order_notice,
        futures=futures,
        seed=draw_seed,
        labour=Labour(processes=processes, scheduler=scheduler),
        options=SolveOptions(**solver),
    )
    found = study.backtest(fleet, overrides, settings, None if quiet else say)
    deliver(
        study.page_of(found),
        lambda: study.to_json(found),
        outputs,
        as_json=as_json,
        quiet=quiet,
    )
