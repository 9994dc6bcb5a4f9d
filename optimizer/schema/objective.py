"""What is maximised, at which discount rates, and what counts after the horizon."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Tag

from optimizer.schema.base import Flag, Growth, Model, NonNegative, plain_or_mapping

DEFAULT_DISCOUNT_RATE_PCT = 12.0


class DiscountRates(Model):
    """Discount rates by stream of money."""

    default: Growth = DEFAULT_DISCOUNT_RATE_PCT
    """For everything that is not hosting, per cent per year. Default 12."""

    hosting: Growth | None = None
    """For hosting, per cent per year. Default: the same."""


DiscountRate: TypeAlias = Annotated[
    Annotated[Growth, Tag("<plain>")] | Annotated[DiscountRates, Tag("<mapping>")],
    Discriminator(plain_or_mapping),
]


class Terminal(Model):
    """What counts after the horizon."""

    contract_runoff: Flag = True
    """Leases earn the rest of their term. Default true."""

    asic_resale: Flag = True
    """Machines owned at the end count at the last month's resale price. Default true."""

    hpc_residual_usd_per_mw: NonNegative = 0
    """Worth of HPC-ready space not under lease in the last month, USD per MW. Default 0."""


class Objective(Model):
    """What is maximised."""

    maximize: Literal["npv"] = "npv"
    """Net present value."""

    discount_rate_pct: DiscountRate = DEFAULT_DISCOUNT_RATE_PCT
    """Discount rate, per cent per year: a number, or `{default, hosting}`. Default 12."""

    terminal: Terminal = Terminal()
    """What counts after the horizon."""

    integer_units: Flag = False
    """Mining machines are whole numbers. Default false."""

    @property
    def default_rate_pct(self) -> float:
        """Discount rate of everything that is not hosting, per cent per year."""
        rate = self.discount_rate_pct
        return rate.default if isinstance(rate, DiscountRates) else rate

    @property
    def hosting_rate_pct(self) -> float:
        """Discount rate of hosting, per cent per year."""
        rate = self.discount_rate_pct
        if isinstance(rate, DiscountRates) and rate.hosting is not None:
            return rate.hosting
        return self.default_rate_pct
