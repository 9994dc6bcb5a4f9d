"""What the pictures of the HTML report show.

The page draws them with ``assets/charts.js``, which has a function for each ``kind``. Without
scripts, and for screen readers, the message and the table are there instead.
"""

from optimizer.report.html.charts.chart import Chart
from optimizer.report.html.charts.futures import fans
from optimizer.report.html.charts.market import hashcost, prices
from optimizer.report.html.charts.money import cash_and_debt, rents, waterfall
from optimizer.report.html.charts.operations import megawatts, timeline
from optimizer.results.result import Result

__all__ = ["Chart", "charts"]


def charts(result: Result) -> list[Chart]:
    """The pictures of a plan, those that have something to show."""
    plan = result.plan
    found = [
        *megawatts(plan),
        cash_and_debt(plan),
        *fans(result.uncertainty, plan),
        timeline(result, plan),
        waterfall(result.reasons, plan),
        rents(result.reasons),
        hashcost(plan),
        *prices(plan),
    ]
    return [chart for chart in found if chart is not None]
