"""What a plan decides, and nothing that follows from it.

Between the solved program and whoever replays the plan stands this: plain records in the
fleet file's own names, months as offsets from the horizon's start. From them and the
fleet file everything else follows: energy, revenue, debt, cash, covenants. A schedule
holds no money but what is decided in money (draws, repayments, equity).
"""

from optimizer.schedule.records import (
    AsicDelivery,
    AsicPurchase,
    AsicSale,
    Build,
    CoinSale,
    Cure,
    DebtMove,
    EquityIssue,
    FirmSupply,
    GpuPurchase,
    HallShare,
    IdleServers,
    Installation,
    Lease,
    Run,
    Schedule,
    Undelivered,
)

__all__ = [
    "AsicDelivery",
    "AsicPurchase",
    "AsicSale",
    "Build",
    "CoinSale",
    "Cure",
    "DebtMove",
    "EquityIssue",
    "FirmSupply",
    "GpuPurchase",
    "HallShare",
    "IdleServers",
    "Installation",
    "Lease",
    "Run",
    "Schedule",
    "Undelivered",
]
