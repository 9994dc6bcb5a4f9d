"""Cash, debts, covenants, treasury and equity."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Strict, Tag
from pydantic_core import PydanticCustomError

from optimizer.schema.base import (
    Distinct,
    Model,
    Month,
    Months,
    Name,
    NonNegative,
    Number,
    Percent,
    Positive,
    PositivePercent,
    by_kind,
)
from optimizer.schema.curve import Curve, NonNegativeCurve, RateCurve

Funded: TypeAlias = Literal["conversion", "fit_out", "asics", "gpus", "interest"]


class TermLoan(Model):
    """A loan already drawn. The last payment falls in `matures` and leaves nothing."""

    name: Name
    """Name, unique among debts."""

    kind: Literal["term_loan"]
    """Kind of debt."""

    balance_usd: NonNegative
    """Owed at the start, USD."""

    rate_pct: RateCurve
    """Interest on the opening balance, per cent per year."""

    repayment: Literal["level", "linear", "bullet"]
    """`level`: an annuity to `matures`, recomputed when the rate changes; `linear`: equal parts of
    principal; `bullet`: all at the end."""

    matures: Month
    """Month of the last payment; may lie after the horizon."""


class Construction(Model):
    """A delayed-draw facility for capital expenditure.

    Cumulative new draws never exceed `advance_pct` of the cumulative capex that it funds.
    """

    name: Name
    """Name, unique among debts."""

    kind: Literal["construction"]
    """Kind of debt."""

    limit_usd: NonNegative
    """Most that may be drawn in all, USD."""

    drawn_usd: NonNegative = 0
    """Already drawn at the start, USD, within the limit. Default 0."""

    rate_pct: RateCurve
    """Interest on the opening balance, per cent per year."""

    advance_pct: PositivePercent
    """Loan to cost: largest share of the funded capex, per cent."""

    funds: Annotated[tuple[Funded, ...], Field(min_length=1), Distinct]
    """What it funds: conversion (also builds under way), fit_out, asics, gpus; `interest` is its
    own interest and fees up to draw_until."""

    draw_until: Month
    """Last month of draws, inclusive."""

    repay_from: Month
    """First month of repayment, after draw_until; the horizon's start for a facility already in
    repayment."""

    repay_months: Months
    """Number of equal repayments; those that remain for a facility already in repayment."""

    commitment_fee_pct: Percent = 0
    """Fee up to draw_until on the limit not drawn before the month, per cent per year. Default
    0."""

    upfront_fee_pct: Percent = 0
    """Fee on each draw, per cent. Default 0."""


class Revolver(Model):
    """A facility drawn and repaid freely."""

    name: Name
    """Name, unique among debts."""

    kind: Literal["revolver"]
    """Kind of debt."""

    limit_usd: NonNegative
    """Largest balance, USD."""

    drawn_usd: NonNegative = 0
    """Already drawn at the start, USD, within the limit. Default 0."""

    rate_pct: RateCurve
    """Interest on the opening balance, per cent per year."""

    commitment_fee_pct: Percent = 0
    """Fee before `matures` on the limit not drawn at the month's start, per cent per year. Default
    0."""

    matures: Month | None = None
    """Month from which the balance is nil. Default: after the horizon."""


class BtcBacked(Model):
    """A revolver against bitcoin: at every month's end within a share of the value of coins."""

    name: Name
    """Name, unique among debts."""

    kind: Literal["btc_backed"]
    """Kind of debt; at most one, and it needs a treasury."""

    limit_usd: NonNegative
    """Largest balance, USD."""

    drawn_usd: NonNegative = 0
    """Already drawn at the start, USD, within the limit. Default 0."""

    rate_pct: RateCurve
    """Interest on the opening balance, per cent per year."""

    max_ltv_pct: PositivePercent
    """Loan to value: largest balance as a share of the bitcoin held at the month's price, per
    cent."""

    commitment_fee_pct: Percent = 0
    """Fee before `matures` on the limit not drawn at the month's start, per cent per year. Default
    0."""

    matures: Month | None = None
    """Month from which the balance is nil. Default: after the horizon."""


Debt: TypeAlias = Annotated[
    Annotated[TermLoan, Tag("<term_loan>")]
    | Annotated[Construction, Tag("<construction>")]
    | Annotated[Revolver, Tag("<revolver>")]
    | Annotated[BtcBacked, Tag("<btc_backed>")],
    Discriminator(by_kind),
]


class Covenant(Model):
    """A ratio tested at every month's end, once its window fits in the horizon."""

    kind: Literal["min_dscr", "max_leverage"]
    """`min_dscr`: EBITDA over debt service of the window; `max_leverage`: gross debt over a year's
    EBITDA at the window's pace."""

    ratio: Positive
    """The limit, as a multiple."""

    window_months: Months = 12
    """Months that the test looks back over. Default 12."""

    from_: Annotated[Month | None, Field(alias="from")] = None
    """First month tested. Default: the horizon's first."""

    until: Month | None = None
    """Last month tested. Default: the horizon's last."""

    debts: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    """Debts that count. Default: all."""

    breach_probability_pct: Percent = 0
    """Probability of scenarios in which it may be broken, per cent. Default 0: it holds in every
    one."""


class Treasury(Model):
    """Bitcoin held. Opening coins may be sold under every policy."""

    btc: NonNegative = 0
    """Coins held at the start, BTC. Default 0."""

    policy: Literal["sell_mined", "hold_mined", "optimize"] = "sell_mined"
    """`sell_mined`: every mined coin is sold in its month; `hold_mined`: none is; `optimize`: the
    plan decides. Default sell_mined."""

    max_sell_btc_per_month: NonNegative | None = None
    """Most that is sold in a month, BTC; under sell_mined beyond what was mined. Default: no
    limit."""

    sell_fee_pct: Percent = 0
    """Fee on sales, per cent. Default 0."""


class Equity(Model):
    """New equity that may be raised in any month."""

    limit_usd: NonNegative
    """Most over the whole horizon, USD."""

    issue_cost_pct: Percent = 0
    """Cost once, per cent of what is raised. Default 0."""

    cost_pct_per_year: Percent = 0
    """Running cost, per cent per year of what was raised before. Default 0."""


def _year(value: Any) -> int:
    """A calendar year as a key, which YAML reads as a number and JSON as text."""
    if isinstance(value, str) and len(value) == 4 and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1900 <= value <= 2999:
        raise PydanticCustomError("year", "a year is written YYYY, like 2026")
    return value


Year = Annotated[int, Strict(), BeforeValidator(_year)]


class Finance(Model):
    """Cash, debt and what lenders ask. Without it there are no liquidity rows."""

    cash_usd: Number = 0
    """Opening cash, USD. Default 0."""

    min_cash_usd: Curve = 0
    """Floor of cash at every month's end, USD. Default 0."""

    overhead_usd_per_month: NonNegativeCurve = 0
    """Corporate overhead, USD per month. Default 0."""

    debts: tuple[Debt, ...] = ()
    """Debts, drawn or to be drawn. Default: none."""

    covenants: tuple[Covenant, ...] = ()
    """Ratios that lenders test. Default: none."""

    treasury: Treasury | None = None
    """Bitcoin held. Default: none, every mined coin is sold in its month."""

    equity: Equity | None = None
    """New equity that may be raised. Default: none."""

    capex_limit_usd: Annotated[dict[Year, NonNegative], Field(default_factory=dict)]
    """Cap on capital expenditure by calendar year, USD, like `{2026: 40000000}`. Default: no
    cap."""
