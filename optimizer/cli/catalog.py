"""``fleetopt catalog``: the machines that a fleet file may name."""

from typing import TYPE_CHECKING

import click

from optimizer.cli.exit_codes import ExitCode
from optimizer.cli.options import Number
from optimizer.cli.talk import canvas, print_json, print_text, say
from optimizer.report.words import plain

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimizer.catalog import AsicModel, Cooling, GpuModel, Kind
    from optimizer.report.json_text import Json

_EPILOG = """\b
Examples:
  fleetopt catalog s21
  fleetopt catalog --cooling hydro --max-j-per-th 18
  fleetopt catalog --kind gpu --json
"""


@click.command("catalog", epilog=_EPILOG)
@click.argument("text", required=False)
@click.option("--kind", type=click.Choice(("asic", "gpu")), help="Only these machines.")
@click.option(
    "--cooling",
    type=click.Choice(("air", "hydro", "immersion")),
    help="Only mining machines of this cooling.",
)
@click.option(
    "--min-year",
    type=click.IntRange(min=2009),
    metavar="YEAR",
    help="Only machines of this year or later; leaves out those of unknown year.",
)
@click.option(
    "--max-j-per-th",
    type=Number(min=0, min_open=True),
    metavar="J/TH",
    help="Only mining machines at least this efficient at nameplate.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with modes and sources.")
@click.pass_context
def command(
    context: click.Context,
    text: str | None,
    kind: "Kind | None",
    cooling: "Cooling | None",
    min_year: int | None,
    max_j_per_th: float | None,
    as_json: bool,
) -> None:
    """List the machines known by name, which a fleet file may use as `model:`.

    TEXT finds machines whose name, other spelling or maker holds each of its words. Figures
    are nameplate. The exit code is 1 where no machine is found.
    """
    from optimizer.catalog import search

    found = search(text, kind, cooling, min_year, max_j_per_th)
    if as_json:
        _print_json(found)
    elif found:
        _print_tables(found)
    if not found:
        say("No machine matches. `fleetopt catalog` without conditions lists them all.")
        context.exit(ExitCode.NO_PLAN)


def _print_json(found: "tuple[AsicModel | GpuModel, ...]") -> None:
    """The machines with all that the catalogue knows of them."""
    from optimizer.catalog import AsicModel
    from optimizer.report.json_text import dumps

    machines: list[Json] = []
    for machine in found:
        if isinstance(machine, AsicModel):
            kind, rate = "asic", {"j_per_th": machine.j_per_th}
        else:
            kind, rate = "gpu", {"kw_per_gpu": machine.kw_per_gpu}
        machines.append({"kind": kind, **machine.model_dump(mode="json"), **rate})
    print_json(dumps(machines))


def _print_tables(found: "tuple[AsicModel | GpuModel, ...]") -> None:
    """Mining machines and GPU systems, a table each."""
    from optimizer.catalog import AsicModel
    from optimizer.report.layout import draw, new_table

    parts: list[RenderableType] = []
    asics = [machine for machine in found if isinstance(machine, AsicModel)]
    gpus = [machine for machine in found if not isinstance(machine, AsicModel)]
    if asics:
        table = new_table("Mining machines (nameplate)")
        table.add_column("Model")
        table.add_column("Maker")
        for head in ("TH/s", "W", "J/TH"):
            table.add_column(head, justify="right", no_wrap=True)
        table.add_column("Cooling")
        for head in ("Year", "Modes"):
            table.add_column(head, justify="right", no_wrap=True)
        for asic in asics:
            table.add_row(*_asic_cells(asic))
        parts += [table, ""]
    if gpus:
        table = new_table("GPU systems")
        table.add_column("Model")
        for head in ("GPUs", "IT kW", "kW/GPU", "Year"):
            table.add_column(head, justify="right", no_wrap=True)
        for gpu in gpus:
            table.add_row(*_gpu_cells(gpu))
        parts.append(table)
    print_text(draw(parts, canvas()))


def _asic_cells(asic: "AsicModel") -> tuple[str, ...]:
    """A mining machine's row."""
    return (
        asic.name,
        asic.maker,
        plain(asic.hashrate_th),
        f"{asic.power_w:,.0f}",
        f"{asic.j_per_th:.1f}",
        asic.cooling,
        _year(asic.year),
        str(len(asic.modes) or "-"),
    )


def _gpu_cells(gpu: "GpuModel") -> tuple[str, ...]:
    """A GPU system's row."""
    return (gpu.name, str(gpu.gpus), plain(gpu.power_kw), plain(gpu.kw_per_gpu), _year(gpu.year))


def _year(year: int | None) -> str:
    """A year, where it is known."""
    return "-" if year is None else str(year)
