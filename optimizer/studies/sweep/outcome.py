"""What a case came to, and which plan it is, whatever its numbers."""

from dataclasses import asdict, dataclass
from typing import Any

from optimizer.report.words import mw
from optimizer.studies.compare.side import Side


@dataclass(frozen=True)
class Signature:
    """What a plan signs, builds and buys; plans of one signature are the same plan.

    Attributes:
        leases: signed, with their MW.
        builds: halls rebuilt, with their MW.
        orders: what is ordered, whatever the number.
        none: there is no plan.
    """

    leases: tuple[str, ...] = ()
    builds: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    none: bool = False

    @property
    def words(self) -> str:
        """The plan in a line."""
        if self.none:
            return "no plan"
        parts = []
        if self.leases:
            parts.append(f"sign {', '.join(self.leases)}")
        if self.builds:
            parts.append(f"build {', '.join(self.builds)}")
        if self.orders:
            parts.append(f"buy {', '.join(self.orders)}")
        return "; ".join(parts) or "sign, build and buy nothing"


@dataclass(frozen=True)
class Outcome:
    """What a case came to.

    Attributes:
        case: its name.
        reason: how the solve ended, or ``failed``.
        npv_usd, bound_usd: worth of the plan and the proved bound; None without a plan.
        signature: which plan it is; None where the case failed.
        min_cash_usd, min_dscr: lowest cash and DSCR; None where there is none.
        seconds: taken.
        words: why it failed, "" otherwise.
    """

    case: str
    reason: str
    npv_usd: float | None = None
    bound_usd: float | None = None
    signature: Signature | None = None
    min_cash_usd: float | None = None
    min_dscr: float | None = None
    seconds: float = 0.0
    words: str = ""

    def document(self) -> dict[str, Any]:
        """Plain values, for a journal."""
        return asdict(self)

    @classmethod
    def of(cls, document: dict[str, Any]) -> "Outcome":
        """From plain values.

        Raises:
            TypeError: they are no outcome's.
        """
        told = document.get("signature")
        signature = None
        if told is not None:
            lists = {key: tuple(told[key]) for key in ("leases", "builds", "orders")}
            signature = Signature(**lists, none=bool(told["none"]))
        return cls(**{**document, "signature": signature})


def signature_of(side: Side) -> Signature:
    """Which plan a report has."""
    decisions = side.report.decisions
    if decisions is None:
        return Signature(none=True)
    halls: dict[str, float] = {}
    for build in decisions.conversions:
        halls[build.hall] = halls.get(build.hall, 0.0) + build.hpc_mw
    orders = [order.name for order in decisions.asic_orders]
    orders += [servers.name for servers in decisions.gpu_orders]
    return Signature(
        leases=tuple(
            f"{lease.name} {mw(lease.mw or 0.0)}" for lease in decisions.contracts if lease.signed
        ),
        builds=tuple(f"{hall} {mw(size)}" for hall, size in sorted(halls.items())),
        orders=tuple(dict.fromkeys(orders)),
    )


def outcome_of(case: str, side: Side, seconds: float) -> Outcome:
    """The outcome of a solve."""
    report = side.report
    kpis = report.kpis
    return Outcome(
        case=case,
        reason=report.termination.reason,
        npv_usd=side.npv,
        bound_usd=report.objective.bound_usd if side.has_plan else None,
        signature=signature_of(side),
        min_cash_usd=kpis.min_cash_usd if kpis else None,
        min_dscr=kpis.min_dscr if kpis else None,
        seconds=seconds,
    )
