"""Numbers that are allowed and look like a slip of the unit."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from optimizer.inputs.checks.base import Context, Issue, parts_of
from optimizer.inputs.problem import FloatArray
from optimizer.schema import AsicMode, AsicSpec, CsvCurve, GrowthCurve, StepCurve


@dataclass(frozen=True)
class _Usual:
    """What a key usually is.

    Attributes:
        low, high: values outside are worth a second look; 0 always is allowed.
        unit: what the number is, in words.
    """

    low: float
    high: float
    unit: str


_HASHPRICE = "hashprice_usd_per_ph_day"
_USUAL = {
    _HASHPRICE: _Usual(5, 500, "USD per PH/s and day"),
    "btc_price_usd": _Usual(1e3, 1e7, "USD per bitcoin"),
    "hashrate_eh": _Usual(50, 1e5, "EH/s of the whole network"),
    "fees_btc_per_block": _Usual(0, 20, "BTC per block"),
    "block_subsidy_btc": _Usual(0, 50, "BTC per block"),
    "usd_per_kw_month": _Usual(10, 1000, "USD per critical IT kW and month"),
    "usd_per_gpu_hour": _Usual(0.05, 50, "USD per GPU and hour"),
    "usd_per_server": _Usual(5e3, 2e7, "USD per server"),
    "usd_per_th": _Usual(0.5, 300, "USD per TH/s"),
    "resale_usd_per_th": _Usual(0, 300, "USD per TH/s"),
    "usd_per_mw": _Usual(1e5, 5e7, "USD per critical IT MW"),
    "demand_usd_per_kw_month": _Usual(0, 200, "USD per kW and month"),
    "usd_per_kw_year": _Usual(0, 1000, "USD per kW and year"),
    "opex_usd_per_unit_month": _Usual(0, 1000, "USD per machine and month"),
    "opex_usd_per_kw_month": _Usual(0, 200, "USD per kW and month"),
    "fit_out_usd_per_mw": _Usual(1e3, 5e7, "USD per MW"),
    "tenant_funding_usd_per_mw": _Usual(1e3, 5e7, "USD per MW"),
    "escalator_pct_per_year": _Usual(-10, 15, "per cent per year"),
    "default_pct_per_year": _Usual(0, 50, "per cent per year"),
    "discount_rate_pct": _Usual(-1, 50, "per cent per year"),
    "default": _Usual(-1, 50, "per cent per year"),
    "hosting": _Usual(-1, 50, "per cent per year"),
    "power_kw": _Usual(0.3, 1e3, "critical IT kW per server"),
    "ratio": _Usual(0.1, 20, "a multiple"),
    "cash_usd": _Usual(1e3, 1e12, "USD, not thousands or millions,"),
    "limit_usd": _Usual(1e3, 1e12, "USD, not thousands or millions,"),
    "balance_usd": _Usual(1e3, 1e12, "USD, not thousands or millions,"),
    "remaining_usd": _Usual(1e3, 1e12, "USD, not thousands or millions,"),
}
_SHARES = {
    "utilization_pct",
    "uptime_pct",
    "load_factor_pct",
    "advance_pct",
    "max_ltv_pct",
    "rent_credit_pct",
    "discount_rate_pct",
    "default",
    "hosting",
    "rate_pct",
}
_WHOLE = {"units", "max_units"}
_LEAST_J_PER_TH, _MOST_J_PER_TH = 5.0, 200.0


def implausible_hashprice(ctx: Context) -> Iterator[Issue]:
    """Hashprice is far from anything seen."""
    for _, key, value, loc in parts_of(ctx.fleet.market, ("market",)):
        if key == _HASHPRICE:
            yield from _unusual(ctx, key, value, loc)


def implausible_number(ctx: Context) -> Iterator[Issue]:
    """A number is far from what its key usually is."""
    for _, key, value, loc in parts_of(ctx.fleet):
        if key in _USUAL and key != _HASHPRICE:
            yield from _unusual(ctx, key, value, loc)


def _unusual(ctx: Context, key: str, value: object, loc: tuple[str | int, ...]) -> Iterator[Issue]:
    usual = _USUAL[key]
    values = _values(ctx, value)
    if values is None:
        return
    odd = values[(values != 0) & ((values < usual.low) | (values > usual.high))]
    if odd.size:
        message = f"{odd[0]:g} {usual.unit} is unusual"
        hint = f"usual is {usual.low:g} to {usual.high:g}; check the unit"
        yield Issue(loc, message, f"{odd[0]:g}", hint=hint)


def _values(ctx: Context, value: object) -> FloatArray | None:
    """The values of a number or a curve over the horizon; None for anything else."""
    if isinstance(value, bool) or not isinstance(
        value, int | float | StepCurve | GrowthCurve | CsvCurve
    ):
        return None
    return ctx.curve(value)


def part_of_a_machine(ctx: Context) -> Iterator[Issue]:
    """A number of machines is not whole."""
    for _, key, value, loc in parts_of(ctx.fleet):
        if key in _WHOLE and isinstance(value, float) and not value.is_integer():
            yield Issue(loc, f"{value:g} machines are no whole number", f"{value:g}")


def percentage_like_fraction(ctx: Context) -> Iterator[Issue]:
    """A percentage that looks like a fraction."""
    for _, key, value, loc in parts_of(ctx.fleet):
        if key in _SHARES and isinstance(value, int | float) and 0 < value < 1:
            message = f"{value:g} is {value:g} per cent; it looks like a fraction"
            yield Issue(loc, message, f"{value:g}", hint=f"for {value:.0%} write {value * 100:g}")


def implausible_machine(ctx: Context) -> Iterator[Issue]:
    """A machine's hashrate and power do not go together."""
    for model, key, value, loc in parts_of(ctx.fleet):
        if key != "power_w" or not isinstance(value, float):
            continue
        hashrate = _hashrate(model)
        if hashrate and not _LEAST_J_PER_TH <= value / hashrate <= _MOST_J_PER_TH:
            message = f"{value:g} W for {hashrate:g} TH/s are {value / hashrate:g} J/TH"
            hint = f"usual is {_LEAST_J_PER_TH:g} to {_MOST_J_PER_TH:g}; power is in W, not kW"
            yield Issue(loc, message, f"{value:g}", hint=hint)


def _hashrate(model: BaseModel) -> float | None:
    return model.hashrate_th if isinstance(model, AsicSpec | AsicMode) else None
