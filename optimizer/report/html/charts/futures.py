"""Fans: how cash and DSCR spread over all scenarios."""

from collections.abc import Iterator, Sequence

from optimizer.report.cells import column, numbers
from optimizer.report.html.charts.chart import Chart
from optimizer.report.json_text import Json, JsonObject
from optimizer.report.uncertainty import QUANTILES, fan
from optimizer.report.words import usd
from optimizer.results.result import Plan
from optimizer.results.uncertainty import Uncertainty
from optimizer.scenario import Outcome


def fans(told: Uncertainty | None, plan: Plan) -> Iterator[Chart]:
    """Cash and DSCR over all scenarios."""
    if told is None or not all(one.cash_usd for one in told.outcomes):
        return
    months = [str(month) for month in plan.monthly.index]
    floor = list[Json](numbers(column(plan.monthly, "min_cash_usd")))
    lowest = min(one.lowest_cash[1] for one in told.outcomes if one.lowest_cash)
    yield fan_chart(
        "fan_cash", "Cash over all scenarios", f"At worst {usd(lowest)}.", months, told.outcomes,
        [one.cash_usd for one in told.outcomes], floor=floor, floor_name="Floor of cash",
    )  # fmt: skip
    if any(value is not None for one in told.outcomes for value in one.dscr):
        low = min(one.lowest_dscr for one in told.outcomes if one.lowest_dscr is not None)
        yield fan_chart(
            "fan_dscr", "DSCR over all scenarios",
            f"At worst {low:.2f}x.", months, told.outcomes, [one.dscr for one in told.outcomes],
            unit="x",
        )  # fmt: skip


def fan_chart(
    name: str,
    title: str,
    message: str,
    months: list[str],
    outcomes: Sequence[Outcome],
    values: Sequence[Sequence[float | None]],
    *,
    floor: list[Json] | None = None,
    floor_name: str = "",
    unit: str = "",
) -> Chart:
    """A fan of values by month.

    Args:
        name, title, message: of the picture.
        months: its labels.
        outcomes: the scenarios, for their probabilities.
        values: of each scenario by month.
        floor, floor_name: a line across, and what it is.
        unit: of the values; "" for USD.
    """
    quantiles = fan(outcomes, values)
    data: JsonObject = {
        "months": list[Json](months),
        "quantiles": {f"{share * 100:g}": list[Json](quantiles[share]) for share in QUANTILES},
        "floor": None if floor is None else list[Json](floor),
        "floor_name": floor_name,
        "money": not unit,
        "unit": unit,
    }
    return Chart(name, "fan", title, message, data, None)
