"""From repairs to changes of the fleet file."""

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.diagnosis import keys
from optimizer.diagnosis.findings import CureKind
from optimizer.diagnosis.gives import CAPEX, CASH, COVENANTS, LEASES, years_rent
from optimizer.diagnosis.repair import Repair
from optimizer.diagnosis.waivers import bend
from optimizer.diagnosis.words import listed, usd
from optimizer.formulation import Formulation

CAREFUL = (0.0, 1e-6, 1e-4, 1e-3, 1e-2)
"""An amount that turns out a little too small is tried again larger by these shares."""

NOISE = 1e-6
"""Larger by this share is the solver's rounding, and still the least."""


@dataclass(frozen=True)
class Proposal:
    """A cure before it is tried.

    Attributes:
        kind: what gives way.
        usd: its price.
        overrides, words: as in a cure.
        least: no smaller change of the kind does.
    """

    kind: CureKind
    usd: float
    overrides: tuple[str, ...]
    words: str
    least: bool


KINDS = {
    CASH: CureKind.CASH,
    COVENANTS: CureKind.COVENANTS,
    CAPEX: CureKind.CAPEX,
    LEASES: CureKind.LEASES,
}


def proposals(formulation: Formulation, repair: Repair, kind: CureKind) -> Iterator[Proposal]:
    """What a repair asks of the file, a little more of it each time."""
    for more in CAREFUL:
        parts = _parts(formulation, repair, more)
        yield Proposal(
            kind=kind,
            usd=sum(part.usd for part in parts),
            overrides=tuple(text for part in parts for text in part.overrides),
            words=listed([part.words for part in parts]),
            least=repair.proved and more <= NOISE and all(w.exact for w in repair.waivers),
        )
        if repair.total_cash == 0 and not repair.capex:
            return


def floor_proposals(formulation: Formulation, repair: Repair) -> Iterator[Proposal]:
    """Cash that may run lower in place of cash put in."""
    finance = formulation.problem.finance
    if finance is None:
        return
    lowest = float(finance.min_cash.min())
    flat = bool((finance.min_cash == lowest).all())
    for more in CAREFUL:
        need = repair.total_cash * (1.0 + more)
        floor = keys.rounded_down(lowest - need, need)
        if floor < 0:
            return
        words = f"let cash fall to {usd(floor)}"
        if flat:
            words += f" in place of {usd(lowest)}"
        yield Proposal(
            CureKind.FLOOR, lowest - floor,
            (f"finance.min_cash_usd={keys.number(floor)}",), words,
            repair.proved and flat and more <= NOISE,
        )  # fmt: skip


@dataclass(frozen=True)
class _Part:
    usd: float
    overrides: tuple[str, ...]
    words: str


def _parts(formulation: Formulation, repair: Repair, more: float) -> list[_Part]:
    return [
        *_cash(formulation, repair, more),
        *_covenants(formulation, repair),
        *_capex(formulation, repair, more),
        *_leases(formulation, repair),
    ]


def _cash(formulation: Formulation, repair: Repair, more: float) -> Iterator[_Part]:
    finance = formulation.problem.finance
    if finance is None or repair.total_cash <= 0:
        return
    need = repair.total_cash * (1.0 + more)
    cash = keys.rounded_up(finance.cash + need, need)
    words = f"put in {usd(cash - finance.cash)} of new cash at the start"
    yield _Part(cash - finance.cash, (f"finance.cash_usd={keys.number(cash)}",), words)


def _covenants(formulation: Formulation, repair: Repair) -> Iterator[_Part]:
    for waiver in repair.waivers:
        bent = bend(formulation, waiver)
        yield _Part(waiver.usd, bent.overrides, bent.words)


def _capex(formulation: Formulation, repair: Repair, more: float) -> Iterator[_Part]:
    finance = formulation.problem.finance
    limits = dict(finance.capex_limit) if finance else {}
    for year, over in repair.capex:
        need = over * (1.0 + more)
        limit = keys.rounded_up(limits[year] + need, need)
        words = f"raise the cap on capex of {year} from {usd(limits[year])} to {usd(limit)}"
        override = f"finance.capex_limit_usd.{year}={keys.number(limit)}"
        yield _Part(limit - limits[year], (override,), words)


def _leases(formulation: Formulation, repair: Repair) -> Iterator[_Part]:
    for c in repair.leases:
        lease = formulation.problem.contracts[c]
        words = f"do not sign the lease '{lease.name}'"
        override = f"{keys.contract(formulation.problem, c)}.must_sign=false"
        yield _Part(years_rent(formulation, c), (override,), words)
