"""``fleetopt verify``: is a report true? Checked against the fleet file, without any solver."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli.exit_codes import ExitCode
from optimizer.cli.options import overrides_option
from optimizer.cli.talk import canvas, print_json, print_text

if TYPE_CHECKING:
    from optimizer.verification import Verdict

_EPILOG = """\b
Examples:
  fleetopt verify plan.json fleets/gpu-cloud/site.yaml
  fleetopt verify plan.json site.yaml --exact
  fleetopt verify plan.json site.yaml --set finance.cash_usd=80e6 --json

\b
Exit codes: 0 the report is true, 1 something in it is not, 2 it could not be read,
3 nothing contradicts it, but its bound is a solver's word and not proved.
"""


@click.command("verify", epilog=_EPILOG)
@click.argument("report", metavar="REPORT.json", type=click.Path(path_type=Path))
@click.argument("fleet", metavar="FLEET.yaml", type=click.Path(path_type=Path))
@overrides_option
@click.option(
    "--exact", is_flag=True, help="Check the proof in exact arithmetic, however long it takes."
)
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@click.pass_context
def command(
    context: click.Context,
    report: Path,
    fleet: Path,
    overrides: tuple[str, ...],
    exact: bool,
    as_json: bool,
) -> None:
    """Check every number of a JSON report against the fleet file that it is about.

    The model is built again from the file, every row recomputed from the plan in the report, the
    proof of the bound checked, the plan replayed through energy, debt and cash by a second set
    of books, and the report written anew and compared. No solver is needed, and none is used.
    """
    from optimizer.verification import verify

    verdict = verify(report, fleet, overrides, exact=exact)
    if as_json:
        print_json(_json(verdict))
    else:
        print_text(_text(verdict))
    if not verdict.ok:
        context.exit(ExitCode.NO_PLAN)
    context.exit(ExitCode.PROVED if verdict.proved else ExitCode.NOT_PROVED)


def _text(verdict: "Verdict") -> str:
    """The checks as a table."""
    from optimizer.verification.words import to_terminal

    return to_terminal(verdict, canvas())


def _json(verdict: "Verdict") -> str:
    from optimizer.verification.words import to_json

    return to_json(verdict)
