"""``fleetopt sweep``: one fleet over a range of its keys."""

import time
from pathlib import Path
from typing import Any

import click

from optimizer.cli.exit_codes import ExitCode
from optimizer.cli.files import check_place
from optimizer.cli.options import Number, overrides_option, solver_options
from optimizer.cli.studies import deliver, jobs_option, output_option
from optimizer.cli.talk import say

_TALK_S = 5.0

_EPILOG = """\b
Examples:
  fleetopt sweep site.yaml --vary market.hashprice_usd_per_ph_day=28:60:2
  fleetopt sweep site.yaml --vary 'market.hashprice_usd_per_ph_day=*0.6:1.6:0.1' \\
      --vary contracts.aws.usd_per_kw_month=110:160:10 -o map.html
  fleetopt sweep site.yaml --tornado 10 -o tornado.html
  fleetopt sweep site.yaml --cases cases.csv --journal cases.ndjson -o cases.json

\b
Exit codes: 0 swept, 1 no case has a plan, 2 it could not run, or a case failed.
"""


@click.command("sweep", epilog=_EPILOG)
@click.argument("fleet", metavar="FLEET.yaml", type=click.Path(path_type=Path))
@click.option(
    "--vary",
    multiple=True,
    metavar="KEY=VALUES",
    help="An axis: START:STOP:STEP, or A,B,C; with * before it, factors on what the file has. At "
    "most two.",
)
@click.option(
    "--cases",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Cases instead of axes: .csv with a column for each key, or .yaml by name.",
)
@click.option(
    "--tornado",
    type=Number(min=0, min_open=True, max=100, max_open=True),
    metavar="PERCENT",
    help="Also move each number of the file up and down, and show which matter most.",
)
@click.option(
    "--keys",
    type=click.IntRange(min=1),
    default=12,
    show_default=True,
    help="Keys that the tornado solves.",
)
@click.option(
    "--changes/--no-changes",
    default=True,
    help="Find where the plan changes along the first axis.  [default: changes]",
)
@jobs_option
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep each outcome as it comes, and do not solve again what is in it.",
)
@click.option("--restart", is_flag=True, help="Begin the journal anew.")
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
    vary: tuple[str, ...],
    cases: Path | None,
    tornado: float | None,
    keys: int,
    changes: bool,
    jobs: int | None,
    journal: Path | None,
    restart: bool,
    outputs: tuple[Path, ...],
    as_json: bool,
    overrides: tuple[str, ...],
    quiet: bool,
    **solver: Any,
) -> None:
    """Solve a fleet over a range of its keys, and find where its best plan changes.

    Plans that sign, build and buy the same have the same letter. Where neighbours on an axis have
    other plans, the value at which the two are worth the same is worked out.
    """
    if journal is not None:
        check_place(journal)
    from optimizer.solvers.base import SolveOptions
    from optimizer.studies import sweep as study

    settings = study.Settings(
        options=SolveOptions(**solver),
        jobs=jobs or 0,
        journal=journal,
        restart=restart,
        edges=changes,
    )
    found = study.sweep(
        fleet,
        vary,
        cases=cases,
        overrides=overrides,
        tornado_percent=tornado,
        tornado_keys=keys,
        settings=settings,
        progress=None if quiet else _Progress(),
    )
    deliver(
        study.page_of(found),
        lambda: study.to_json(found),
        outputs,
        as_json=as_json,
        quiet=quiet,
        to_csv=lambda: study.to_csv(found),
    )
    if any(one.reason == "failed" for one in found.outcomes):
        context.exit(ExitCode.CANNOT_RUN)
    if found.outcomes and all(one.npv_usd is None for one in found.outcomes):
        context.exit(ExitCode.NO_PLAN)


class _Progress:
    """A line on standard error now and then: how many are done, and how long the rest may take."""

    def __init__(self) -> None:
        self._started = self._told = time.monotonic()

    def __call__(self, done: int, total: int, last: str) -> None:
        """Told after each case."""
        now = time.monotonic()
        if now - self._told < _TALK_S and done < total:
            return
        self._told = now
        left = (now - self._started) / max(done, 1) * (total - done)
        rest = f", about {left:,.0f} s left" if done < total else ""
        say(f"{done:,} of {total:,} done ({last}){rest}")
