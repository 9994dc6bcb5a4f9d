"""``fleetopt compare``: reports or fleets side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optimizer.cli.exit_codes import ExitCode
from optimizer.cli.options import overrides_option, solver_options
from optimizer.cli.studies import deliver, output_option
from optimizer.cli.talk import say

if TYPE_CHECKING:
    from optimizer.solvers.base import SolveOptions
    from optimizer.studies.compare import Side

_EPILOG = """\b
Examples:
  fleetopt compare bear.json base.json bull.json
  fleetopt compare base.json fleets/two-sites/site.yaml -o change.md
  fleetopt compare old/site.yaml new/site.yaml --exit-code

\b
Exit codes: 0 compared (with --exit-code: nothing differs but ties), 1 with --exit-code:
something differs, 2 something could not be read or solved.
"""


@click.command("compare", epilog=_EPILOG)
@click.argument(
    "sides", metavar="A B [C ..]", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@output_option(".json", ".md", ".html")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option(
    "--exit-code", "as_exit_code", is_flag=True, help="Exit with 1 where something differs."
)
@overrides_option
@solver_options
@click.option("-q", "--quiet", is_flag=True, help="No progress; warnings and errors remain.")
@click.pass_context
def command(
    context: click.Context,
    /,
    sides: tuple[Path, ...],
    outputs: tuple[Path, ...],
    as_json: bool,
    as_exit_code: bool,
    overrides: tuple[str, ...],
    quiet: bool,
    **solver: Any,
) -> None:
    """Set two or more reports or fleets side by side; the first is the reference.

    A side that ends in .json is a report of `fleetopt solve -o`; any other is a fleet file, which
    is solved first, with the solver's options and --set as for `solve`.
    """
    if len(sides) < 2:
        raise click.UsageError("A comparison takes two sides or more.")
    from optimizer.solvers.base import SolveOptions
    from optimizer.studies import compare as study

    options = SolveOptions(isolated=True, **solver)
    names = study.labels([str(path) for path in sides])
    read = [
        _side(path, name, overrides, options, quiet=quiet)
        for path, name in zip(sides, names, strict=True)
    ]
    comparison = study.compare(read)
    deliver(
        study.page_of(comparison),
        lambda: study.to_json(comparison),
        outputs,
        as_json=as_json,
        quiet=quiet,
    )
    if as_exit_code and not comparison.same:
        context.exit(ExitCode.NO_PLAN)


def _side(
    path: Path, name: str, overrides: tuple[str, ...], options: "SolveOptions", *, quiet: bool
) -> "Side":
    """Read a report, or solve a fleet."""
    from optimizer.cli.solve import solve_fleet
    from optimizer.plan import Assurance, Explain
    from optimizer.report.document import read_document
    from optimizer.report.json_report import to_document
    from optimizer.studies.compare import read_side

    if path.suffix.lower() == ".json":
        return read_side(read_document(path), name)
    if not quiet:
        say(f"Solving {path}")
    result = solve_fleet(path, overrides, options, Assurance(), Explain.NONE, quiet=quiet)
    return read_side(to_document(result), name)
