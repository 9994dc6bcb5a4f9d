"""A fleet small enough to work out on paper, and schedules written by hand.

One site of 10 MW for three months, January to March 2027 (744, 672 and 744 hours), PUE 1
everywhere, one block of 10 MW at 50 USD/MWh. A machine of 1 MW and 20 PH/s: no such machine
exists, but its numbers are round. A hashprice of 72 USD makes 20 * 72 / 24 = 60 USD of a MWh.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.ledger import Line, Statement, replay
from optimizer.schedule import FirmSupply, Installation, Lease, Run, Schedule
from optimizer.schema import Fleet

Document = dict[str, Any]
HOURS = (744, 672, 744)


def document(**keys: Any) -> Document:
    """The fleet, with some root keys replaced."""
    return {
        "fleetopt": 1,
        "name": "small",
        "horizon": {"start": "2027-01", "months": 3},
        "market": {"hashprice_usd_per_ph_day": 72, "btc_price_usd": 50000},
        "sites": [site()],
        "objective": {"discount_rate_pct": 0},
        **keys,
    }


def site(**keys: Any) -> Document:
    """Its site, with some keys replaced."""
    return {
        "name": "s",
        "grid_mw": 10,
        "power": {"supply": [{"name": "b", "kind": "block", "mw": 10, "usd_per_mwh": 50}]},
        "halls": [{"name": "h", "asic_mw": 6, "hpc_mw": 4, "pue": {"asic": 1, "hpc": 1}}],
        "asics": [{"name": "m", "hashrate_th": 20000, "power_w": 1_000_000, "units": 5}],
        **keys,
    }


def mining(units: float, month: int, mw: float | None = None) -> tuple[Installation, Run]:
    """Machines that stand in the hall and run in all hours."""
    run = Run("s/m", "s/h", month, 0, "b", "b", units if mw is None else mw)
    return Installation("s/m", "s/h", month, units), run


def plan(*records: Any) -> Schedule:
    """A schedule of records of any kinds."""
    kinds = {
        "Lease": "leases",
        "Build": "builds",
        "AsicPurchase": "asic_purchases",
        "AsicDelivery": "asic_deliveries",
        "AsicSale": "asic_sales",
        "Installation": "installations",
        "GpuPurchase": "gpu_purchases",
        "Run": "runs",
        "FirmSupply": "firm",
        "DebtMove": "debt_moves",
        "EquityIssue": "equity",
        "CoinSale": "coin_sales",
    }
    found: dict[str, list[Any]] = {name: [] for name in kinds.values()}
    for record in records:
        found[kinds[type(record).__name__]].append(record)
    return Schedule(**{name: tuple(column) for name, column in found.items()})


def tenant(lease: Lease, mw: float) -> tuple[Any, ...]:
    """A lease, with its load carried in every month of the horizon from its start."""
    months = range(max(lease.start, 0), 3)
    return lease, *(FirmSupply("s", t, "b", "b", mw) for t in months)


def books(fleet: Document, *records: Any, folder: Path = Path()) -> Statement:
    """The statement of a schedule."""
    return replay(Fleet.model_validate(fleet), folder, plan(*records))


def floats(amounts: Iterable[Decimal] | None) -> list[float]:
    """Amounts that floats hold without loss."""
    return [float(amount) for amount in amounts or ()]


def usd(statement: Statement, line: Line) -> list[float]:
    """A line by month."""
    return floats(statement.of(line))


def rules(statement: Statement) -> list[str]:
    """The rules broken."""
    return [breach.rule for breach in statement.breaches]
