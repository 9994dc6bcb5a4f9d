"""Sites, the objective, and the whole problem."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from optimizer.inputs.problem.arrays import FloatArray
from optimizer.inputs.problem.contracts import Contract
from optimizer.inputs.problem.finance import Finance
from optimizer.inputs.problem.machines import AsicGroup, AsicOrder, GpuGroup, GpuOrder
from optimizer.inputs.problem.power import Market, Power
from optimizer.inputs.problem.space import Hall
from optimizer.inputs.problem.uncertainty import NO_RISK, Risk
from optimizer.months import Horizon
from optimizer.scenario import Scenario

if TYPE_CHECKING:
    from optimizer.schema import Fleet


Plain: TypeAlias = str | int | float | bool | None
"""A value of a fleet file."""


@dataclass(frozen=True, slots=True)
class FleetKey:
    """A key of the fleet file with what it holds.

    Attributes:
        path: as `--set` takes it, like ``sites.rockdale.grid_mw``.
        value: what it holds; a list of plain values as a tuple.
    """

    path: str
    value: Plain | tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class FleetTable:
    """A CSV file that the fleet file names.

    Attributes:
        name: as the fleet file writes it.
        sha256: of its text in UTF-8.
    """

    name: str
    sha256: str


@dataclass(frozen=True, eq=False)
class Mining:
    """Rules for the miners of a site.

    Attributes:
        pool_fee: fraction of mining revenue.
        price_responsive: miners follow the hour's price; else the load is flat in a month.
        demand_response: USD per gross MWh of running load, shape (T,).
        curtailment: fraction of hours in which the utility switches mining off.
    """

    pool_fee: float
    price_responsive: bool
    demand_response: FloatArray
    curtailment: float


@dataclass(frozen=True, eq=False)
class Objective:
    """How months are weighed and what counts after the horizon.

    Attributes:
        default_rate, hosting_rate: annual discount rates, fractions.
        contract_runoff, asic_resale: whether these terminal lines count.
        hpc_residual_usd_per_mw: USD per HPC-ready MW not under lease at the end.
        integer_units: machines are whole numbers.
    """

    default_rate: float
    hosting_rate: float
    contract_runoff: bool
    asic_resale: bool
    hpc_residual_usd_per_mw: float
    integer_units: bool


@dataclass(frozen=True, eq=False)
class Site:
    """A site.

    Attributes:
        name: unique.
        grid_mw: gross MW the interconnection can deliver, shape (T,).
        auxiliary_mw: constant gross load.
        fixed_cost: USD per month, shape (T,).
        power, mining: supply and mining rules.
    """

    name: str
    grid_mw: FloatArray
    auxiliary_mw: float
    fixed_cost: FloatArray
    power: Power
    mining: Mining


@dataclass(frozen=True, eq=False)
class Problem:
    """A fleet as checked arrays.

    Attributes:
        name: the fleet's name.
        description: the fleet's description, "" if none.
        path: the fleet file.
        sha256: of the fleet file's bytes.
        overrides: ``path.to.key=value`` texts that replaced keys of the file.
        horizon: the months planned.
        market .. objective: see their classes; ``finance`` is None where the file has none.
        said: what the file says, overrides applied; None for a problem that was made by hand.
        keys: the same key by key.
        tables: the CSV files that were read.
        scenarios: futures that the plan must meet, () where the file's curves are the only one.
        risk: how much their bad end weighs.
        future: the scenario that the arrays describe, None for the file's own curves.
    """

    name: str
    description: str
    path: Path
    sha256: str
    horizon: Horizon
    market: Market
    sites: tuple[Site, ...]
    halls: tuple[Hall, ...]
    asics: tuple[AsicGroup, ...]
    gpus: tuple[GpuGroup, ...]
    contracts: tuple[Contract, ...]
    asic_orders: tuple[AsicOrder, ...]
    gpu_orders: tuple[GpuOrder, ...]
    finance: Finance | None
    objective: Objective
    overrides: tuple[str, ...] = ()
    said: "Fleet | None" = None
    keys: tuple[FleetKey, ...] = ()
    tables: tuple[FleetTable, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    risk: Risk = NO_RISK
    future: Scenario | None = None
