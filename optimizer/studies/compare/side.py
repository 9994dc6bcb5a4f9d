"""One side of a comparison: what a JSON report says, as far as it is compared."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from optimizer.report.json_schedule import ReportError
from optimizer.report.json_text import JsonObject


class _Part(BaseModel):
    """A part of a report; keys that are not compared are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Horizon(_Part):
    """Months planned."""

    start: str
    months: int


class Fleet(_Part):
    """Which fleet file."""

    name: str
    file: str
    sha256: str
    horizon: Horizon
    keys: dict[str, Any] = {}
    tables: dict[str, str] = {}


class Objective(_Part):
    """Worth, and the bound on any plan's worth, USD."""

    npv_usd: float | None = None
    bound_usd: float | None = None


class Termination(_Part):
    """Why the solve ended."""

    reason: str


class Certificate(_Part):
    """How far it is proved."""

    rung: str


class Choice(_Part):
    """What other plans of the same worth may do."""

    whole_number_ties: str = ""
    may_vary: tuple[str, ...] = ()


class Contract(_Part):
    """A lease."""

    name: str
    signed: bool
    start: str | None = None
    mw: float | None = None
    site: str | None = None
    halls: dict[str, float] = {}
    usd_per_kw_month: float | None = None


class Conversion(_Part):
    """A rebuild that starts in a month."""

    hall: str
    month: str
    hpc_mw: float
    ready: str


class AsicOrder(_Part):
    """Machines ordered in a month."""

    name: str
    month: str
    units: float


class AsicSale(_Part):
    """Machines sold in a month."""

    site: str
    group: str
    month: str
    units: float


class GpuOrder(_Part):
    """Servers ordered in a month."""

    name: str
    month: str
    servers: int


class Decisions(_Part):
    """What the plan decides."""

    contracts: tuple[Contract, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    asic_orders: tuple[AsicOrder, ...] = ()
    asic_sales: tuple[AsicSale, ...] = ()
    gpu_orders: tuple[GpuOrder, ...] = ()


class MoneyLine(_Part):
    """A money line."""

    name: str
    title: str
    group: str


class SiteMonths(_Part):
    """A site month by month."""

    mining_mw: tuple[float | None, ...] = ()
    hosting_mw: tuple[float | None, ...] = ()


class Monthly(_Part):
    """Month by month."""

    month: tuple[str, ...]
    money: dict[str, tuple[float | None, ...]] = {}
    cash_usd: tuple[float | None, ...] = ()
    debt_usd: tuple[float | None, ...] = ()
    sites: dict[str, SiteMonths] = {}


class CovenantTest(_Part):
    """A covenant in a month."""

    covenant: str
    month: str
    tested: bool
    headroom_usd: float | None = None


class Kpis(_Part):
    """Key figures."""

    hashcost_usd_per_ph_day: float | None = None
    irr_pct: float | None = None
    min_dscr: float | None = None
    min_cash_usd: float | None = None


class Report(_Part):
    """A report, as far as it is compared."""

    fleet: Fleet
    termination: Termination
    objective: Objective
    certificate: Certificate | None = None
    choice: Choice | None = None
    decisions: Decisions | None = None
    money_lines: tuple[MoneyLine, ...] | None = None
    discounted: dict[str, float] | None = None
    terminal: dict[str, float] | None = None
    monthly: Monthly | None = None
    covenants: tuple[CovenantTest, ...] | None = None
    kpis: Kpis | None = None


@dataclass(frozen=True)
class Side:
    """One side.

    Attributes:
        label: what it is called in the comparison.
        report: what it says.
    """

    label: str
    report: Report

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to compare."""
        return self.report.decisions is not None

    @property
    def npv(self) -> float | None:
        """Worth of the plan, USD."""
        return self.report.objective.npv_usd

    @property
    def may_vary(self) -> tuple[str, ...]:
        """Quantities that differ among plans of the same worth."""
        return self.report.choice.may_vary if self.report.choice else ()


def read_side(document: JsonObject, label: str) -> Side:
    """A side from a report's document.

    Raises:
        ReportError: something in it is not what a report has there.
    """
    try:
        return Side(label, Report.model_validate(document))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ReportError(f"{label!r} is no whole report: `{where}`: {first['msg']}") from None


def labels(names: list[str]) -> list[str]:
    """Short names that tell sides apart: file names, with their folders where those are alike."""
    stems = [PurePath(name).stem for name in names]
    if len(set(stems)) == len(stems):
        return stems
    parts = [name.replace("\\", "/").split("/") for name in names]
    for depth in range(1, max(map(len, parts), default=1) + 1):
        short = ["/".join(part[-depth:]) for part in parts]
        if len(set(short)) == len(short):
            return short
    return [f"{stem} ({number + 1})" for number, stem in enumerate(stems)]
