"""The problem as checked arrays: the first waist of the package.

Between the fleet file and the program stands this: every curve resolved to one value
per month of the horizon, every percentage a fraction, every name an index, every month
an offset from the horizon's start. Nothing here reads files, nothing here optimises.

Shapes: T is the number of months. Month offsets may be negative (before the horizon).
"""

from optimizer.inputs.problem.arrays import BoolArray, FloatArray
from optimizer.inputs.problem.contracts import Contract, PassThrough
from optimizer.inputs.problem.debts import (
    CapexKind,
    Construction,
    Debt,
    Repayment,
    Revolver,
    TermLoan,
)
from optimizer.inputs.problem.finance import (
    Covenant,
    CovenantKind,
    Equity,
    Finance,
    Treasury,
    TreasuryPolicy,
)
from optimizer.inputs.problem.fleet import (
    FleetKey,
    FleetTable,
    Mining,
    Objective,
    Problem,
    Site,
)
from optimizer.inputs.problem.machines import (
    AsicGroup,
    AsicOrder,
    GpuGroup,
    GpuOrder,
    GpuServer,
    Machine,
)
from optimizer.inputs.problem.power import HourTable, Market, MarketSupply, Power, PowerBlock
from optimizer.inputs.problem.space import Building, Conversion, Hall
from optimizer.inputs.problem.uncertainty import Risk

__all__ = [
    "AsicGroup",
    "AsicOrder",
    "BoolArray",
    "Building",
    "CapexKind",
    "Construction",
    "Contract",
    "Conversion",
    "Covenant",
    "CovenantKind",
    "Debt",
    "Equity",
    "Finance",
    "FleetKey",
    "FleetTable",
    "FloatArray",
    "GpuGroup",
    "GpuOrder",
    "GpuServer",
    "Hall",
    "HourTable",
    "Machine",
    "Market",
    "MarketSupply",
    "Mining",
    "Objective",
    "PassThrough",
    "Power",
    "PowerBlock",
    "Problem",
    "Repayment",
    "Revolver",
    "Risk",
    "Site",
    "TermLoan",
    "Treasury",
    "TreasuryPolicy",
]
