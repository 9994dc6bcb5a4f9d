"""``fleetopt check``: the fleets below a folder, held to what was expected of them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli.exit_codes import ExitCode
from optimizer.cli.files import check_place, shown
from optimizer.cli.options import Number
from optimizer.cli.studies import jobs_option
from optimizer.cli.talk import Failure, canvas, print_json, print_text, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.studies.check import Outcome

_EPILOG = """\b
Examples:
  fleetopt check fleets
  fleetopt check fleets --junit check.xml
  fleetopt check fleets/two-sites --update --reason "ERCOT prices of 2025 in place of 2024"

\b
Exit codes: 0 nothing drifted, 1 something did or has no expectation yet, 2 a fleet could not
be read or solved.
"""


@click.command("check", epilog=_EPILOG)
@click.argument("folder", metavar="FLEETS_DIR", type=click.Path(path_type=Path))
@click.option("--update", is_flag=True, help="Write what fleets give now as what is expected.")
@click.option("--reason", metavar="TEXT", help="Why, kept in the file; asked for by --update.")
@click.option(
    "--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write JUnit XML for CI."
)
@jobs_option
@click.option(
    "--time-limit",
    "time_limit_s",
    type=Number(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop each solve after this long.  [default: none]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
@click.option("-q", "--quiet", is_flag=True, help="No progress; errors remain.")
@click.pass_context
def command(
    context: click.Context,
    folder: Path,
    update: bool,
    reason: str | None,
    junit: Path | None,
    jobs: int | None,
    time_limit_s: float | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Solve each fleet below a folder and hold it to the expected.json beside it.

    The NPV is held as an interval, decisions and key figures within tolerances that the file
    names; quantities that may vary among plans of the same worth are left out.
    """
    if update and not (reason or "").strip():
        raise click.UsageError("--update takes a --reason, which is kept in expected.json.")
    if reason and not update:
        raise click.UsageError("--reason goes with --update.")
    if junit is not None:
        check_place(junit)
    from optimizer.processes import cores
    from optimizer.studies.check import find_fleets, hold, to_junit
    from optimizer.writing import write_whole

    fleets = find_fleets(folder) if folder.exists() else []
    if not fleets:
        raise click.UsageError(f"there is no fleet (site.yaml) below {shown(folder)}.")

    def told(outcome: "Outcome") -> None:
        if not quiet:
            say(f"{outcome.fleet}: {outcome.verdict.value} ({outcome.seconds:,.1f} s)")

    outcomes = hold(fleets, jobs or cores(), time_limit_s, told)
    if junit is not None:
        write_whole(junit, to_junit(outcomes))
    if update:
        assert reason is not None
        outcomes = _update(outcomes, reason.strip())
    _print(outcomes, as_json=as_json)
    context.exit(_code(outcomes))


def _update(outcomes: "Sequence[Outcome]", reason: str) -> "list[Outcome]":
    """Write expectations anew where they drifted or were missing."""
    from dataclasses import replace
    from datetime import date

    from optimizer.studies.check import NAME, Verdict, updated

    out = []
    for one in outcomes:
        if one.verdict in (Verdict.DRIFTED, Verdict.NEW):
            try:
                updated(one, reason, date.today().isoformat())
            except OSError as error:
                place = one.fleet.with_name(NAME)
                raise Failure(f"cannot write {place}: {error.strerror or error}") from None
            say(f"Wrote {one.fleet.with_name(NAME)}")
            one = replace(one, verdict=Verdict.HOLDS, drifts=())
        out.append(one)
    return out


def _print(outcomes: "Sequence[Outcome]", *, as_json: bool) -> None:
    from optimizer.studies.check import words

    if as_json:
        print_json(words.to_json(outcomes))
    else:
        print_text(words.to_terminal(outcomes, canvas()))


def _code(outcomes: "Sequence[Outcome]") -> ExitCode:
    from optimizer.studies.check import Verdict

    verdicts = {one.verdict for one in outcomes}
    if Verdict.FAILED in verdicts:
        return ExitCode.CANNOT_RUN
    return ExitCode.PROVED if verdicts == {Verdict.HOLDS} else ExitCode.NO_PLAN
