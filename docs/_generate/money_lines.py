"""Every line of the money table."""

from docs._generate.markdown import table
from optimizer.formulation.lines import MONEY_LINES, MoneyGroup, Stream

_INTRO = """\
# Money lines

The columns of the monthly money table and the keys of `monthly.money` in the JSON report, in report
order. Amounts are USD per month, inflow positive. [Money](money.md) says how they add up.
"""

_GROUPS = {
    MoneyGroup.EBITDA: "EBITDA",
    MoneyGroup.TREASURY: "CFADS, with EBITDA",
    MoneyGroup.CAPEX: "capex",
    MoneyGroup.FUNDING: "tenant funding and sales",
    MoneyGroup.DEBT_SERVICE: "debt service",
    MoneyGroup.FINANCING: "financing",
}
_STREAMS = {
    Stream.DEFAULT: "default rate",
    Stream.HOSTING: "hosting rate",
    Stream.NOT_IN_NPV: "not in the NPV",
}


def body() -> str:
    """Markdown of the page."""
    rows = (
        (f"`{line.name}`", line.title, _GROUPS[line.group], _STREAMS[line.stream])
        for line in MONEY_LINES
    )
    return "\n".join([_INTRO, table(("line", "is", "subtotal", "in the NPV at"), rows)])
