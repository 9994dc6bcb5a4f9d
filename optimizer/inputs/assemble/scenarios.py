"""The futures that a fleet file describes."""

import numpy as np

from optimizer import schema
from optimizer.inputs.assemble.market import block_subsidy
from optimizer.inputs.assemble.reading import Loc, Reading
from optimizer.inputs.problem import FloatArray, Market
from optimizer.scenario import LostTenant, Scenario, Slip
from optimizer.units import fraction


def scenarios(said: schema.Fleet, market: Market, reading: Reading) -> tuple[Scenario, ...]:
    """All futures, () where the file has none but its own curves."""
    if said.scenarios is None:
        return ()
    if isinstance(said.scenarios, schema.Generated):
        return drawn(said, said.scenarios.generate, market, reading)
    follows = said.market.network is not None
    return tuple(
        _scenario(one, reading, ("scenarios", i), follows=follows)
        for i, one in enumerate(said.scenarios)
    )


def drawn(
    said: schema.Fleet, wanted: schema.Generate, market: Market, reading: Reading
) -> tuple[Scenario, ...]:
    """Futures drawn at random; none after an error."""
    # Here, so that a fleet without random futures need not load what draws them.
    from optimizer.paths.bitcoin import StatementError
    from optimizer.paths.draw import Around, draw

    subsidy, fee_part = _reward(said.market, reading)
    horizon = reading.horizon
    for one in wanted.btc.implied or ():
        if not 0 < horizon.offset(one.month) < horizon.months:
            return ()  # told by a check
    around = Around(
        horizon=horizon,
        btc_price=market.btc_price,
        fee_part=fee_part,
        subsidy_share=subsidy / subsidy[0],
        default_rates={one.name: fraction(one.default_pct_per_year) for one in said.contracts},
    )
    try:
        return draw(wanted, around)
    except StatementError as error:
        loc = ("scenarios", "generate", "btc", "implied", error.index)
        reading.add("E373", loc, str(error), hint="change the price or the probability")
        return ()


def _reward(said: schema.Market, reading: Reading) -> tuple[FloatArray, FloatArray | None]:
    """Subsidy by month, and fees as a part of the reward where the file gives the network."""
    horizon = reading.horizon
    network = said.network
    at: Loc = ("market", "network")
    if network is not None and network.block_subsidy_btc is not None:
        subsidy = reading.curve(network, "block_subsidy_btc", at)
    else:
        try:
            subsidy = np.array([block_subsidy(horizon.start + t) for t in range(horizon.months)])
        except ValueError:  # told where the market is read, if it matters there
            subsidy = np.ones(horizon.months)
    if network is None:
        return subsidy, None
    fees = reading.curve(network, "fees_btc_per_block", at)
    total = subsidy + fees
    return np.maximum(subsidy, 1e-12), np.divide(
        fees, total, out=np.zeros_like(fees), where=total > 0
    )


def _scenario(said: schema.Scenario, reading: Reading, loc: Loc, *, follows: bool) -> Scenario:
    """A future that the file writes out.

    Args:
        said, reading, loc: what is said, and where.
        follows: hashprice follows the price of a coin where nothing else is said.
    """
    btc_price = _factors(said, "btc_price", reading, loc)
    hashprice = (1.0,) * reading.horizon.months
    if said.hashprice is not None:
        hashprice = _factors(said, "hashprice", reading, loc)
    elif follows:
        hashprice = btc_price
    return Scenario(
        name=said.name,
        probability=said.probability,
        hashprice=hashprice,
        btc_price=btc_price,
        power_price=_factors(said, "power_price", reading, loc),
        gpu_price=_factors(said, "gpu_price", reading, loc),
        lost=tuple(_lost(one, reading) for one in said.lost_contracts),
        slips=tuple(Slip(one.hall, one.months) for one in said.delayed_builds),
    )


def _factors(said: schema.Scenario, key: str, reading: Reading, loc: Loc) -> tuple[float, ...]:
    return tuple(reading.curve(said, key, loc).tolist())


def _lost(said: str | schema.LostContract, reading: Reading) -> LostTenant:
    if isinstance(said, str):
        return LostTenant(said, 0)
    return LostTenant(said.name, max(reading.offset(said.from_), 0))
