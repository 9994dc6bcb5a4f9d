"""Covenants, and the two ways to meet one that is tested only if a facility is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tests.referee.context import Context
from tests.referee.debts import Debt
from tests.referee.ledger import EBITDA
from tests.referee.lp import total
from tests.referee.reading import Reader, Spec

FACILITIES = ("construction", "revolver", "btc_backed")


def _named(covenant: Spec, specs: list[Spec]) -> list[Spec]:
    names = covenant.get("debts", [spec["name"] for spec in specs])
    return [spec for spec in specs if spec["name"] in names]


def _months(covenant: Spec, reader: Reader) -> range:
    """Months at whose end a covenant may be tested."""
    window = covenant.get("window_months", 12)
    first = reader.index(covenant["from"]) if "from" in covenant else 0
    last = reader.index(covenant["until"]) if "until" in covenant else reader.months - 1
    return range(max(first, window - 1), min(last, reader.months - 1) + 1)


def _always(covenant: Spec, debts: list[Spec], reader: Reader, t: int) -> bool:
    """Whether month t is tested whatever the plan draws."""
    first = t - covenant.get("window_months", 12) + 1
    return any(
        reader.index(spec["matures"]) >= first
        if spec["kind"] == "term_loan"
        else spec.get("drawn_usd", 0.0) > 0
        for spec in debts
    )


def choices(finance: Spec | None, reader: Reader) -> Iterator[frozenset[str]]:
    """Sets of facilities left undrawn that are worth a solve of their own.

    A covenant that months test only if a facility is drawn splits the plans in two: those that
    draw none of its facilities, and those that meet it. Solving each case needs no binary.
    """
    specs: list[Spec] = (finance or {}).get("debts", [])
    groups: set[frozenset[str]] = set()
    for covenant in (finance or {}).get("covenants", []):
        named = _named(covenant, specs)
        facilities = frozenset(s["name"] for s in named if s["kind"] in FACILITIES)
        months = _months(covenant, reader)
        if facilities and not all(_always(covenant, named, reader, t) for t in months):
            groups.add(facilities)
    ordered = sorted(groups, key=sorted)
    unions = {
        frozenset[str]().union(*chosen)
        for size in range(len(ordered) + 1)
        for chosen in combinations(ordered, size)
    }
    yield from sorted(unions, key=lambda names: (len(names), sorted(names)))


def add_covenants(model: Context, debts: list[Debt]) -> None:
    """Rows of every covenant in the months in which this case tests it."""
    finance = model.finance or {}
    specs: list[Spec] = finance.get("debts", [])
    by_name = {debt.name: debt for debt in debts}
    for number, covenant in enumerate(finance.get("covenants", [])):
        named = _named(covenant, specs)
        counted = [by_name[spec["name"]] for spec in named]
        may_draw = any(
            spec["kind"] in FACILITIES and spec["name"] not in model.undrawn for spec in named
        )
        window, ratio = covenant.get("window_months", 12), covenant["ratio"]
        for t in _months(covenant, model.reader):
            if not (may_draw or _always(covenant, named, model.reader, t)):
                continue
            months = range(t - window + 1, t + 1)
            ebitda = total(model.ledger.month(EBITDA, u) for u in months)
            key = f"covenant[{number},{t}]"
            if covenant["kind"] == "min_dscr":
                service = total(debt.tested_service[u] for debt in counted for u in months)
                model.lp.at_most(key, service * ratio, ebitda)
            else:
                gross = total(debt.balance[t] for debt in counted)
                model.lp.at_most(key, gross, ebitda * (ratio * 12 / window))
