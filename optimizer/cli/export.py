"""``fleetopt export``: write the model for any other solver."""

from pathlib import Path

import click

from optimizer.cli.files import check_ending, check_place
from optimizer.cli.options import overrides_option
from optimizer.cli.reading import read_fleet
from optimizer.cli.talk import Failure, say

SUFFIXES = (".mps", ".lp")

_EPILOG = """\b
Example:
  fleetopt export site.yaml -o model.mps

\b
An .mps file minimises the negated net present value, an .lp file maximises it.
"""


def _check_model(_context: click.Context, _parameter: click.Parameter, path: Path) -> Path:
    """Click callback: a model can be written there."""
    check_ending(path, SUFFIXES)
    check_place(path)
    return path


@click.command("export", epilog=_EPILOG)
@click.argument("fleet", metavar="FLEET.yaml", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    callback=_check_model,
    metavar="FILE",
    help="File to write: .mps or .lp.",
)
@overrides_option
def command(fleet: Path, output: Path, overrides: tuple[str, ...]) -> None:
    """Write a fleet's mixed-integer program for any other solver, as MPS or LP file."""
    from optimizer.plan import build
    from optimizer.solvers.export import export

    problem = read_fleet(fleet, overrides)
    program = build(problem).program
    try:
        export(program, output, problem.name)
    except OSError as error:
        raise Failure(f"cannot write {str(output)!r}: {error.strerror or error}") from error
    rows, columns = program.shape
    integers = int(program.integer.sum())
    say(f"Wrote {output}: {rows:,} rows, {columns:,} columns, {integers:,} integers")
