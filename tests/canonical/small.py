"""Small fleets with ties that anyone can see, and the canonical plan of each."""

from __future__ import annotations

import copy
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from optimizer.formulation import Formulation, formulate
from optimizer.inputs import load
from optimizer.results import Plan, make_result
from optimizer.results.canonical_plan import Canonical, make_canonical
from optimizer.solvers.base import SolveOptions, SolveResult
from tests.fleet_tools import solved

Document = dict[str, Any]

BASE: Document = {
    "fleetopt": 1,
    "name": "ties",
    "horizon": {"start": "2027-01", "months": 12},
    "market": {"hashprice_usd_per_ph_day": 31},
    "site": {
        "name": "home",
        "grid_mw": 20,
        "power": {"supply": [{"name": "utility", "kind": "block", "mw": 20, "usd_per_mwh": 45}]},
        "halls": [
            {"name": "east", "asic_mw": 4, "hpc_mw": 0},
            {"name": "west", "asic_mw": 4, "hpc_mw": 0},
        ],
        "asics": [{"name": "xp", "model": "S19 XP", "units": 900}],
    },
    "objective": {"maximize": "npv", "discount_rate_pct": 10},
}

CONVERSION = {"hpc_mw": 3, "phases": 1, "months": 3, "usd_per_mw": 1_000_000}

LEASE = {
    "mw": 3,
    "start": {"earliest": "2027-06", "latest": "2027-06"},
    "term_months": 60,
    "usd_per_kw_month": 200,
}


def fleet(**keys: Any) -> Document:
    """The base fleet with keys of its site or of its root replaced."""
    document = copy.deepcopy(BASE)
    for key, value in keys.items():
        (document["site"] if key in document["site"] else document)[key] = copy.deepcopy(value)
    return document


def build(document: Document, files: dict[str, str]) -> Formulation:
    """The formulation of a document and the CSV files beside it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        path = Path(folder) / "site.yaml"
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        return formulate(load(path))


def canonical(document: Document) -> tuple[Formulation, SolveResult, SolveResult, Canonical]:
    """Formulation, what the solver found, the canonical plan and how it was picked."""
    formulation = build(document, {})
    found = solved(formulation)
    assert found.has_plan, found.message
    return formulation, found, *make_canonical(formulation, found)


def plan_of(formulation: Formulation, result: SolveResult) -> Plan:
    """The labelled plan of a solve."""
    return make_result(formulation, result, SolveOptions(), 0.0).plan


def with_other(result: SolveResult, x: np.ndarray) -> SolveResult:
    """The same solve with another plan, its duals forgotten."""
    return replace(result, x_or_none=x, row_duals=None, reduced_costs=None)
