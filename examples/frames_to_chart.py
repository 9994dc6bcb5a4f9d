"""Draw a plan's megawatts as a chart of text, from the labelled frames of a result.

Run it with ``python examples/frames_to_chart.py [FLEET.yaml] [OUT.csv]``. With a second argument
the same numbers go to a CSV for a spreadsheet. Nothing beyond the package is needed: the frames are
pandas, so any plotting library takes them as they are.
"""

import sys
from pathlib import Path

import pandas as pd

import optimizer

QUICKSTART = Path(__file__).parent / "quickstart" / "site.yaml"
BAR_WIDTH = 60
USES = {"mining_mw": "#", "hosting_mw": "=", "gpu_mw": "*", "auxiliary_mw": "."}


def bars(mw: pd.DataFrame, full_scale_mw: float) -> list[str]:
    """One line of text per month.

    Args:
        mw: index month, a column of mean gross MW per use.
        full_scale_mw: what a full bar stands for.
    """
    lines = []
    for month, row in mw.iterrows():
        ends = (row.cumsum() / full_scale_mw * BAR_WIDTH).round().astype(int).tolist()
        widths = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
        bar = "".join(mark * width for mark, width in zip(USES.values(), widths, strict=True))
        lines.append(f"{month} |{bar:<{BAR_WIDTH}}| {row.sum():6.1f} MW")
    return lines


def main(fleet: Path, out: Path | None) -> None:
    """Solve, draw, and write the CSV where one is asked for."""
    plan = optimizer.solve(optimizer.load(fleet)).plan
    by_month = plan.sites.groupby(level="month").sum()
    mw = by_month[list(USES)]
    print(", ".join(f"{mark} {use.removesuffix('_mw')}" for use, mark in USES.items()))
    print("\n".join(bars(mw, float(by_month["grid_mw"].max()))))
    if out is not None:
        mw.join(plan.monthly[["ebitda_usd", "cfads_usd"]]).to_csv(out)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else QUICKSTART,
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,
    )
