"""Where the megawatts go over time: mining, hosting, GPUs, auxiliary load, idle."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from rich.table import Table
from rich.text import Text

from optimizer.months import Horizon
from optimizer.report.cells import FloatArray, by_name, column
from optimizer.report.layout import GAP, Canvas, new_table
from optimizer.report.periods import for_rows
from optimizer.results.result import Plan

_MOST_SITES = 6
_BAR = 20
_SHORTEST_BAR = 5
_SEEN = 0.005
_COARSE_MW = 10.0


@dataclass(frozen=True)
class Use:
    """A use of power at the meter.

    Attributes:
        title: heading of its column.
        style: colour in the bar.
        glyph, ascii: its sign in the bar, and where the terminal knows only ASCII.
    """

    title: str
    style: str
    glyph: str
    ascii: str


MINING = Use("Mining", "yellow", "█", "#")
HOSTING = Use("Hosting", "cyan", "▓", "H")
GPU = Use("GPU", "magenta", "▒", "G")
AUXILIARY = Use("Aux", "blue", "░", "a")
IDLE = Use("Idle", "dim", "·", ".")


@dataclass(frozen=True)
class Uses:
    """Megawatts of one site, or of all.

    Attributes:
        grid: gross MW that the grid can deliver, shape (T,).
        gross: mean gross MW at the meter of each use, each of shape (T,).
        ready, taken, building: IT MW of HPC halls in service, of them reserved by tenants and
            GPUs, and being built, each of shape (T,).
    """

    grid: FloatArray
    gross: tuple[tuple[Use, FloatArray], ...]
    ready: FloatArray
    taken: FloatArray
    building: FloatArray

    @classmethod
    def of(cls, sites: list[pd.DataFrame], halls: list[pd.DataFrame], months: int) -> "Uses":
        """Add up some sites with their halls."""
        grid = _sum(sites, "grid_mw", months)
        busy = tuple(
            (use, _sum(sites, name, months))
            for use, name in (
                (MINING, "mining_mw"),
                (HOSTING, "hosting_mw"),
                (GPU, "gpu_mw"),
                (AUXILIARY, "auxiliary_mw"),
            )
        )
        idle = np.maximum(grid - np.sum([values for _, values in busy], axis=0), 0.0)
        return cls(
            grid=grid,
            gross=(*busy, (IDLE, idle)),
            ready=_sum(halls, "hpc_ready_mw", months),
            taken=_sum(halls, "reserved_mw", months),
            building=_sum(halls, "building_mw", months),
        )

    @property
    def shown(self) -> list[tuple[Use, FloatArray]]:
        """The uses that there are at any time, and what is idle."""
        return [(use, mw) for use, mw in self.gross if use is IDLE or mw.max() > _SEEN]

    @property
    def has_hpc(self) -> bool:
        """Whether there are HPC halls at any time."""
        return bool((self.ready + self.taken + self.building).max(initial=0.0) > _SEEN)


def explanation(plan: Plan, horizon: Horizon, canvas: Canvas) -> Iterator[Text]:
    """What the tables' numbers are, and what the bar's signs mean."""
    uses = _every(plan, horizon)
    yield Text("Gross MW at the meter, mean of the period.")
    if uses.has_hpc:
        yield Text(
            "HPC halls in MW of critical IT load: ready for use, taken by tenants and GPUs, "
            "being built."
        )
    signs = Text()
    for use, _ in uses.shown:
        signs.append("  " if signs else "")
        signs.append(canvas.glyph(use.glyph, use.ascii), style=use.style)
        signs.append(f" {use.title}")
    yield signs


def tables(plan: Plan, horizon: Horizon, canvas: Canvas) -> list[Table]:
    """One table for all sites together, and one for each where there are several."""
    sites, halls = by_name(plan.sites), by_name(plan.halls)
    every = _every(plan, horizon)
    if len(sites) == 1:
        return [_table(next(iter(sites)), every, horizon, canvas)]
    out = [_table(f"All {len(sites)} sites", every, horizon, canvas)]
    for name in list(sites)[:_MOST_SITES]:
        own = [frame for hall, frame in halls.items() if hall.rpartition("/")[0] == name]
        out.append(_table(name, Uses.of([sites[name]], own, horizon.months), horizon, canvas))
    if len(sites) > _MOST_SITES:
        out[-1].caption = f"{len(sites) - _MOST_SITES} more sites are in the JSON report."
    return out


def _every(plan: Plan, horizon: Horizon) -> Uses:
    """All sites together."""
    sites, halls = by_name(plan.sites), by_name(plan.halls)
    return Uses.of(list(sites.values()), list(halls.values()), horizon.months)


def _table(where: str, uses: Uses, horizon: Horizon, canvas: Canvas) -> Table:
    """Rows are periods, neighbours of the same numbers drawn together."""
    shown = uses.shown
    columns = [(use.title, values) for use, values in shown] + [("Grid", uses.grid)]
    if uses.has_hpc:
        columns += [("HPC\nready", uses.ready), ("HPC\ntaken", uses.taken)]
        columns += [("HPC\nbuild", uses.building)]
    decimals = 1 if uses.grid.max() >= _COARSE_MW else 2
    labels, rows = _rows([values for _, values in columns], horizon, decimals)
    cells = [[_cell(value, decimals) for value in row] for row in rows]
    heads = [head for head, _ in columns]
    table = new_table(where)
    table.add_column("Period", no_wrap=True)
    bar = min(_BAR, canvas.width - _width([["Period", *labels], *zip(heads, *cells, strict=True)]))
    if bar >= _SHORTEST_BAR:
        table.add_column("", no_wrap=True)
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    full = float(uses.grid.max())
    for label, row, shown_cells in zip(labels, rows, cells, strict=True):
        parts = [(use, value) for (use, _), value in zip(shown, row, strict=False)]
        bars = [_bar(parts, full, bar, canvas)] if bar >= _SHORTEST_BAR else []
        table.add_row(label, *bars, *(Text(cell) for cell in shown_cells))
    return table


def _rows(
    columns: list[FloatArray], horizon: Horizon, decimals: int
) -> tuple[list[str], list[list[float]]]:
    """Labels and means of the periods; runs of periods that read the same are one row."""
    periods = for_rows(horizon)
    means = [[period.mean(values, horizon.days) for values in columns] for period in periods]
    cells = [[_cell(value, decimals) for value in row] for row in means]
    starts = [i for i in range(len(cells)) if i == 0 or cells[i] != cells[i - 1]]
    labels = [
        periods[first].label + (f"..{periods[stop - 1].label}" if stop - first > 1 else "")
        for first, stop in pairwise([*starts, len(cells)])
    ]
    return labels, [means[first] for first in starts]


def _width(columns: Iterable[Iterable[str]]) -> int:
    """Columns that all but the bar takes, with the gap before the bar."""
    widest = [max(len(line) for cell in cells for line in cell.split("\n")) for cells in columns]
    return sum(widest) + GAP * len(widest)


def _bar(parts: list[tuple[Use, float]], full: float, width: int, canvas: Canvas) -> Text:
    """Uses beside each other; the bar's whole width is the largest grid connection."""
    bar = Text()
    ends = np.cumsum([value for _, value in parts]) * (width / full if full > 0 else 0.0)
    drawn = 0
    for (use, _), end in zip(parts, ends, strict=True):
        upto = min(round(float(end)), width)
        bar.append(canvas.glyph(use.glyph, use.ascii) * (upto - drawn), style=use.style)
        drawn = upto
    return bar


def _cell(value: float, decimals: int) -> str:
    """Megawatts; ``-`` for none."""
    return "-" if abs(value) < _SEEN else f"{value:,.{decimals}f}"


def _sum(frames: list[pd.DataFrame], name: str, months: int) -> FloatArray:
    """Sum of one column over frames indexed by month, shape (T,)."""
    total = np.zeros(months)
    for frame in frames:
        total = total + column(frame, name)
    return total
