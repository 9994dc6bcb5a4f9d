"""The plan as instructions: what to sign, build, buy, sell and stop, and when.

An instruction is a verb and a sentence. They are plain text, so that every kind of report
can show them.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from optimizer.report.cells import by_name, column, number, shares, text
from optimizer.report.words import month_ranges, mw, plain, plural, span, usd
from optimizer.results.result import Decisions, Plan

_TINY = 1e-6
_TINY_USD = 0.5
_COINS = "coin_sales"
_EQUITY = "equity_raised"


@dataclass(frozen=True)
class Instruction:
    """One thing to do, or to leave.

    Attributes:
        verb: what to do: ``Sign``, ``Build``, ``Buy``, ``Sell``, ``Draw``, ``Raise``,
            ``Stop``, ``Keep`` or ``Leave``.
        sentence: what, where, when and for how much.
    """

    verb: str
    sentence: str


def instructions(plan: Plan) -> list[Instruction]:
    """Everything the plan does, the weightiest kind first, each kind in the order of months."""
    decisions = plan.decisions
    return [
        *_signed(decisions),
        *_conversions(decisions),
        *_asic_orders(decisions),
        *_gpu_orders(decisions),
        *_asic_sales(decisions),
        *_coin_sales(plan),
        *_financed(plan),
        *_stopped(plan.asics),
        *_running(decisions),
        *_left(decisions),
    ]


def _signed(decisions: Decisions) -> Iterator[Instruction]:
    """Leases to sign."""
    leases = [row for row in _rows(decisions.contracts) if row.signed and not row.running]
    for row in sorted(leases, key=lambda row: str(row.start)):
        yield Instruction("Sign", f"{row.name}: {_lease(row)}")


def _running(decisions: Decisions) -> Iterator[Instruction]:
    """Leases that run already."""
    for row in _rows(decisions.contracts):
        if row.running:
            yield Instruction("Keep", f"{row.name}: {_lease(row)}; runs already")


def _left(decisions: Decisions) -> Iterator[Instruction]:
    """Leases on offer that the plan does not sign."""
    names = [row.name for row in _rows(decisions.contracts) if not row.signed]
    if names:
        yield Instruction("Leave", f"{', '.join(names)}: not signed")


def _lease(row: Any) -> str:
    """Size, place, months and rent of a lease that is signed."""
    where = text(row.site) or "no site"
    until = text(row.ends)
    months = span(int(row.term_months)) + (f" (to {until})" if until else "")
    rent = f"${float(row.usd_per_kw_month):,.2f}/kW-month"
    halls = shares(row.halls)
    split = ""
    if len(halls) > 1:
        split = f", in {', '.join(f'{_hall(h, where)} {mw(m)}' for h, m in halls.items())}"
    elif halls:
        where = next(iter(halls))
    return f"{mw(float(row.mw))} at {where} from {row.start} for {months} at {rent}{split}"


def _hall(hall: str, site: str) -> str:
    """A hall's name without the site that was just named."""
    return hall.removeprefix(f"{site}/")


def _conversions(decisions: Decisions) -> Iterator[Instruction]:
    """Halls to rebuild."""
    for row in sorted(_rows(decisions.conversions), key=lambda row: (row.month, row.hall)):
        phases = plural(float(row.phases), "phase")
        yield Instruction(
            "Build",
            f"{row.hall}: {mw(float(row.hpc_mw))} of HPC in {phases} from {row.month}, "
            f"ready {row.ready}, for {usd(number(row.capex_usd))}",
        )


def _asic_orders(decisions: Decisions) -> Iterator[Instruction]:
    """Mining machines to order."""
    for (name,), rows in _together(_rows(decisions.asic_orders), "name"):
        units, money = _sum(rows, "units"), _sum(rows, "usd")
        ordered = month_ranges(row.month for row in rows)
        arriving = month_ranges(row.arrives for row in rows)
        yield Instruction(
            "Buy",
            f"{name}: {plural(units, 'machine')} in {ordered} for {usd(money)}, "
            f"arriving {arriving}",
        )


