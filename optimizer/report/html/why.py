"""The reasons of a plan as the page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.report.grid import Grid
from optimizer.report.reasons import (
    against_baseline,
    instead,
    lease_sentence,
    not_in_full,
    reasons,
    scarce_sentences,
)
from optimizer.report.words import usd
from optimizer.results.reasoning import Reasons, Standing
from optimizer.results.result import Result


@dataclass(frozen=True)
class Why:
    """The reasons as the page shows them.

    Attributes:
        baseline: the plan beside business as usual.
        leases: a row each; None where there are none.
        others: the best plans that decide one thing otherwise; None where there are none.
        sentences: reasons of what is no lease.
        scarce: what is scarce.
        left_out: what was not worked out, "" for nothing.
    """

    baseline: str
    leases: Grid | None
    others: Grid | None
    sentences: Sequence[tuple[str, str]]
    scarce: Sequence[str]
    left_out: str


def why(result: Result) -> Why | None:
    """The reasons of a plan; None where it was not explained."""
    told = result.reasons
    if told is None or not result.has_plan:
        return None
    shown = [one for one in told.leases if one.standing is not Standing.UNKNOWN]
    leases = Grid(
        "Leases",
        ("Lease", "Why", "Worth", "Rent", "Break-even", "Slack"),
        tuple(
            (
                one.name,
                lease_sentence(one),
                "" if one.npv_usd is None else usd(one.npv_usd),
                _rent(one.rent_usd_per_kw_month),
                _rent(one.break_even_usd_per_kw_month),
                _rent(one.slack_usd_per_kw_month),
            )
            for one in shown
        ),
        left=2,
    )
    return Why(
        baseline=against_baseline(told, result.plan.npv.npv_usd),
        leases=leases if leases.rows else None,
        others=_others(told, result.plan.npv.npv_usd),
        sentences=[
            (one.name, one.sentence)
            for one in reasons(result)
            if one.kind not in ("baseline", "lease")
        ],
        scarce=scarce_sentences(told.marginal),
        left_out=not_in_full(told),
    )


def _others(told: Reasons, npv_usd: float) -> Grid | None:
    rows = []
    for one in told.alternatives:
        cost = one.cost(npv_usd)
        worth = "no plan" if one.impossible else usd(one.npv_usd)
        rows.append((instead(one), worth, "" if cost is None else usd(cost)))
    if not rows:
        return None
    return Grid("The best plans otherwise", ("Instead", "NPV", "Costs"), tuple(rows))


def _rent(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"
