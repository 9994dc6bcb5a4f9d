"""All tables of a result, in the order in which people want them.

Every format that is made of tables (workbooks, CSV, Parquet) is made of these.
"""

from collections.abc import Iterator

from optimizer.months import Horizon
from optimizer.report.decisions import instructions
from optimizer.report.reasons import alternative_sentence, reasons
from optimizer.report.summary import headline
from optimizer.report.tables.months import monthly_tables
from optimizer.report.tables.table import Cell, Column, Kind, Table, from_frame, from_rows
from optimizer.report.tables.value import key_figures_table, value_table
from optimizer.results.reasoning import Reasons
from optimizer.results.result import Plan, Result
from optimizer.results.uncertainty import Uncertainty
from optimizer.version import __version__

_TEXT, _MONTH, _FLAG, _WHOLE = Kind.TEXT, Kind.MONTH, Kind.FLAG, Kind.WHOLE
_USD, _PRICE, _MW, _PERCENT, _NUMBER = Kind.USD, Kind.PRICE, Kind.MW, Kind.PERCENT, Kind.NUMBER


def tables(result: Result) -> tuple[Table, ...]:
    """The tables of a result; those that would be empty are left out."""
    every = [_about(result)]
    if result.plan_or_none is not None:
        every += _of_a_plan(result, result.plan_or_none)
    elif result.diagnosis is not None:
        every.append(_cures(result))
    return tuple(table for table in every if table.rows)


def _of_a_plan(result: Result, plan: Plan) -> Iterator[Table]:
    yield key_figures_table(plan)
    yield _what_to_do(plan)
    yield _why(result)
    yield _contracts(result, plan)
    if result.uncertainty is not None:
        yield _scenarios(result.uncertainty, result.fleet.horizon)
    yield from _builds_and_orders(plan)
    if result.reasons is not None:
        yield _alternatives(result.reasons, plan)
    yield value_table(result, plan)
    yield from monthly_tables(plan)
    if result.reasons is not None:
        yield _machines(result.reasons)
        yield _marginal(result.reasons)
    yield from_rows(
        "may_vary",
        "What may be another number in plans worth as much",
        [Column("quantity", "Quantity", _TEXT)],
        [(path,) for path in plan.varies],
    )


def _about(result: Result) -> Table:
    """Which fleet, which solve, how sure."""
    fleet, solver, proved = result.fleet, result.solver, result.certificate
    head = headline(result)
    rows: list[tuple[Cell, Cell]] = [
        ("Fleet", fleet.name),
        ("Description", " ".join(fleet.description.split()) or None),
        ("File", fleet.file),
        ("SHA-256", fleet.sha256),
        *(("Replaced", one) for one in fleet.overrides),
        ("First month", str(fleet.horizon.start)),
        ("Last month", str(fleet.horizon.end)),
        ("Result", head.worth),
        ("How sure", head.surety or None),
        ("Ended", result.termination.message or result.termination.reason.value),
        ("Proof", None if proved is None else proved.rung.value),
        ("Solver", f"{solver.name} {solver.version}"),
        ("Rows of the model", str(solver.rows)),
        ("Columns of the model", str(solver.columns)),
        ("Whole numbers of the model", str(solver.integers)),
        ("Made by", f"fleetopt {__version__}"),
    ]
    columns = [Column("item", "", _TEXT), Column("value", "", _TEXT)]
    return from_rows("about", "About this report", columns, [row for row in rows if row[1]])


def _what_to_do(plan: Plan) -> Table:
    columns = [Column("verb", "What", _TEXT), Column("sentence", "Details", _TEXT)]
    rows = [(todo.verb, todo.sentence) for todo in instructions(plan)]
    return from_rows("what_to_do", "What to do", columns, rows)


def _why(result: Result) -> Table:
    columns = [
        Column("kind", "Kind", _TEXT),
        Column("name", "Name", _TEXT),
        Column("sentence", "Why", _TEXT),
    ]
    rows = [(why.kind, why.name, why.sentence) for why in reasons(result)]
    return from_rows("why", "Why", columns, rows)


def _scenarios(told: Uncertainty, horizon: Horizon) -> Table:
    """The plan in every scenario."""
    columns = [
        Column("scenario", "Scenario", _TEXT),
        Column("probability_pct", "Probability", _PERCENT, "%", adds_up=True),
        Column("npv_usd", "NPV", _USD, "USD"),
        Column("min_cash_usd", "Lowest cash", _USD, "USD"),
        Column("min_cash_month", "in", _MONTH),
        Column("min_dscr", "Lowest DSCR", _NUMBER, "x"),
        Column("equity_usd", "Equity raised", _USD, "USD"),
        Column("cured_usd", "Put in by owners", _USD, "USD"),
        Column("broken", "Broken as allowed", _TEXT),
    ]
    rows: list[tuple[Cell, ...]] = []
    for one in told.outcomes:
        lowest = one.lowest_cash
        rows.append(
            (
                one.scenario,
                100 * one.probability,
                one.npv_usd,
                None if lowest is None else lowest[1],
                None if lowest is None else horizon.labels[lowest[0]],
                one.lowest_dscr,
                one.equity_usd,
                one.cured_usd,
                ", ".join(one.broken) or None,
            )
        )
    return from_rows("scenarios", "The plan in every scenario", columns, rows)


