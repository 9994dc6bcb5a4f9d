"""Futures that the plan must meet, and how much their bad end weighs."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from optimizer.schema.base import (
    Model,
    Month,
    Months,
    Name,
    PercentBelow100,
    plain_or_mapping,
)
from optimizer.schema.curve import NonNegativeCurve, PositiveCurve
from optimizer.schema.generate import Generate

Probability = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=1)]
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]


class LostContract(Model):
    """A tenant who leaves."""

    name: Name
    """Name of the contract."""

    from_: Annotated[Month | None, Field(alias="from")] = None
    """First month without rent and load. Default: the horizon's start."""


Lost: TypeAlias = Annotated[
    Annotated[Name, Tag("<plain>")] | Annotated[LostContract, Tag("<mapping>")],
    Discriminator(plain_or_mapping),
]


class DelayedBuild(Model):
    """A hall whose conversion or building is ready later than planned."""

    hall: Name
    """The hall, as `site/hall`."""

    months: Months
    """How many months later."""


class Scenario(Model):
    """A future: factors on the curves of the file, tenants lost, builds late."""

    name: Name
    """Name, unique among scenarios."""

    probability: Probability
    """Its probability, above 0; those of all scenarios add up to 1."""

    hashprice: NonNegativeCurve | None = None
    """Factor on hashprice. Default: 1; where `market.network` is given, the factor on the price of
    a coin, since hashprice follows it."""

    btc_price: PositiveCurve = 1
    """Factor on the price of a bitcoin. Default 1."""

    power_price: NonNegativeCurve = 1
    """Factor on market prices of power, before the adder; blocks keep their price. Default 1."""

    gpu_price: NonNegativeCurve = 1
    """Factor on the rent of GPUs. Default 1."""

    lost_contracts: tuple[Lost, ...] = ()
    """Contracts whose tenants are lost: names, or `{name, from}`. Default: none."""

    delayed_builds: tuple[DelayedBuild, ...] = ()
    """Halls whose builds are late. Default: none."""


class Generated(Model):
    """Futures drawn at random."""

    generate: Generate
    """How they are drawn."""


def _form(value: Any) -> str:
    return "<list>" if isinstance(value, list | tuple) else "<mapping>"


Scenarios: TypeAlias = Annotated[
    Annotated[tuple[Scenario, ...], Field(min_length=1), Tag("<list>")]
    | Annotated[Generated, Tag("<mapping>")],
    Discriminator(_form),
]
"""A list of scenarios, or `{generate: ..}`."""


class Risk(Model):
    """How much the bad end of the futures weighs."""

    measure: Literal["cvar"] = "cvar"
    """Conditional value at risk: the mean of the worst futures."""

    level_pct: Annotated[PercentBelow100, Field(ge=0)] = 95
    """Level: the worst 100 - level per cent count, below 100. Default 95."""

    weight: Share = 0
    """Maximise (1 - weight) * expected NPV + weight * CVaR; 0 to 1. Default 0."""

    cure_cost_pct: PercentBelow100 | None = None
    """Owners may put money in where a future would otherwise break the floor of cash or a covenant;
    it counts as EBITDA in tests, and so much of it is lost on the way, per cent, below 100: at 75
    a hole of one dollar costs four and three are gone. Default: they do not."""

    min_cash_breach_probability_pct: PercentBelow100 = 0
    """Probability of futures in which cash may fall below `min_cash_usd`, per cent. Default 0: it
    holds in every one."""
