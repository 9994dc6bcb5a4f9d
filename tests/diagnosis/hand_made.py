"""Small fleets without a plan, each for one reason that can be worked out by hand.

A lease of 2 MW that already runs brings $300,000 a month and its energy costs nothing, since the
tenant pays for it at the price at which it is bought. So EBITDA is $300,000 a month less overhead.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from optimizer import inputs
from optimizer.diagnosis import diagnose
from optimizer.diagnosis.findings import Cure, CureKind, Diagnosis
from optimizer.formulation import formulate
from optimizer.inputs.problem import Problem
from optimizer.solvers.base import Reason, SolveOptions
from optimizer.solvers.solve import solve

Document = dict[str, Any]

BASE: Document = {
    "fleetopt": 1,
    "name": "hand-made",
    "horizon": {"start": "2026-01", "months": 12},
    "market": {"hashprice_usd_per_ph_day": 40, "btc_price_usd": 60000},
    "sites": [
        {
            "name": "mill",
            "grid_mw": 10,
            "power": {"supply": [{"name": "grid", "kind": "block", "mw": 10, "usd_per_mwh": 50}]},
            "halls": [{"name": "hall", "hpc_mw": 5, "pue": {"hpc": 1.25}}],
        }
    ],
    "contracts": [
        {
            "name": "anchor",
            "mw": 2,
            "start": "2025-01",
            "term_months": 120,
            "usd_per_kw_month": 150,
        }
    ],
    "finance": {"cash_usd": 1000000, "min_cash_usd": 500000, "overhead_usd_per_month": 100000},
}


def fleet(finance: Document | None = None, **root: Any) -> Document:
    """The base with keys of its finance and of its root replaced."""
    document = copy.deepcopy(BASE)
    document["finance"] |= finance or {}
    return document | root


def loan(name: str = "note", **keys: Any) -> Document:
    """A term loan of $1,200,000 at 12 % a year."""
    terms = {"balance_usd": 1200000, "rate_pct": 12, "repayment": "linear", "matures": "2026-12"}
    return {"name": name, "kind": "term_loan"} | terms | keys


def lease(name: str, **keys: Any) -> Document:
    """A lease of 1 MW that must be signed."""
    terms = {"mw": 1, "term_months": 60, "usd_per_kw_month": 100, "must_sign": True}
    return {"name": name, "start": "2026-03"} | terms | keys


def written(document: Document, folder: Path) -> Path:
    """The file of a fleet."""
    path = folder / "site.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return path


def has_plan(problem: Problem) -> bool:
    """Whether a problem has a plan, by an ordinary solve."""
    end = solve(formulate(problem).program, SolveOptions(gap=1e-4, threads=1))
    assert end.reason in (Reason.OPTIMAL, Reason.INFEASIBLE), end.message
    return end.has_plan


def diagnosed(document: Document, folder: Path) -> Diagnosis:
    """The diagnosis of a fleet that has no plan, its cures tried once more."""
    path = written(document, folder)
    problem = inputs.load(path)
    assert not has_plan(problem)
    found = diagnose(problem, SolveOptions(threads=1), seconds=600.0)
    for cure in found.cures:
        assert has_plan(inputs.load(path, cure.overrides)), cure
    return found


def cure_of(found: Diagnosis, kind: CureKind) -> Cure:
    """The only cure of a kind."""
    (cure,) = [one for one in found.cures if one.kind is kind]
    return cure


def kinds(found: Diagnosis) -> set[CureKind]:
    """Kinds of all cures."""
    return {cure.kind for cure in found.cures}


def paths(found: Diagnosis) -> set[str]:
    """Keys of the conflict."""
    return {key.path for key in found.conflict}
