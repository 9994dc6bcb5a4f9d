"""``fleetopt stress``: a plan's decisions held fixed while the world turns bad."""

from pathlib import Path

import click

from optimizer.cli.options import labour_options
from optimizer.cli.studies import deliver, output_option
from optimizer.cli.talk import say

_EPILOG = """\b
Examples:
  fleetopt solve site.yaml -o plan.json && fleetopt stress plan.json
  fleetopt stress plan.json --paths 1000 -o stress.html
  fleetopt stress plan.json site.yaml --json > stress.json

\b
Exit codes: 0 it was run, 2 it could not be. What was found is in the tables.
"""


@click.command("stress", epilog=_EPILOG)
@click.argument("report", metavar="REPORT.json", type=click.Path(path_type=Path))
@click.argument("fleet", metavar="[FLEET.yaml]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--paths",
    type=click.IntRange(min=0, max=10_000),
    default=200,
    show_default=True,
    help="Fresh random scenarios.",
)
@click.option(
    "--fresh-seed",
    "seed",
    type=click.IntRange(min=0, max=10**6),
    default=0,
    show_default=True,
    help="Seed of the fresh scenarios.",
)
@click.option(
    "--against/--alone",
    default=True,
    help="Also what the plan without risk aversion would have suffered.  [default: against]",
)
@labour_options
@output_option(".json", ".md", ".html")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option("-q", "--quiet", is_flag=True, help="No progress; errors remain.")
def command(
    report: Path,
    fleet: Path | None,
    paths: int,
    seed: int,
    against: bool,
    way: str,
    processes: int | None,
    scheduler: str | None,
    outputs: tuple[Path, ...],
    as_json: bool,
    quiet: bool,
) -> None:
    """Hold a plan's decisions fixed, and answer named shocks and fresh random scenarios.

    For each: what the plan is then worth, when cash runs out, which covenant is broken first, and
    what owners would have to put in. The fleet file is the one that the report names.
    """
    from optimizer.plan import Labour, Way
    from optimizer.studies import stress as study

    settings = study.Settings(
        paths=paths, seed=seed, labour=Labour(Way(way), processes, scheduler), against=against
    )
    found = study.stress(report, fleet, settings, None if quiet else say)
    deliver(
        study.page_of(found),
        lambda: study.to_json(found),
        outputs,
        as_json=as_json,
        quiet=quiet,
    )
