"""``fleetopt solvers``: which back-ends there are, what they can do, and whether they work."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from optimizer.cli.exit_codes import ExitCode
from optimizer.cli.talk import canvas, print_json, print_text

if TYPE_CHECKING:
    from optimizer.report.json_text import Json
    from optimizer.solvers.backend import Backend, Capabilities
    from optimizer.solvers.selftest import SelfTest

_EPILOG = """\b
Examples:
  fleetopt solvers
  fleetopt solvers --json
  fleetopt solve site.yaml --solver scip

\b
Exit codes: 0 the default solver works, 1 it does not.
"""

_CAN = {
    "duals": "duals",
    "bound": "bound",
    "threads": "threads",
    "seed": "seed",
    "nodes": "nodes",
    "progress": "progress",
    "interrupt": "Ctrl-C",
}
"""Capabilities in the table, and their words."""


@click.command("solvers", epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with all capabilities.")
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """List the solvers, what they can do, and whether they work here.

    Each one that is installed is tried on a tiny linear program, a tiny one in whole numbers
    and one without a plan, whose ends are known.
    """
    from optimizer.solvers.names import TREE
    from optimizer.solvers.selftest import Status, try_all

    tests = try_all()
    if as_json:
        _print_json(tests)
    else:
        _print_table(tests)
    default = next(test for test in tests if test.backend.name == TREE)
    if default.status is not Status.OK:
        context.exit(ExitCode.NO_PLAN)


def _print_json(tests: "list[SelfTest]") -> None:
    from optimizer.report.json_text import dumps
    from optimizer.solvers.names import TREE

    solvers: list[Json] = [
        {
            "name": test.backend.name,
            "title": test.backend.title,
            "default": test.backend.name == TREE,
            "package": test.backend.distribution,
            "version": test.backend.version() or None,
            "lineage": str(test.backend.lineage),
            "own_process": not test.backend.in_process,
            "capabilities": asdict(test.backend.capabilities),
            "self_test": str(test.status),
            "message": test.words or None,
            "install": test.backend.how_to_install(),
        }
        for test in tests
    ]
    print_json(dumps(solvers))


def _print_table(tests: "list[SelfTest]") -> None:
    from optimizer.report.layout import draw, new_table
    from optimizer.solvers.names import TREE
    from optimizer.solvers.selftest import Status

    table = new_table("Solvers")
    for head in ("Solver", "Package", "Lineage", "Solves"):
        table.add_column(head, no_wrap=True)
    table.add_column("Can")
    table.add_column("Self-test", no_wrap=True)
    for test in tests:
        backend = test.backend
        table.add_row(
            backend.name,
            _package(backend),
            str(backend.lineage),
            _solves(backend.capabilities),
            ", ".join(word for key, word in _CAN.items() if getattr(backend.capabilities, key)),
            str(test.status),
        )
    notes = [f"{test.backend.name} failed: {test.words}" for test in tests if _failed(test)]
    missing = [test.backend for test in tests if test.status is Status.NOT_INSTALLED]
    notes += [f"To install {backend.name}: {backend.how_to_install()}" for backend in missing]
    notes += [f"{TREE} is the default; auto has two of different lineage race."]
    print_text(draw([table, "", *notes], canvas()))


def _failed(test: "SelfTest") -> bool:
    from optimizer.solvers.selftest import Status

    return test.status is Status.FAILED


def _package(backend: "type[Backend]") -> str:
    return f"{backend.distribution} {backend.version()}".strip()


def _solves(able: "Capabilities") -> str:
    return " ".join(word for word, does in (("LP", able.lp), ("MIP", able.mip)) if does)
