"""What a side decides, a few words for each thing, so that sides can be set beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.report.words import month_ranges, mw, plural
from optimizer.studies.compare.side import Contract, Side


@dataclass(frozen=True)
class Thing:
    """Something that is decided.

    Attributes:
        kind: ``lease``, ``build``, ``order`` or ``sale``.
        name: which.
    """

    kind: str
    name: str


@dataclass(frozen=True)
class Decided:
    """What is decided of a thing.

    Attributes:
        words: the decision.
        path: where reports name it among what may vary.
    """

    words: str
    path: str


def decided(side: Side, vary: set[str]) -> dict[Thing, Decided]:
    """All that a side decides, in the order of the report.

    Args:
        side: with or without a plan.
        vary: quantities that may vary on some side; what is one of them is left out of the words
            where the rest can stand without it.
    """
    decisions = side.report.decisions
    if decisions is None:
        return {}
    out: dict[Thing, Decided] = {}
    for lease in decisions.contracts:
        if lease.signed:
            path = "decisions.contracts"
            out[Thing("lease", lease.name)] = Decided(_lease(lease, vary), path)
    for hall in dict.fromkeys(one.hall for one in decisions.conversions):
        own = [one for one in decisions.conversions if one.hall == hall]
        words = (
            f"{mw(sum(one.hpc_mw for one in own))} HPC, ready {month_ranges(o.ready for o in own)}"
        )
        out[Thing("build", hall)] = Decided(words, "decisions.conversions")
    for order in _together((one.name, one.units, one.month) for one in decisions.asic_orders):
        out[Thing("order", order.name)] = Decided(order.of("machine"), "decisions.asic_orders")
    for order in _together((one.name, one.servers, one.month) for one in decisions.gpu_orders):
        out[Thing("order", order.name)] = Decided(order.of("server"), "decisions.gpu_orders")
    sales = ((f"{one.site}/{one.group}", one.units, one.month) for one in decisions.asic_sales)
    for sale in _together(sales):
        out[Thing("sale", sale.name)] = Decided(sale.of("machine"), "decisions.asic_sales")
    return out


@dataclass(frozen=True)
class _Units:
    """Units of something, over some months."""

    name: str
    units: float
    months: tuple[str, ...]

    def of(self, noun: str) -> str:
        """How many, and when."""
        return f"{plural(self.units, noun)} in {month_ranges(self.months)}"


def _together(rows: Iterable[tuple[str, float, str]]) -> list[_Units]:
    """Rows of one name drawn together, in order of appearance."""
    out: dict[str, _Units] = {}
    for name, units, month in rows:
        known = out.get(name, _Units(name, 0.0, ()))
        out[name] = _Units(name, known.units + units, (*known.months, month))
    return list(out.values())


def _lease(lease: Contract, vary: set[str]) -> str:
    where = lease.site or ""
    if lease.halls and not any(path.startswith("decisions.contracts.halls") for path in vary):
        where = ", ".join(f"{hall} {mw(size)}" for hall, size in lease.halls.items())
        if len(lease.halls) == 1:
            where = next(iter(lease.halls))
    rent = "" if lease.usd_per_kw_month is None else f" at ${lease.usd_per_kw_month:,.2f}/kW-month"
    return f"{mw(lease.mw or 0.0)} at {where} from {lease.start}{rent}"
