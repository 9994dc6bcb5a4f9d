"""The lines under which the ledger books money, and how each counts.

Written again from the format's rules and not taken from the model, so that a line that the
model puts into the wrong subtotal or discounts at the wrong rate is found.
"""

from enum import StrEnum


class Line(StrEnum):
    """A line of the monthly money table; USD, inflow positive."""

    MINING_REVENUE = "mining_revenue"
    POOL_FEES = "pool_fees"
    SELL_FEES = "sell_fees"
    DEMAND_RESPONSE = "demand_response"
    RENT = "rent"
    RENT_CREDITS = "rent_credits"
    REIMBURSEMENTS = "reimbursements"
    GPU_REVENUE = "gpu_revenue"
    POWER_RESALE = "power_resale"
    HOSTING_ENERGY = "hosting_energy"
    ENERGY = "energy"
    DEMAND_CHARGE = "demand_charge"
    COINCIDENT_PEAK = "coincident_peak"
    HOSTING_OPEX = "hosting_opex"
    MINING_OPEX = "mining_opex"
    GPU_OPEX = "gpu_opex"
    FIXED_COSTS = "fixed_costs"
    OVERHEAD = "overhead"
    COINS_KEPT = "coins_kept"
    COIN_SALES = "coin_sales"
    COIN_SALE_FEES = "coin_sale_fees"
    CONVERSION_CAPEX = "conversion_capex"
    BUILDING_CAPEX = "building_capex"
    FIT_OUT = "fit_out"
    ASIC_ORDERS = "asic_orders"
    GPU_ORDERS = "gpu_orders"
    TENANT_FUNDING = "tenant_funding"
    MACHINE_SALES = "machine_sales"
    INTEREST = "interest"
    FEES = "fees"
    PRINCIPAL = "principal"
    DRAWS = "draws"
    REVOLVING = "revolving"
    EQUITY_RAISED = "equity_raised"
    COST_OF_EQUITY = "cost_of_equity"


EBITDA = (
    Line.MINING_REVENUE,
    Line.POOL_FEES,
    Line.SELL_FEES,
    Line.DEMAND_RESPONSE,
    Line.RENT,
    Line.RENT_CREDITS,
    Line.REIMBURSEMENTS,
    Line.GPU_REVENUE,
    Line.POWER_RESALE,
    Line.HOSTING_ENERGY,
    Line.ENERGY,
    Line.DEMAND_CHARGE,
    Line.COINCIDENT_PEAK,
    Line.HOSTING_OPEX,
    Line.MINING_OPEX,
    Line.GPU_OPEX,
    Line.FIXED_COSTS,
    Line.OVERHEAD,
)
TREASURY = (Line.COINS_KEPT, Line.COIN_SALES, Line.COIN_SALE_FEES)
CFADS = EBITDA + TREASURY
"""Cash flow available for debt service."""

CAPEX = (
    Line.CONVERSION_CAPEX,
    Line.BUILDING_CAPEX,
    Line.FIT_OUT,
    Line.ASIC_ORDERS,
    Line.GPU_ORDERS,
)
DEBT_SERVICE = (Line.INTEREST, Line.FEES, Line.PRINCIPAL)

FINANCING = (Line.PRINCIPAL, Line.DRAWS, Line.REVOLVING, Line.EQUITY_RAISED)
"""Moves cash and is in no NPV: only what it costs is."""

HOSTING_STREAM = (
    Line.RENT,
    Line.RENT_CREDITS,
    Line.REIMBURSEMENTS,
    Line.HOSTING_ENERGY,
    Line.HOSTING_OPEX,
    Line.CONVERSION_CAPEX,
    Line.BUILDING_CAPEX,
    Line.FIT_OUT,
    Line.TENANT_FUNDING,
)
"""Discounted at the hosting rate, everything else in the NPV at the default rate."""

FUNDED_BY = {
    "conversion": (Line.CONVERSION_CAPEX, Line.BUILDING_CAPEX),
    "fit_out": (Line.FIT_OUT,),
    "asics": (Line.ASIC_ORDERS,),
    "gpus": (Line.GPU_ORDERS,),
}
"""Capex lines by the words of a construction facility's ``funds``."""


class TerminalLine(StrEnum):
    """A line of the terminal value; discounted USD."""

    RUNOFF_RENT = "runoff_rent"
    RUNOFF_OPEX = "runoff_opex"
    RUNOFF_POWER = "runoff_power"
    TENANT_FUNDING_OWED = "tenant_funding_owed"
    MACHINES = "machines"
    GPU_SERVERS = "gpu_servers"
    COINS = "coins"
    HPC_RESIDUAL = "hpc_residual"
    DEBT_INTEREST = "debt_interest"
