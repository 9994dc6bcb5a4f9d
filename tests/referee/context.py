"""What the parts of the model share while it is built."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.referee.ledger import Ledger
from tests.referee.lp import Expr, Lp, total
from tests.referee.reading import Reader, Spec, btc_price, hashprice, sites_of
from tests.referee.tariff import MonthTariff, read_tariff


@dataclass
class Hall:
    """A hall with its IT MW in every month."""

    site: str
    name: str
    cooling: str
    pue_asic: float
    pue_hpc: float
    asic_mw: list[Expr]
    hpc_mw: list[Expr]


@dataclass(frozen=True)
class HpcUse:
    """Critical IT MW of tenants or GPUs in a hall and month."""

    reserved: Expr
    delivered: Expr
    average: Expr


@dataclass(frozen=True)
class Mode:
    """A way to run a machine."""

    name: str
    hashrate_th: float
    power_w: float


@dataclass
class Group:
    """Machines of one kind at one site; amounts are MW of nameplate IT power."""

    site: str
    name: str
    nameplate: Mode
    modes: list[Mode]
    uptime: float
    halls: list[Hall]
    owned_mw: list[Expr]
    installed_mw: list[dict[str, Expr]]

    def units(self, mw: Expr) -> Expr:
        """Machines in some MW of nameplate."""
        return mw * (1e6 / self.nameplate.power_w)


@dataclass
class Context:
    """The model under construction."""

    document: Spec
    reader: Reader
    lp: Lp = field(default_factory=Lp)
    ledger: Ledger = field(default_factory=Ledger)
    halls: dict[str, Hall] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    hpc_use: dict[tuple[str, int], list[HpcUse]] = field(default_factory=lambda: defaultdict(list))
    leased_at_end: list[Expr] = field(default_factory=list)
    coins_held: list[Expr] = field(default_factory=list)
    # Names of debts that may not be drawn, see covenants.py.
    undrawn: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.months = range(self.reader.months)
        self.sites = sites_of(self.document)
        self.contracts: list[Spec] = self.document.get("contracts", [])
        self.finance: Spec | None = self.document.get("finance")
        self.objective: Spec = self.document.get("objective", {})
        self.terminal: Spec = self.objective.get("terminal", {})
        self.hashprice = hashprice(self.document["market"], self.reader)
        self.btc_price = btc_price(self.document["market"], self.reader)
        self.tariffs: dict[str, list[MonthTariff]] = {
            site["name"]: read_tariff(site, self.reader) for site in self.sites
        }

    @property
    def whole_units(self) -> bool:
        """Whether machines come in whole units."""
        return bool(self.objective.get("integer_units", False))

    def halls_of(self, site: str) -> list[Hall]:
        """The halls of a site."""
        return [hall for hall in self.halls.values() if hall.site == site]

    def hall(self, site: str, name: str) -> Hall:
        """A hall by its name within a site, or by its full name."""
        return self.halls[name if "/" in name else f"{site}/{name}"]

    def machines(self, name: str, power_w: float, upper: float = float("inf")) -> Expr:
        """A variable amount of machines, in MW of nameplate; ``upper`` in units."""
        mw = power_w / 1e6
        if self.whole_units:
            return self.lp.variable(name, upper=upper, integer=True) * mw
        return self.lp.variable(name, upper=upper * mw)

    def mean_of_last_year(self, values: list[float]) -> float:
        """The plain mean over the last min(12, T) months."""
        last = values[-12:]
        return sum(last) / len(last)

    def contract_mw(self, hall: str, t: int, kind: str) -> Expr:
        """Sum of one kind of HPC use over everybody in a hall."""
        return total(getattr(use, kind) for use in self.hpc_use[hall, t])
