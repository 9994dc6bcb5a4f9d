"""The machines known by name."""

from docs._generate.markdown import table
from optimizer import catalog
from optimizer.catalog import AsicModel, GpuModel

_INTRO = """\
# Machines

Names that `model:` understands, with their nameplate figures. Case, spaces and hyphens in a name
do not matter, and the other names in brackets work too. A machine that is not here is described by
its figures in the fleet file.

The efficiency in J/TH decides at which price of power a machine stops: at a hashprice of $30 per
PH/s and day it breaks even at `1250 / (J/TH)` dollars per MWh at its plug.
"""


def body() -> str:
    """Markdown of the page."""
    asics = catalog.asics()
    parts = [_INTRO, "## Mining machines\n"]
    for maker in dict.fromkeys(asic.maker for asic in asics):
        parts += [f"### {maker}\n", _asics([a for a in asics if a.maker == maker]), ""]
    parts += ["## GPU systems\n", _gpus(catalog.gpus())]
    return "\n".join(parts)


def _asics(asics: list[AsicModel]) -> str:
    return table(
        ("name", "TH/s", "W", "J/TH", "cooling", "year", "other power modes", "source"),
        (
            (
                _names(a),
                f"{a.hashrate_th:g}",
                f"{a.power_w:g}",
                f"{a.j_per_th:.1f}",
                a.cooling,
                _or_dash(a.year),
                ", ".join(f"{m.power_w:g} W: {m.hashrate_th:g} TH/s" for m in a.modes) or "–",
                a.source,
            )
            for a in asics
        ),
    )


def _gpus(gpus: tuple[GpuModel, ...]) -> str:
    return table(
        ("name", "GPUs", "kW of IT", "kW per GPU", "year", "source"),
        (
            (
                _names(g),
                str(g.gpus),
                f"{g.power_kw:g}",
                f"{g.kw_per_gpu:.2f}",
                _or_dash(g.year),
                g.source,
            )
            for g in gpus
        ),
    )


def _names(machine: AsicModel | GpuModel) -> str:
    also = ", ".join(machine.aliases)
    return f"`{machine.name}`" + (f" ({also})" if also else "")


def _or_dash(year: int | None) -> str:
    return "–" if year is None else str(year)
