"""Find the rent from which a lease is worth signing, and see when it would start.

Run it with ``python examples/lease_break_even.py [FLEET.yaml CONTRACT]``. The rent at which a lease
just pays depends on everything else the fleet could do with the room and the money, so it is found
by solving the whole fleet at rents that close in on it.
"""

import sys
from pathlib import Path

import optimizer

QUICKSTART = Path(__file__).parent / "quickstart" / "site.yaml"
LOW_USD_PER_KW_MONTH, HIGH_USD_PER_KW_MONTH = 60.0, 240.0
STEP_USD_PER_KW_MONTH = 0.5


def start_at(fleet: Path, contract: str, rent_usd_per_kw_month: float) -> str | None:
    """Month in which the optimal plan starts the lease at a rent, None where it does not."""
    override = f"contracts.{contract}.usd_per_kw_month={rent_usd_per_kw_month}"
    plan = optimizer.solve(optimizer.load(fleet, overrides=[override])).plan
    contracts = plan.decisions.contracts.set_index("name")
    print(
        f"  {rent_usd_per_kw_month:7.2f} USD/kW-month: NPV ${plan.npv.npv_usd / 1e6:.2f}M", end=""
    )
    if not contracts.loc[contract, "signed"]:
        print(", not signed")
        return None
    start = str(contracts.loc[contract, "start"])
    print(f", {float(contracts['mw'][contract]):g} MW from {start}")
    return start


def main(fleet: Path, contract: str) -> None:
    """Bisect between a rent at which it is refused and one at which it is signed."""
    print(f"{contract} in {fleet.parent.name}")
    low, high = LOW_USD_PER_KW_MONTH, HIGH_USD_PER_KW_MONTH
    if start_at(fleet, contract, high) is None:
        print(f"not signed even at {high:g}: something other than rent stands in the way")
        return
    while high - low > STEP_USD_PER_KW_MONTH:
        middle = (low + high) / 2
        if start_at(fleet, contract, middle) is None:
            low = middle
        else:
            high = middle
    print(f"break-even between {low:.2f} and {high:.2f} USD/kW-month")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main(Path(sys.argv[1]), sys.argv[2])
    else:
        main(QUICKSTART, "ai-tenant")
