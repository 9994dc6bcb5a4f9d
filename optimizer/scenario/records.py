"""The records of a scenario. Halls are ``site/hall``, months offsets."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LostTenant:
    """A tenant who pays nothing and draws nothing from a month on.

    Where the lease has not begun by then it never does: no fit-out, no tenant funding. The
    space stays reserved.

    Attributes:
        contract: name of the contract.
        month: offset of the first month without the tenant.
    """

    contract: str
    month: int


@dataclass(frozen=True)
class Slip:
    """A hall whose builds are ready later than planned.

    Attributes:
        hall: ``site/hall``.
        months: how much later, at least 1.
    """

    hall: str
    months: int


@dataclass(frozen=True)
class Scenario:
    """A future.

    Attributes:
        name: unique among the fleet's scenarios.
        probability: between 0 and 1.
        hashprice, btc_price, power_price, gpu_price: factors on the fleet file's curves, one for
            each month of the horizon; ``power_price`` is on market prices, before any adder.
        power_draws: for each month the blocks of days whose hours it takes, as numbers that are
            read modulo the blocks that the price file has for the calendar month; a block drawn
            twice counts twice. None for all hours of the file.
        power_block_days: days in a block.
        lost: tenants that are lost.
        slips: builds that slip.
        defaults_drawn: whether ``lost`` says all there is of tenants' defaults, so that their
            yearly probability of default must not count as well.
    """

    name: str
    probability: float
    hashprice: tuple[float, ...]
    btc_price: tuple[float, ...]
    power_price: tuple[float, ...]
    gpu_price: tuple[float, ...]
    power_draws: tuple[tuple[int, ...], ...] | None = None
    power_block_days: int = 0
    lost: tuple[LostTenant, ...] = ()
    slips: tuple[Slip, ...] = ()
    defaults_drawn: bool = False

    @property
    def months(self) -> int:
        """Months of the horizon."""
        return len(self.hashprice)

    def lost_from(self, contract: str) -> int | None:
        """First month without the tenant of a contract, None if it stays."""
        return min((one.month for one in self.lost if one.contract == contract), default=None)

    def slip(self, hall: str) -> int:
        """Months by which a hall's builds are late."""
        return max((one.months for one in self.slips if one.hall == hall), default=0)

    @classmethod
    def as_planned(cls, name: str, months: int, probability: float = 1.0) -> "Scenario":
        """The future that the fleet file itself describes."""
        same = (1.0,) * months
        return cls(name, probability, same, same, same, same)