def _gpu_orders(decisions: Decisions) -> Iterator[Instruction]:
    """GPU servers to order."""
    for (name,), rows in _together(_rows(decisions.gpu_orders), "name"):
        servers, money = _sum(rows, "servers"), _sum(rows, "usd")
        halls: dict[str, float] = {}
        for row in rows:
            for hall, amount in shares(row.halls).items():
                halls[hall] = halls.get(hall, 0.0) + amount
        places = ", ".join(
            hall if len(halls) == 1 else f"{plain(amount)} in {hall}"
            for hall, amount in halls.items()
        )
        yield Instruction(
            "Buy",
            f"{name}: {plural(servers, 'GPU server')} in {month_ranges(r.month for r in rows)} "
            f"for {usd(money)}, in service {month_ranges(r.arrives for r in rows)}"
            + (f", {'in ' if len(halls) == 1 else ''}{places}" if places else ""),
        )


def _asic_sales(decisions: Decisions) -> Iterator[Instruction]:
    """Mining machines to sell."""
    for (site, group), rows in _together(_rows(decisions.asic_sales), "site", "group"):
        name = f"{site}/{group.removeprefix(f'{site}/')}"
        yield Instruction(
            "Sell",
            f"{name}: {plural(_sum(rows, 'units'), 'machine')} in "
            f"{month_ranges(row.month for row in rows)} for {usd(_sum(rows, 'usd'))}",
        )


def _coin_sales(plan: Plan) -> Iterator[Instruction]:
    """Coins of the treasury to sell."""
    if _COINS not in plan.money.columns or not (when := _months_of(plan.money[_COINS])):
        return
    money = usd(float(plan.money[_COINS].sum()))
    left = number(plan.monthly["btc"].iloc[-1])
    kept = "" if left is None else f"; {plain(left)} BTC left at the end"
    yield Instruction("Sell", f"held coins: {money} in {when}{kept}")


def _financed(plan: Plan) -> Iterator[Instruction]:
    """Debt to draw and equity to raise."""
    for name, debt in by_name(plan.debts).items():
        if when := _months_of(debt["drawn_usd"]):
            money = usd(float(debt["drawn_usd"].sum()))
            yield Instruction("Draw", f"{name}: {money} in {when}")
    if _EQUITY in plan.money.columns and (when := _months_of(plan.money[_EQUITY])):
        yield Instruction("Raise", f"equity: {usd(float(plan.money[_EQUITY].sum()))} in {when}")


def _months_of(amounts: "pd.Series[float]") -> str:
    """The months in which there is an amount worth naming, "" if there are none."""
    return month_ranges(str(month) for month, amount in amounts.items() if amount >= _TINY_USD)


def _stopped(asics: pd.DataFrame) -> Iterator[Instruction]:
    """Machines that stay owned and no longer run at the end of the plan."""
    groups = by_name(asics)
    for name in stopped(asics):
        group = groups[name]
        running = column(group, "running_mw")
        runs = [t for t, value in enumerate(running) if value > _TINY]
        kept = f"{plural(float(column(group, 'owned')[-1]), 'machine')} kept"
        when = f"last run in {group.index[runs[-1]]}" if runs else "run in no month"
        yield Instruction("Stop", f"{name}: {when}; {kept}")


def stopped(asics: pd.DataFrame) -> list[str]:
    """Groups that are owned and do not run in the last month."""
    return [
        name
        for name, group in by_name(asics).items()
        if column(group, "owned")[-1] > _TINY and column(group, "running_mw")[-1] <= _TINY
    ]


def _rows(frame: pd.DataFrame) -> list[Any]:
    """Rows of a frame as named tuples."""
    return list(frame.itertuples(index=False))


def _together(rows: Iterable[Any], *keys: str) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Rows of the same keys drawn together, in the order of their first months."""
    groups: dict[tuple[str, ...], list[Any]] = {}
    for row in sorted(rows, key=lambda row: str(row.month)):
        groups.setdefault(tuple(str(getattr(row, key)) for key in keys), []).append(row)
    yield from groups.items()


def _sum(rows: Iterable[Any], name: str) -> float:
    """Sum of one field, absent values left out."""
    return math.fsum(number(getattr(row, name)) or 0.0 for row in rows)


def hall_of(name: str) -> str:
    """A hall's name without its site."""
    return name.split("/", 1)[-1]
