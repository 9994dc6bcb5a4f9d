"""Tables with a row for each month: money, balances, sites, halls, machines, debts, covenants."""

from collections.abc import Iterator

from optimizer.report.tables.table import Column, Kind, Table, from_frame
from optimizer.results.result import Plan

_MONTH = Column("month", "Month", Kind.MONTH)


def monthly_tables(plan: Plan) -> Iterator[Table]:
    """The tables of a plan that go month by month."""
    yield from_frame("money", "Money by month, USD, inflow positive", plan.money, _money(plan))
    yield from_frame("company", "Cash, debt and ratios by month", plan.monthly, _COMPANY)
    yield from_frame("sites", "Sites by month, MW at the meter", plan.sites, _SITES)
    yield from_frame("halls", "Halls by month, IT MW", plan.halls, _HALLS)
    yield from_frame("asics", "Mining machines by month", plan.asics, _ASICS)
    yield from_frame("debts", "Debts by month", plan.debts, _DEBTS)
    yield from_frame("covenants", "Covenants by month", plan.covenants, _COVENANTS)


def _money(plan: Plan) -> list[Column]:
    """The lines that are not nothing all the time."""
    moved = [line for line in plan.lines if plan.money[line.name].any()]
    return [
        _MONTH,
        *(Column(line.name, line.title, Kind.USD, "USD", adds_up=True) for line in moved),
    ]


def _usd(name: str, title: str, *, adds_up: bool = False) -> Column:
    return Column(name, title, Kind.USD, "USD", adds_up)


def _mw(name: str, title: str, unit: str = "MW") -> Column:
    return Column(name, title, Kind.MW, unit)


_COMPANY = [
    _MONTH,
    _usd("cash_usd", "Cash at the end"),
    _usd("debt_usd", "Debt at the end"),
    Column("btc", "Coins held", Kind.NUMBER, "BTC"),
    _usd("ebitda_usd", "EBITDA", adds_up=True),
    _usd("cfads_usd", "CFADS", adds_up=True),
    _usd("debt_service_usd", "Debt service", adds_up=True),
    Column("dscr", "DSCR, 12 months", Kind.RATIO, "x"),
    Column("leverage", "Leverage, 12 months", Kind.RATIO, "x"),
    _usd("min_cash_usd", "Floor of cash"),
    Column("hashprice_usd_per_ph_day", "Hashprice", Kind.PRICE, "USD/PH/s-day"),
]

_SITES = [
    Column("site", "Site", Kind.TEXT),
    _MONTH,
    _mw("grid_mw", "Grid"),
    _mw("mining_mw", "Mining"),
    _mw("hosting_mw", "Hosting"),
    _mw("gpu_mw", "GPUs"),
    _mw("auxiliary_mw", "Auxiliary"),
    _mw("peak_mw", "Billed peak"),
    Column("energy_mwh", "Energy", Kind.NUMBER, "MWh", adds_up=True),
    Column("energy_usd_per_mwh", "Price of energy", Kind.PRICE, "USD/MWh"),
    Column("hashrate_ph", "Hashrate", Kind.NUMBER, "PH/s"),
    Column("curtailed_hours_pct", "Miners switched off", Kind.PERCENT, "% of hours"),
]

_HALLS = [
    Column("hall", "Hall", Kind.TEXT),
    _MONTH,
    _mw("asic_mw", "For miners", "MW IT"),
    _mw("hpc_ready_mw", "HPC ready", "MW IT"),
    _mw("reserved_mw", "HPC taken", "MW IT"),
    _mw("building_mw", "HPC being built", "MW IT"),
]

_ASICS = [
    Column("group", "Group", Kind.TEXT),
    _MONTH,
    Column("owned", "Owned", Kind.NUMBER, "machines"),
    Column("installed", "Installed", Kind.NUMBER, "machines"),
    _mw("running_mw", "Running", "MW IT"),
    Column("hashrate_ph", "Hashrate", Kind.NUMBER, "PH/s"),
    Column("strike_usd_per_mwh", "Strike", Kind.PRICE, "USD/MWh"),
    Column(
        "break_even_hashprice_usd_per_ph_day", "Break-even hashprice", Kind.PRICE, "USD/PH/s-day"
    ),
]

_DEBTS = [
    Column("debt", "Debt", Kind.TEXT),
    _MONTH,
    _usd("drawn_usd", "Drawn", adds_up=True),
    _usd("repaid_usd", "Repaid", adds_up=True),
    _usd("interest_usd", "Interest", adds_up=True),
    _usd("fees_usd", "Fees", adds_up=True),
    _usd("balance_usd", "Balance at the end"),
]

_COVENANTS = [
    Column("covenant", "Covenant", Kind.TEXT),
    _MONTH,
    Column("tested", "Tested", Kind.FLAG),
    Column("required", "Required", Kind.RATIO, "x"),
    Column("actual", "Met", Kind.RATIO, "x"),
    _usd("headroom_usd", "EBITDA to spare"),
]
