"""What a fleet file may say: frozen models, one file per noun.

Attributes are named like the file's keys and carry their unit; each field's docstring is
its help, its description in the JSON Schema and its row in the documentation. The models
check a value by itself and the keys of one mapping against each other; what parts of the
file say about each other is checked in :mod:`optimizer.inputs`.
"""

from optimizer.schema.base import Model
from optimizer.schema.contracts import Contract, Size, StartWindow
from optimizer.schema.curve import CsvCurve, Curve, GrowthCurve, Range, StepCurve
from optimizer.schema.finance import (
    BtcBacked,
    Construction,
    Covenant,
    Debt,
    Equity,
    Finance,
    Revolver,
    TermLoan,
    Treasury,
)
from optimizer.schema.fleet import Fleet, Horizon, Mining, Site
from optimizer.schema.generate import (
    BtcProcess,
    FeesProcess,
    Generate,
    GpuProcess,
    HashrateProcess,
    PowerProcess,
    Statement,
    TenantProcess,
)
from optimizer.schema.halls import Building, Conversion, Hall, HallPue
from optimizer.schema.json_schema import json_schema
from optimizer.schema.machines import AsicGroup, AsicMode, AsicSpec, GpuGroup, GpuSpec
from optimizer.schema.market import Market, Network
from optimizer.schema.objective import DiscountRates, Objective, Terminal
from optimizer.schema.orders import AsicOrder, GpuOrder
from optimizer.schema.power import (
    BlockSupply,
    CoincidentPeak,
    HourlyPrices,
    MarketSupply,
    Power,
    Supply,
)
from optimizer.schema.uncertainty import DelayedBuild, Generated, LostContract, Risk, Scenario

__all__ = [
    "AsicGroup",
    "AsicMode",
    "AsicOrder",
    "AsicSpec",
    "BlockSupply",
    "BtcBacked",
    "BtcProcess",
    "Building",
    "CoincidentPeak",
    "Construction",
    "Contract",
    "Conversion",
    "Covenant",
    "CsvCurve",
    "Curve",
    "Debt",
    "DelayedBuild",
    "DiscountRates",
    "Equity",
    "FeesProcess",
    "Finance",
    "Fleet",
    "Generate",
    "Generated",
    "GpuGroup",
    "GpuOrder",
    "GpuProcess",
    "GpuSpec",
    "GrowthCurve",
    "Hall",
    "HallPue",
    "HashrateProcess",
    "Horizon",
    "HourlyPrices",
    "LostContract",
    "Market",
    "MarketSupply",
    "Mining",
    "Model",
    "Network",
    "Objective",
    "Power",
    "PowerProcess",
    "Range",
    "Revolver",
    "Risk",
    "Scenario",
    "Site",
    "Size",
    "StartWindow",
    "Statement",
    "StepCurve",
    "Supply",
    "TenantProcess",
    "TermLoan",
    "Terminal",
    "Treasury",
    "json_schema",
]
