"""The futures that a fleet file describes."""

from optimizer import schema
from optimizer.inputs.assemble.reading import Loc, Reading
from optimizer.scenario import LostTenant, Scenario, Slip


def scenarios(said: schema.Fleet, reading: Reading) -> tuple[Scenario, ...]:
    """All futures, () where the file has none but its own curves."""
    if said.scenarios is None:
        return ()
    if isinstance(said.scenarios, schema.Generated):
        return ()
    follows = said.market.network is not None
    return tuple(
        _scenario(one, reading, ("scenarios", i), follows=follows)
        for i, one in enumerate(said.scenarios)
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
