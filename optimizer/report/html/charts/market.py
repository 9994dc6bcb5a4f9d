"""Hashprice against hashcost, and what power costs against what machines can pay."""

from collections.abc import Iterator

from optimizer.report.cells import by_name, column, number, numbers
from optimizer.report.html.charts.chart import MOST_SITES, Chart
from optimizer.report.json_text import Json, JsonObject
from optimizer.report.tables import Column, Kind
from optimizer.report.tables.table import from_rows
from optimizer.results.result import Plan


def hashcost(plan: Plan) -> Chart | None:
    """Hashprice beside the hashprice at which each group just pays for its power."""
    groups = {
        name: frame
        for name, frame in by_name(plan.asics).items()
        if (column(frame, "owned") > 1e-6).any()
    }
    if not groups:
        return None
    months = [str(month) for month in plan.monthly.index]
    price = column(plan.monthly, "hashprice_usd_per_ph_day")
    edge = "break_even_hashprice_usd_per_ph_day"
    all_in = plan.kpis.hashcost_usd_per_ph_day
    message = f"Hashprice goes from ${price[0]:,.2f} to ${price[-1]:,.2f} per PH/s and day"
    if all_in is not None:
        message += f"; mining costs ${all_in:,.2f} all in"
    data: JsonObject = {
        "months": list[Json](months),
        "hashprice": list[Json](numbers(price)),
        "all_in": number(all_in),
        "groups": [
            {"name": name, "edge": list[Json](numbers(column(frame, edge)))}
            for name, frame in groups.items()
        ],
    }
    columns = [
        Column("month", "Month", Kind.MONTH),
        *(Column(name, name, Kind.PRICE, "USD/PH/s-day") for name in ("Hashprice", *groups)),
    ]
    series = [price, *(column(frame, edge) for frame in groups.values())]
    rows = [(month, *(number(values[t]) for values in series)) for t, month in enumerate(months)]
    table = from_rows("hashprice", "Hashprice and break-evens", columns, rows)
    return Chart("hashcost", "hashcost", "Hashprice against hashcost", f"{message}.", data, table)


def prices(plan: Plan) -> Iterator[Chart]:
    """Price duration curve of each site with the strikes of its machines."""
    for i, (site, frame) in enumerate(list(by_name(plan.prices).items())[:MOST_SITES]):
        strikes = {
            name.split("/", 1)[1]: float(column(group, "strike_usd_per_mwh").mean())
            for name, group in by_name(plan.asics).items()
            if name.split("/", 1)[0] == site and (column(group, "owned") > 1e-6).any()
        }
        share = [float(value) for value in frame.index]
        price = column(frame, "usd_per_mwh")
        message = f"Half of the hours cost more than ${price[len(price) // 2]:,.2f}/MWh."
        data: JsonObject = {
            "share": list[Json](share),
            "price": list[Json](numbers(price)),
            "strikes": [{"name": name, "usd": strike} for name, strike in strikes.items()],
        }
        columns = [
            Column("exceeded_pct", "Hours in which it costs more", Kind.PERCENT, "%"),
            Column("usd_per_mwh", "Price", Kind.PRICE, "USD/MWh"),
        ]
        rows = [(share[k], float(price[k])) for k in range(0, len(share), 10)]
        table = from_rows(f"prices_{i}", f"Prices at {site}", columns, rows)
        yield Chart(f"prices-{i}", "prices", f"What power costs at {site}", message, data, table)
