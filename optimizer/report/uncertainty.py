"""The plan over several futures: a table of scenarios, and how bad it gets."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from optimizer.months import Horizon
from optimizer.report.covenants import ratio
from optimizer.report.grid import Grid
from optimizer.report.layout import heading, new_table
from optimizer.report.words import percent, plural, usd
from optimizer.results.uncertainty import Method, Uncertainty
from optimizer.scenario import Outcome

FloatArray = NDArray[np.float64]

MOST_LISTED = 12
"""Scenarios listed one by one; of more, those at shares of the probability."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Shares of the probability at which fans are drawn."""


@dataclass(frozen=True)
class ScenarioRow:
    """A scenario as people read it.

    Attributes:
        label: its name, or which part of all scenarios it stands for.
        outcome: the plan in it.
    """

    label: str
    outcome: Outcome


def scenario_rows(told: Uncertainty) -> list[ScenarioRow]:
    """All scenarios where they are few, else the worst, the best and those between by share."""
    if len(told.outcomes) <= MOST_LISTED:
        return [ScenarioRow(one.scenario, one) for one in told.outcomes]
    order = sorted(told.outcomes, key=lambda one: _worth(one))
    reached = np.cumsum([one.probability for one in order])
    rows = [ScenarioRow(f"worst: {order[0].scenario}", order[0])]
    for share in QUANTILES:
        at = min(int(np.searchsorted(reached, share * reached[-1])), len(order) - 1)
        rows.append(ScenarioRow(f"{percent(share)}: {order[at].scenario}", order[at]))
    return [*rows, ScenarioRow(f"best: {order[-1].scenario}", order[-1])]


def _worth(one: Outcome) -> float:
    return -math.inf if one.npv_usd is None else one.npv_usd


def uncertainty_parts(told: Uncertainty, horizon: Horizon) -> Iterator[RenderableType]:
    """Words and tables for the terminal."""
    yield heading("Over all scenarios")
    for line in sentences(told):
        yield Text(f"  {line}")
    yield ""
    yield _table(told, horizon)


def sentences(told: Uncertainty) -> Iterator[str]:
    """What the decisions come to, in words."""
    if told.weight > 0:
        yield (
            f"Maximised: {percent(1 - told.weight)} of the expected NPV and {percent(told.weight)} "
            f"of the mean of the worst {percent(1 - told.level)}: {usd(told.value_usd)}."
        )
    yield (
        f"Expected NPV {usd(told.expected_npv_usd)}; in the worst {percent(1 - told.level)} of "
        f"scenarios less than {usd(told.value_at_risk_usd)}, {usd(told.cvar_usd)} on average."
    )
    cured = [one for one in told.outcomes if one.cured_usd > 1.0]
    if cured:
        chance = sum(one.probability for one in cured)
        most = max(one.cured_usd for one in cured)
        yield (f"Owners put money in with a probability of {percent(chance)}, at most {usd(most)}.")
    for breach in told.breaches:
        what = "Cash falls below its floor" if breach.what == "min_cash_usd" else breach.what
        verb = "" if breach.what == "min_cash_usd" else " is broken"
        yield (
            f"{what}{verb} with a probability of {percent(breach.probability)}; "
            f"{percent(breach.allowed)} is allowed."
        )
    yield f"Months and money below are those of {told.shown}; decisions are the same in all."
    if told.method is Method.DECOMPOSITION:
        yield f"Found in {plural(len(told.rounds), 'round')} of proposals and answers."


def scenario_grid(told: Uncertainty, horizon: Horizon) -> Grid:
    """The table of scenarios as words."""
    few = len(told.outcomes) <= MOST_LISTED
    rows, strong = [], []
    for number, row in enumerate(scenario_rows(told)):
        one = row.outcome
        lowest = one.lowest_cash
        if one.scenario == told.shown:
            strong.append(number)
        rows.append(
            (
                row.label,
                percent(one.probability),
                usd(one.npv_usd),
                "" if lowest is None else f"{usd(lowest[1])} in {horizon.labels[lowest[0]]}",
                ratio(one.lowest_dscr),
                usd(one.equity_usd) if one.equity_usd > 1.0 else "-",
                usd(one.cured_usd) if one.cured_usd > 1.0 else "-",
            )
        )
    return Grid(
        "The plan in each scenario" if few else "Scenarios from the worst to the best",
        ("Scenario", "Probability", "NPV", "Lowest cash", "Lowest DSCR", "Equity", "Cured"),
        tuple(rows),
        tuple(strong),
        note=" ".join(sentences(told)),
    )


def _table(told: Uncertainty, horizon: Horizon) -> Table:
    table = new_table(
        "The plan in each scenario"
        if len(told.outcomes) <= MOST_LISTED
        else "Scenarios from the worst to the best"
    )
    table.add_column("Scenario", overflow="fold")
    heads = ("Probability", "NPV", "Lowest cash", "in", "Lowest\nDSCR", "Equity", "Cured")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    for row in scenario_rows(told):
        one = row.outcome
        lowest = one.lowest_cash
        name = Text(row.label, style="bold" if one.scenario == told.shown else "")
        table.add_row(
            name,
            percent(one.probability),
            usd(one.npv_usd),
            "" if lowest is None else usd(lowest[1]),
            "" if lowest is None else horizon.labels[lowest[0]],
            ratio(one.lowest_dscr),
            usd(one.equity_usd) if one.equity_usd > 1.0 else "-",
            Text(usd(one.cured_usd), style="red") if one.cured_usd > 1.0 else "-",
        )
    return table


def fan(
    outcomes: Sequence[Outcome], values: Sequence[Sequence[float | None]]
) -> dict[float, list[float | None]]:
    """Quantiles by month over scenarios with probabilities.

    Args:
        outcomes: the scenarios.
        values: of each scenario by month; months without a value do not count.
    """
    months = max((len(one) for one in values), default=0)
    weight = np.array([one.probability for one in outcomes])
    out: dict[float, list[float | None]] = {share: [] for share in QUANTILES}
    for t in range(months):
        column = np.array([math.nan if one[t] is None else one[t] for one in values], dtype=float)
        there = ~np.isnan(column)
        order = np.argsort(column[there], kind="stable")
        reached = np.cumsum(weight[there][order])
        for share in QUANTILES:
            if not len(order):
                out[share].append(None)
                continue
            at = min(int(np.searchsorted(reached, share * reached[-1])), len(order) - 1)
            out[share].append(float(column[there][order[at]]))
    return out
