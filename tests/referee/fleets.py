"""Seeded random fleets: small, valid, and together using every feature of the format."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.referee.draft import Draft, Spec, month_name
from tests.referee.draw_deals import (
    draw_asic_order,
    draw_contracts,
    draw_gpu_order,
    draw_running_lease,
)
from tests.referee.draw_finance import draw_finance
from tests.referee.draw_power import draw_market
from tests.referee.draw_sites import draw_site, finish_site
from tests.referee.features import features_of
from tests.referee.reading import month_number


@dataclass(frozen=True)
class RandomFleet:
    """A fleet as a plain dict with its CSV files by name."""

    document: dict[str, Any]
    files: dict[str, str]
    features: frozenset[str]

    def write(self, folder: Path) -> Path:
        """Write the fleet into a folder; returns the path of its ``site.yaml``."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        path = folder / "site.yaml"
        path.write_text(yaml.safe_dump(self.document, sort_keys=False), encoding="utf-8")
        return path


def random_fleet(seed: int) -> RandomFleet:
    """The fleet of a seed: the same on every machine."""
    draft = Draft(random.Random(f"fleet {seed}"))
    whole_units = draft.chance(0.06)
    draft.growth = not whole_units and draft.chance(0.4)
    draft.start = month_number(draft.pick(("2027-11", "2028-02", "2028-03", "2026-05", "2026-01")))
    draft.start += draft.rng.randint(0, 3)
    draft.months = draft.rng.randint(2, 3) if whole_units else draft.rng.randint(2, 10)
    if draft.growth:
        draft.months = draft.rng.randint(6, 10)
    document: Spec = {
        "fleetopt": 1,
        "name": f"random-{seed}",
        "horizon": {"start": month_name(draft.start), "months": draft.months},
        "market": draw_market(draft),
    }
    _draw_body(draft, document, 1 if whole_units else draft.pick((1, 1, 1, 2)))
    if draft.growth or draft.chance(0.65):
        mining_mw = sum(
            hall.get("asic_mw", 0) for site in _sites(document) for hall in site["halls"]
        )
        document["finance"] = draw_finance(draft, mining_mw)
    if draft.chance(0.8) or whole_units:
        document["objective"] = _objective(draft, whole_units)
    draft.write_columns()
    return RandomFleet(document, draft.files, features_of(document, draft.files))


def _sites(document: Spec) -> list[Spec]:
    return [document["site"]] if "site" in document else document["sites"]


def _draw_body(draft: Draft, document: Spec, number: int) -> None:
    drawn = [draw_site(draft, f"site-{i}") for i in range(number)]
    sites, rooms = [site for site, _ in drawn], [room for _, room in drawn]
    running = draw_running_lease(draft, rooms) if draft.chance(0.35) else None
    for site, room in drawn:
        finish_site(draft, site, room)
    if number == 1 and draft.chance(0.3):
        document["site"] = sites[0]
    else:
        document["sites"] = sites
    contracts = ([running] if running else []) + draw_contracts(draft, rooms)
    if contracts:
        document["contracts"] = contracts
    if draft.chance(0.4 if number == 1 else 0.7):
        order = draw_asic_order(draft, sites, "machines")
        if order:
            document["asic_orders"] = [order]
    if draft.chance(0.4):
        order = draw_gpu_order(draft, rooms, "servers")
        if order:
            document["gpu_orders"] = [order]


def _objective(draft: Draft, whole_units: bool) -> Spec:
    objective: Spec = {"maximize": "npv", "discount_rate_pct": draft.between(5, 20, 1)}
    if draft.chance(0.4):
        default = objective["discount_rate_pct"]
        hosting = draft.between(4, 14, 1)
        objective["discount_rate_pct"] = {"default": default, "hosting": hosting}
    if draft.chance(0.6):
        terminal: Spec = {}
        draft.maybe(terminal, 0.5, "contract_runoff", draft.chance(0.3))
        draft.maybe(terminal, 0.5, "asic_resale", draft.chance(0.4))
        draft.maybe(terminal, 0.5, "hpc_residual_usd_per_mw", draft.between(0.1e6, 3e6, -4))
        if terminal:
            objective["terminal"] = terminal
    if whole_units:
        objective["integer_units"] = True
    return objective