def _contracts(result: Result, plan: Plan) -> Table:
    """Every contract of the file with what it is worth."""
    known = {lease.name: lease for lease in result.reasons.leases} if result.reasons else {}
    frame = plan.decisions.contracts.copy()
    told = [known.get(str(name)) for name in frame["name"]]
    frame["standing"] = [None if one is None else one.standing.value for one in told]
    for figure in ("npv_usd", "break_even_usd_per_kw_month", "slack_usd_per_kw_month"):
        frame[figure] = [None if one is None else getattr(one, figure) for one in told]
    rent = "USD/kW-month"
    columns = [
        Column("name", "Lease", _TEXT),
        Column("signed", "Signed", _FLAG),
        Column("standing", "Standing", _TEXT),
        Column("start", "From", _MONTH),
        Column("ends", "To", _MONTH),
        Column("mw", "Size", _MW, "MW IT", adds_up=True),
        Column("site", "Site", _TEXT),
        Column("halls", "Halls", _TEXT, "MW IT"),
        Column("term_months", "Term", _WHOLE, "months"),
        Column("usd_per_kw_month", "Rent", _PRICE, rent),
        Column("break_even_usd_per_kw_month", "Break-even rent", _PRICE, rent),
        Column("slack_usd_per_kw_month", "Slack", _PRICE, rent),
        Column("npv_usd", "Worth", _USD, "USD"),
    ]
    return from_frame("contracts", "Leases", frame, columns)


def _builds_and_orders(plan: Plan) -> Iterator[Table]:
    decisions = plan.decisions
    month, usd = Column("month", "Month", _MONTH), Column("usd", "Money", _USD, "USD", True)
    name = Column("name", "Order", _TEXT)
    halls = Column("halls", "Halls", _TEXT, "servers")
    arrives = Column("arrives", "Arrives", _MONTH)
    yield from_frame(
        "conversions", "Rebuilds", decisions.conversions,
        [
            Column("hall", "Hall", _TEXT), month, Column("phases", "Phases", _WHOLE, "", True),
            Column("hpc_mw", "HPC", _MW, "MW IT", True),
            Column("capex_usd", "Capex", _USD, "USD", True), Column("ready", "Ready", _MONTH),
        ],
    )  # fmt: skip
    yield from_frame(
        "asic_orders", "Orders of mining machines", decisions.asic_orders,
        [name, month, Column("units", "Machines", _NUMBER, "machines", True), usd, arrives],
    )  # fmt: skip
    yield from_frame(
        "gpu_orders", "Orders of GPU servers", decisions.gpu_orders,
        [name, month, Column("servers", "Servers", _WHOLE, "servers", True), usd, halls, arrives],
    )  # fmt: skip
    yield from_frame(
        "asic_sales", "Mining machines sold", decisions.asic_sales,
        [
            Column("site", "Site", _TEXT), Column("group", "Group", _TEXT), month,
            Column("units", "Machines", _NUMBER, "machines", True), usd,
        ],
    )  # fmt: skip


def _alternatives(told: Reasons, plan: Plan) -> Table:
    npv = plan.npv.npv_usd
    columns = [
        Column("kind", "Kind", _TEXT),
        Column("name", "Name", _TEXT),
        Column("taken", "The plan does it", _FLAG),
        Column("impossible", "No plan otherwise", _FLAG),
        Column("npv_usd", "NPV otherwise", _USD, "USD"),
        Column("cost_usd", "Costs", _USD, "USD"),
        Column("sentence", "In words", _TEXT),
    ]
    rows = [
        (
            one.kind.value, one.name, one.taken, one.impossible,
            one.npv_usd, one.cost(npv), alternative_sentence(one, npv),
        )
        for one in told.alternatives
    ]  # fmt: skip
    return from_rows("alternatives", "The best plans otherwise", columns, rows)


def _machines(told: Reasons) -> Table:
    hash_day = "USD/PH/s-day"
    columns = [
        Column("group", "Group", _TEXT),
        Column("j_per_th", "Efficiency", _NUMBER, "J/TH"),
        Column("strike_usd_per_mwh", "Strike", _PRICE, "USD/MWh"),
        Column("in_the_money_pct", "Hours in the money", _PERCENT, "%"),
        Column("break_even_hashprice_usd_per_ph_day", "Break-even hashprice", _PRICE, hash_day),
        Column("hashcost_power", "Hashcost, power", _PRICE, hash_day),
        Column("hashcost_with_opex", "Hashcost, with opex", _PRICE, hash_day),
        Column("hashcost_all_in", "Hashcost, all in", _PRICE, hash_day),
        Column("payback_months", "Payback", _NUMBER, "months"),
    ]
    return from_frame("machines", "Machines, while running", told.machines, columns)


def _marginal(told: Reasons) -> Table:
    columns = [
        Column("kind", "Kind", _TEXT),
        Column("name", "Name", _TEXT),
        Column("month", "Month (blank: throughout)", _MONTH),
        Column("unit", "Unit", _TEXT),
        Column("usd_per_unit", "One more is worth", _PRICE, "USD per unit"),
    ]
    return from_frame("marginal_values", "What is scarce", told.marginal, columns)


def _cures(result: Result) -> Table:
    assert result.diagnosis is not None
    columns = [
        Column("usd", "Costs or asks for", _USD, "USD"),
        Column("words", "What would give a plan", _TEXT),
        Column("overrides", "Options", _TEXT),
    ]
    rows = [
        (cure.usd, f"{cure.words}.", " ".join(f"--set {one}" for one in cure.overrides))
        for cure in result.diagnosis.cures
    ]
    return from_rows("cures", "What would give a plan", columns, rows)
