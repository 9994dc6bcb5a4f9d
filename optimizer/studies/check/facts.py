"""What a solve came to, as far as an expectation holds it."""

from dataclasses import dataclass

from optimizer.studies.compare.side import Side

FIGURES = ("hashcost_usd_per_ph_day", "irr_pct", "min_dscr", "min_cash_usd")


@dataclass(frozen=True)
class Facts:
    """What a solve came to.

    Attributes:
        reason: how it ended.
        low, high: worth of the plan and bound on any plan's worth, USD; None without a plan.
        decisions: attributes by thing; what may vary is left out.
        figures: key figures, those that may not vary.
    """

    reason: str
    low: float | None
    high: float | None
    decisions: dict[str, dict[str, float | str]]
    figures: dict[str, float]


def facts_of(side: Side) -> Facts:
    """The facts of a report."""
    report, npv = side.report, side.npv
    bound = report.objective.bound_usd
    return Facts(
        reason=report.termination.reason,
        low=npv,
        high=None if npv is None else max(npv, bound if bound is not None else npv),
        decisions=_decisions(side),
        figures={
            name: value
            for name in FIGURES
            if report.kpis is not None
            and (value := getattr(report.kpis, name)) is not None
            and not _varies(side, f"kpis.{name}")
        },
    )


def _varies(side: Side, path: str) -> bool:
    """Whether a quantity is another one in plans of the same worth."""
    return any(one == path or one.startswith(f"{path}.") for one in side.may_vary)


def _decisions(side: Side) -> dict[str, dict[str, float | str]]:
    decisions = side.report.decisions
    out: dict[str, dict[str, float | str]] = {}
    if decisions is None:
        return out
    for lease in decisions.contracts:
        if lease.signed:
            out[f"lease {lease.name}"] = {
                "start": lease.start or "",
                "mw": lease.mw or 0.0,
                "site": lease.site or "",
            }
    if not _varies(side, "decisions.conversions"):
        for build in decisions.conversions:
            out[f"build {build.hall} {build.month}"] = {"hpc_mw": build.hpc_mw}
    if not _varies(side, "decisions.asic_orders"):
        for order in decisions.asic_orders:
            out[f"order {order.name} {order.month}"] = {"units": order.units}
    if not _varies(side, "decisions.gpu_orders"):
        for servers in decisions.gpu_orders:
            out[f"order {servers.name} {servers.month}"] = {"units": float(servers.servers)}
    if not _varies(side, "decisions.asic_sales"):
        for sale in decisions.asic_sales:
            out[f"sale {sale.site}/{sale.group} {sale.month}"] = {"units": sale.units}
    return out
