"""Random fleets whose lenders, owners or costs ask for more than there is."""

from __future__ import annotations

import random
from typing import Any

from tests.referee.fleets import RandomFleet, random_fleet

Document = dict[str, Any]


def pressed(seed: int) -> RandomFleet:
    """A random fleet of the referee with one to three of its promises made harder to keep."""
    drawn = random_fleet(seed)
    rng = random.Random(f"pressed {seed}")
    document: Document = drawn.document
    finance = document.setdefault("finance", {"cash_usd": 1e6})
    ways = (_costs, _floor, _covenant, _note, _caps, _leases)
    for way in rng.sample(ways, rng.randint(1, 3)):
        way(rng, document, finance)
    return RandomFleet(document, drawn.files, drawn.features)


def _costs(rng: random.Random, document: Document, finance: Document) -> None:
    finance["overhead_usd_per_month"] = round(rng.uniform(1e5, 5e6), -3)


def _floor(rng: random.Random, document: Document, finance: Document) -> None:
    finance["min_cash_usd"] = round(abs(finance.get("cash_usd", 0)) * 2 + rng.uniform(1e5, 2e7))


def _covenant(rng: random.Random, document: Document, finance: Document) -> None:
    kind = rng.choice(("min_dscr", "max_leverage"))
    ratio = round(rng.uniform(3, 30) if kind == "min_dscr" else rng.uniform(0.05, 0.5), 2)
    window = rng.randint(1, min(3, document["horizon"]["months"]))
    finance.setdefault("covenants", []).append(
        {"kind": kind, "ratio": ratio, "window_months": window}
    )
    if not finance.get("debts"):
        _note(rng, document, finance)


def _note(rng: random.Random, document: Document, finance: Document) -> None:
    finance.setdefault("debts", []).append(
        {
            "name": "pressing-note",
            "kind": "term_loan",
            "balance_usd": round(rng.uniform(1e6, 5e7)),
            "rate_pct": 12,
            "repayment": rng.choice(("bullet", "level", "linear")),
            "matures": document["horizon"]["start"],
        }
    )


def _caps(rng: random.Random, document: Document, finance: Document) -> None:
    year = int(document["horizon"]["start"][:4])
    finance["capex_limit_usd"] = {year: round(rng.uniform(0, 1e5)), year + 1: 0}


def _leases(rng: random.Random, document: Document, finance: Document) -> None:
    for contract in document.get("contracts", []):
        excluded = any(
            contract["name"] in other.get("excludes", []) for other in document["contracts"]
        )
        if isinstance(contract["start"], dict) and not contract.get("excludes") and not excluded:
            contract["must_sign"] = True
