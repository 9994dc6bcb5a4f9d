r"""Money lines: the terms that the report and the objective both read.

Every family that earns or costs something hands over *flows*: an expression over the
months for one line of the catalogue below. A line belongs to one subtotal of the cash
flow and is discounted in one stream, so that

$$ \text{NPV} = \sum_t \delta^{default}_t \sum_{l \in default} m_{l,t}
   + \sum_t \delta^{hosting}_t \sum_{l \in hosting} m_{l,t} + \text{terminal value}, $$

while principal, draws and equity raised move cash and never the NPV.
"""

from dataclasses import dataclass
from enum import StrEnum

from optimizer.lp import AnyAxis, Expression, zeros


class MoneyGroup(StrEnum):
    """Which subtotal of the cash flow a money line belongs to."""

    EBITDA = "ebitda"
    TREASURY = "treasury"
    CAPEX = "capex"
    FUNDING = "funding"
    DEBT_SERVICE = "debt_service"
    FINANCING = "financing"


class Stream(StrEnum):
    """At which rate a money line is discounted into the NPV."""

    DEFAULT = "default"
    HOSTING = "hosting"
    NOT_IN_NPV = "not_in_npv"


@dataclass(frozen=True)
class MoneyLine:
    """A line of the monthly money table.

    Attributes:
        name: stable key, e.g. ``rent``; column of ``Result.money``.
        title: what people read, e.g. ``Rent, net of SLA credits``.
        group: subtotal it belongs to.
        stream: how it enters the NPV (principal, draws and equity raised do not).
    """

    name: str
    title: str
    group: MoneyGroup
    stream: Stream


_E, _T, _C = MoneyGroup.EBITDA, MoneyGroup.TREASURY, MoneyGroup.CAPEX
_F, _D, _X = MoneyGroup.FUNDING, MoneyGroup.DEBT_SERVICE, MoneyGroup.FINANCING
_DEF, _HOST, _OUT = Stream.DEFAULT, Stream.HOSTING, Stream.NOT_IN_NPV

MINING_REVENUE = MoneyLine("mining_revenue", "Mining revenue at the month's price", _E, _DEF)
POOL_FEES = MoneyLine("pool_fees", "Pool fees", _E, _DEF)
SELL_FEES = MoneyLine("sell_fees", "Fees on mined coins sold", _E, _DEF)
DEMAND_RESPONSE = MoneyLine("demand_response", "Demand response", _E, _DEF)
RENT = MoneyLine("rent", "Rent net of SLA credits", _E, _HOST)
RENT_CREDITS = MoneyLine("rent_credits", "Rent credited against tenant funding", _E, _HOST)
REIMBURSEMENTS = MoneyLine("reimbursements", "Power reimbursed by tenants", _E, _HOST)
GPU_REVENUE = MoneyLine("gpu_revenue", "GPU revenue", _E, _DEF)
POWER_RESALE = MoneyLine("power_resale", "Power resold", _E, _DEF)
HOSTING_ENERGY = MoneyLine("hosting_energy", "Tenants' energy at the reference price", _E, _HOST)
ENERGY = MoneyLine("energy", "Energy, the rest", _E, _DEF)
DEMAND_CHARGE = MoneyLine("demand_charge", "Demand charge", _E, _DEF)
PEAK_CHARGE = MoneyLine("coincident_peak", "Coincident peak charge", _E, _DEF)
HOSTING_OPEX = MoneyLine("hosting_opex", "Hosting opex", _E, _HOST)
MINING_OPEX = MoneyLine("mining_opex", "Mining opex", _E, _DEF)
GPU_OPEX = MoneyLine("gpu_opex", "GPU opex", _E, _DEF)
FIXED_COSTS = MoneyLine("fixed_costs", "Sites' fixed costs", _E, _DEF)
OVERHEAD = MoneyLine("overhead", "Corporate overhead", _E, _DEF)
COINS_KEPT = MoneyLine("coins_kept", "Mined coins kept", _T, _DEF)
COIN_SALES = MoneyLine("coin_sales", "Held coins sold", _T, _DEF)
COIN_SALE_FEES = MoneyLine("coin_sale_fees", "Fees on held coins sold", _T, _DEF)
CONVERSION_CAPEX = MoneyLine("conversion_capex", "Conversions", _C, _HOST)
BUILDING_CAPEX = MoneyLine("building_capex", "Builds under way", _C, _HOST)
FIT_OUT = MoneyLine("fit_out", "Fit-out for tenants", _C, _HOST)
ASIC_ORDERS = MoneyLine("asic_orders", "ASIC orders", _C, _DEF)
GPU_ORDERS = MoneyLine("gpu_orders", "GPU orders", _C, _DEF)
TENANT_FUNDING = MoneyLine("tenant_funding", "Tenant funding", _F, _HOST)
MACHINE_SALES = MoneyLine("machine_sales", "Machines sold", _F, _DEF)
INTEREST = MoneyLine("interest", "Interest", _D, _DEF)
FEES = MoneyLine("fees", "Commitment and upfront fees", _D, _DEF)
PRINCIPAL = MoneyLine("principal", "Scheduled principal", _D, _OUT)
DRAWS = MoneyLine("draws", "Construction debt drawn", _X, _OUT)
REVOLVING = MoneyLine("revolving", "Revolving debt drawn less repaid", _X, _OUT)
EQUITY_RAISED = MoneyLine("equity_raised", "Equity raised", _X, _OUT)
COST_OF_EQUITY = MoneyLine("cost_of_equity", "Cost of equity", _X, _DEF)

MONEY_LINES: tuple[MoneyLine, ...] = (
    MINING_REVENUE,
    POOL_FEES,
    SELL_FEES,
    DEMAND_RESPONSE,
    RENT,
    RENT_CREDITS,
    REIMBURSEMENTS,
    GPU_REVENUE,
    POWER_RESALE,
    HOSTING_ENERGY,
    ENERGY,
    DEMAND_CHARGE,
    PEAK_CHARGE,
    HOSTING_OPEX,
    MINING_OPEX,
    GPU_OPEX,
    FIXED_COSTS,
    OVERHEAD,
    COINS_KEPT,
    COIN_SALES,
    COIN_SALE_FEES,
    CONVERSION_CAPEX,
    BUILDING_CAPEX,
    FIT_OUT,
    ASIC_ORDERS,
    GPU_ORDERS,
    TENANT_FUNDING,
    MACHINE_SALES,
    INTEREST,
    FEES,
    PRINCIPAL,
    DRAWS,
    REVOLVING,
    EQUITY_RAISED,
    COST_OF_EQUITY,
)
"""Every line, in report order."""


@dataclass(frozen=True, eq=False)
class Flow:
    """What a family adds to a money line.

    Attributes:
        line: the line.
        amount: USD, inflow positive; its axes include the months.
    """

    line: MoneyLine
    amount: Expression


def total(flows: tuple[Flow, ...], months: AnyAxis, *groups: MoneyGroup) -> Expression:
    """Sum by month of all flows in some groups of lines, USD."""
    out = zeros(months)
    for flow in flows:
        if flow.line.group in groups:
            out = out + flow.amount.sum_to(months)
    return out


def line_total(flows: tuple[Flow, ...], months: AnyAxis, line: MoneyLine) -> Expression:
    """Sum by month of all flows of one line, USD."""
    out = zeros(months)
    for flow in flows:
        if flow.line is line:
            out = out + flow.amount.sum_to(months)
    return out
