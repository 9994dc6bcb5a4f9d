"""Prices that all sites share: what a hash earns and what a coin is worth."""

from pydantic import model_validator

from optimizer.schema.base import Model, keys_error
from optimizer.schema.curve import Curve, NonNegativeCurve, PositiveCurve


class Network(Model):
    """The bitcoin network, from which hashprice follows.

    Hashprice is ``(subsidy + fees) * 144 * btc_price / (1000 * hashrate_eh)``.
    """

    btc_price_usd: PositiveCurve
    """Price of a bitcoin, USD."""

    hashrate_eh: PositiveCurve
    """Hashrate of the whole network, EH/s."""

    fees_btc_per_block: NonNegativeCurve = 0
    """Transaction fees, BTC per block. Default 0."""

    block_subsidy_btc: NonNegativeCurve | None = None
    """New coins, BTC per block. Default: the halving schedule by month, 12.5 from 2016-07, 6.25
    from 2020-05, 3.125 from 2024-05, and half of it every 48 months after."""


class Market(Model):
    """Prices that all sites share. Exactly one of hashprice and network."""

    hashprice_usd_per_ph_day: NonNegativeCurve | None = None
    """What hashing earns, USD per PH/s and day."""

    network: Network | None = None
    """The bitcoin network, from which hashprice follows; instead of hashprice."""

    btc_price_usd: PositiveCurve | None = None
    """Price of a bitcoin, USD; a treasury or BTC-backed debt needs it where network is absent."""

    @model_validator(mode="after")
    def _one_source_of_hashprice(self) -> "Market":
        if (self.hashprice_usd_per_ph_day is None) == (self.network is None):
            raise keys_error("give exactly one of `hashprice_usd_per_ph_day` and `network`")
        return self

    @property
    def btc_price(self) -> "Curve | None":
        """The price of a bitcoin, wherever it is given; the network's goes first."""
        return self.network.btc_price_usd if self.network else self.btc_price_usd
