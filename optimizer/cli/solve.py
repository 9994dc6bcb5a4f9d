"""``fleetopt solve``: read a fleet, solve it, print and write the plan."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli.exit_codes import exit_code
from optimizer.cli.files import check_reports, write_reports
from optimizer.cli.options import (
    assurance_options,
    explain_option,
    labour_options,
    overrides_option,
    solver_options,
)
from optimizer.cli.reading import read_fleet
from optimizer.cli.talk import (
    canvas,
    is_live,
    print_json,
    print_text,
    say,
)

if TYPE_CHECKING:
    from optimizer.plan import Assurance, Explain, Labour
    from optimizer.results.result import Result
    from optimizer.solvers.base import SolveOptions

_EPILOG = """\b
Examples:
  fleetopt solve fleets/west-texas-hybrid/site.yaml
  fleetopt solve site.yaml -o plan.json -o plan.xlsx --set finance.cash_usd=80e6
  fleetopt solve site.yaml --time-limit 60 --gap 0.001 --json > plan.json
  fleetopt solve site.yaml -o plan.json --certify exact && fleetopt verify plan.json site.yaml

\b
Exit codes: 0 proved optimal within the gap, 1 no usable plan, 2 could not run,
3 a feasible plan that is not proved, 130 interrupted before there was a plan.
"""


@click.command("solve", epilog=_EPILOG)
@click.argument("fleet", metavar="FLEET.yaml", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    callback=check_reports,
    metavar="FILE",
    help="Write a report, its kind by its ending: .json, .html, .xlsx, .md, or .csv and .parquet "
    "for a folder of tables. May be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the JSON report instead of tables.")
@overrides_option
@solver_options
@assurance_options
@explain_option
@labour_options
@click.option("-q", "--quiet", is_flag=True, help="No progress; warnings and errors remain.")
@click.pass_context
def command(
    context: click.Context,
    fleet: Path,
    outputs: tuple[Path, ...],
    as_json: bool,
    overrides: tuple[str, ...],
    solver: str,
    time_limit_s: float | None,
    gap: float,
    threads: int,
    seed: int,
    certify: str,
    ties: str,
    explain: str,
    way: str,
    processes: int | None,
    scheduler: str | None,
    quiet: bool,
) -> None:
    """Solve a fleet and print the plan with the highest net present value.

    Ctrl-C keeps the best plan so far; a second Ctrl-C gives up.
    """
    from optimizer.plan import Assurance, Certify, Explain, Labour, Way
    from optimizer.solvers.base import SolveOptions

    options = SolveOptions(
        time_limit_s=time_limit_s, gap=gap, threads=threads, seed=seed, solver=solver, isolated=True
    )
    assurance = Assurance(certify=Certify(certify), canonical=ties == "preferred")
    labour = Labour(Way(way), processes, scheduler)
    result = solve_fleet(
        fleet, overrides, options, assurance, Explain(explain), quiet=quiet, labour=labour
    )
    # Files first: no closed pipe loses them. What went wrong is said after the plan, as is
    # where it was written: tables are long.
    written, failure = write_reports(result, outputs)
    _print(result, as_json=as_json)
    if not quiet:
        for path in written:
            say(f"Wrote {path}")
    if as_json or not (sys.stdout and sys.stdout.isatty()):
        _explain(result)
    if failure is not None:
        raise failure
    context.exit(exit_code(result))


def solve_fleet(
    fleet: Path,
    overrides: tuple[str, ...],
    options: "SolveOptions",
    assurance: "Assurance",
    explain: "Explain",
    *,
    quiet: bool,
    labour: "Labour | None" = None,
) -> "Result":
    """Read and solve, with progress and warnings on standard error."""
    import optimizer
    from optimizer.cli.progress import ProgressLine
    from optimizer.solvers.isolation import Workplace

    line = (
        None if quiet or sys.stderr is None else ProgressLine(sys.stderr, live=is_live(sys.stderr))
    )
    try:
        with Workplace() as workplace:
            workplace.start()  # it gets ready while the fleet is read
            return optimizer.solve(
                read_fleet(fleet, overrides),
                options=options,
                assurance=assurance,
                explain=explain,
                progress=line,
                stage=None if line is None else line.stage,
                workplace=workplace,
                labour=labour,
            )
    finally:
        if line is not None:
            line.clear()


def _print(result: "Result", *, as_json: bool) -> None:
    """The plan on standard output."""
    from optimizer.report.json_report import to_json
    from optimizer.report.terminal import to_terminal

    if as_json:
        print_json(to_json(result))
    else:
        print_text(to_terminal(result, canvas()))


def _explain(result: "Result") -> None:
    """What the exit code means, where it is not 0 and whoever calls may not see the tables."""
    from optimizer.report.summary import headline
    from optimizer.solvers.base import Limit

    head = headline(result)
    if head.good:
        return
    if result.has_plan and result.termination.limit is Limit.INTERRUPT:
        say("Interrupted: this is the best plan found so far, not proved optimal.")
    elif result.has_plan:
        say(f"The plan is {head.surety}.")
    else:
        say(head.worth)
