"""The records of a schedule. Halls are ``site/hall``, groups ``site/group``, months offsets.

**Hours of a month.** A month's hours fall into classes. An hour's class is told by the
site's supplies in force, the cheapest first, joined by `` < ``; two that cost the same
within ``TIE`` stand with constant prices before prices that follow the market, else in
file order (the market supply last). Hours that may set a coincident peak that is charged
in that month have `` *`` after it. For example ``hydro < market`` or ``market < hydro *``.
"""

from dataclasses import dataclass

TIE = 1e-9
"""USD/MWh. Costs closer than this are the same, and a machine whose margin is no larger rests."""


@dataclass(frozen=True)
class HallShare:
    """Part of a lease in a hall.

    Attributes:
        hall: ``site/hall``.
        mw: critical IT MW.
    """

    hall: str
    mw: float


@dataclass(frozen=True)
class Lease:
    """A lease that is signed, or runs already.

    Attributes:
        contract: its name.
        start: month in which it starts; negative where it runs already.
        halls: where it sits; their MW add up to the lease.
    """

    contract: str
    start: int
    halls: tuple[HallShare, ...]


@dataclass(frozen=True)
class Build:
    """Phases of a hall's conversion that start in a month."""

    hall: str
    month: int
    phases: int


@dataclass(frozen=True)
class AsicPurchase:
    """Machines ordered, and paid, in a month."""

    order: str
    month: int
    units: float


@dataclass(frozen=True)
class AsicDelivery:
    """Machines of an order that arrive at a site in a month; ``group`` is ``site/group`` there."""

    order: str
    group: str
    month: int
    units: float


@dataclass(frozen=True)
class AsicSale:
    """Machines of a group sold in a month; they do not run in it."""

    group: str
    month: int
    units: float


@dataclass(frozen=True)
class Installation:
    """Machines of a group that stand in a hall in a month."""

    group: str
    hall: str
    month: int
    units: float


@dataclass(frozen=True)
class GpuPurchase:
    """Servers ordered in a month for a hall."""

    order: str
    hall: str
    month: int
    servers: float


@dataclass(frozen=True)
class Run:
    """MW of a group's machines, in a hall, that follow a supply in a class of hours.

    They run in exactly those hours of the class in which they earn more than the supply
    costs (in all of them where the site's mining does not answer to prices).

    Attributes:
        group, hall, month: which machines, where and when.
        step: edge of the group's concave boundary of power modes, 0 the most efficient.
        supply: name of the supply at the hall's site.
        hours: the class, see the module.
        mw: IT MW.
    """

    group: str
    hall: str
    month: int
    step: int
    supply: str
    hours: str
    mw: float


@dataclass(frozen=True)
class FirmSupply:
    """Gross MW of a site's firm load carried by a supply in a class of hours."""

    site: str
    month: int
    supply: str
    hours: str
    mw: float


@dataclass(frozen=True)
class Undelivered:
    """MW of a lease in a hall that cannot be delivered in a month, because a build is late."""

    contract: str
    hall: str
    month: int
    mw: float


@dataclass(frozen=True)
class IdleServers:
    """Servers of an order in a hall that have no space in a month, because a build is late."""

    order: str
    hall: str
    month: int
    servers: float


@dataclass(frozen=True)
class DebtMove:
    """What is drawn on a facility and freely repaid in a month, USD.

    Term loans and the repayments of construction facilities follow from the file and are not here.
    """

    debt: str
    month: int
    drawn_usd: float
    repaid_usd: float


@dataclass(frozen=True)
class EquityIssue:
    """New equity raised in a month, USD."""

    month: int
    usd: float


@dataclass(frozen=True)
class Cure:
    """What owners put in in a month so that a bad future is survived, USD."""

    month: int
    usd: float


@dataclass(frozen=True)
class CoinSale:
    """Coins sold in a month other than those sold as they are mined, BTC."""

    month: int
    btc: float


@dataclass(frozen=True)
class Schedule:
    """All decisions of a plan. Records that decide nothing (zero) are left out."""

    leases: tuple[Lease, ...] = ()
    builds: tuple[Build, ...] = ()
    asic_purchases: tuple[AsicPurchase, ...] = ()
    asic_deliveries: tuple[AsicDelivery, ...] = ()
    asic_sales: tuple[AsicSale, ...] = ()
    installations: tuple[Installation, ...] = ()
    gpu_purchases: tuple[GpuPurchase, ...] = ()
    runs: tuple[Run, ...] = ()
    firm: tuple[FirmSupply, ...] = ()
    debt_moves: tuple[DebtMove, ...] = ()
    equity: tuple[EquityIssue, ...] = ()
    coin_sales: tuple[CoinSale, ...] = ()
    undelivered: tuple[Undelivered, ...] = ()
    idle: tuple[IdleServers, ...] = ()
    cures: tuple[Cure, ...] = ()
