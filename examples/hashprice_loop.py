"""Solve one fleet at several hashprices and print what changes.

Run it with ``python examples/hashprice_loop.py [FLEET.yaml]``. Each line is a full solve of the
same file with one key overridden, so the decisions may change from line to line.
"""

import sys
from pathlib import Path

import optimizer

QUICKSTART = Path(__file__).parent / "quickstart" / "site.yaml"
HASHPRICES_USD_PER_PH_DAY = (20, 25, 30, 35, 40, 50)


def main(fleet: Path) -> None:
    """Print one line per hashprice."""
    print(f"{'USD/PH/day':>10} {'NPV, $M':>9} {'mining MW':>10} {'hosting MW':>11}  signed")
    for hashprice in HASHPRICES_USD_PER_PH_DAY:
        override = f"market.hashprice_usd_per_ph_day={hashprice}"
        result = optimizer.solve(optimizer.load(fleet, overrides=[override]))
        if not result.has_plan:
            print(f"{hashprice:>10} {result.termination.reason}")
            continue
        plan = result.plan
        by_month = plan.sites[["mining_mw", "hosting_mw"]].groupby(level="month").sum()
        contracts = plan.decisions.contracts
        signed = [
            f"{row.name_} {row.mw:g} MW from {row.start}"
            for row in contracts[contracts["signed"]].rename(columns={"name": "name_"}).itertuples()
        ]
        print(
            f"{hashprice:>10} {plan.npv.npv_usd / 1e6:>9.2f} {by_month['mining_mw'].mean():>10.2f} "
            f"{by_month['hosting_mw'].mean():>11.2f}  {', '.join(signed) or 'nothing'}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else QUICKSTART)
