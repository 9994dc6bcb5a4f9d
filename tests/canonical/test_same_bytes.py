"""The same file gives the same bytes, whatever the number of threads."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optimizer
from optimizer.formulation import formulate
from optimizer.numerics.scaling import scale
from optimizer.plan.assurance import Assurance, Certify
from optimizer.report.json_report import to_json
from optimizer.results.canonical_plan import IntegerTies, make_canonical
from optimizer.results.result import Plan
from optimizer.solvers.base import SolveOptions
from optimizer.solvers.solve import solve

ROOT = Path(__file__).parents[2]
FLEETS = {
    "quickstart": ROOT / "examples" / "quickstart" / "site.yaml",
    **{
        name: ROOT / "fleets" / name / "site.yaml"
        for name in ("btc-treasury", "by-hand", "gpu-cloud", "margin-squeeze", "two-sites")
    },
}

MAY_DIFFER = {"seconds", "threads", "seal"}
"""Keys of the report that tell of the run and not of the plan; the seal covers the threads."""

# A proof is the business of other tests, and takes its time.
ASSURANCE = Assurance(certify=Certify.NONE)


@cache
def _report(name: str, threads: int) -> tuple[Plan, str]:
    result = optimizer.solve(
        FLEETS[name], options=SolveOptions(threads=threads), assurance=ASSURANCE
    )
    return result.plan, json.dumps(_without_run(json.loads(to_json(result))), indent=1)


def _without_run(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_run(v) for k, v in value.items() if k not in MAY_DIFFER}
    return [_without_run(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", FLEETS)
def test_the_same_bytes_with_more_threads(name: str) -> None:
    one, two = _report(name, 1), _report(name, 2)
    assert one[1] == two[1]
    assert one[0].x.tobytes() == two[0].x.tobytes()


@pytest.mark.parametrize("name", FLEETS)
def test_the_plan_is_settled(name: str) -> None:
    canonical = _report(name, 1)[0].canonical
    assert canonical is not None
    assert canonical.unique
    expected = {
        "gpu-cloud": IntegerTies.ALIKE,
        "quickstart": IntegerTies.BROKEN,
        "two-sites": IntegerTies.BROKEN,
    }
    assert canonical.integer_ties is expected.get(name, IntegerTies.NONE)


# What may vary in the shipped fleets. A change here is a change of what users are told.
VARIES = {
    "quickstart": (),
    "by-hand": (),
    "gpu-cloud": (),
    "two-sites": (),
    "margin-squeeze": ("schedule.firm", "schedule.runs"),
    "btc-treasury": (
        "discounted.coin_sale_fees",
        "discounted.coin_sales",
        "monthly.btc",
        "monthly.cash_usd",
        "monthly.cfads_usd",
        "monthly.debt_usd",
        "monthly.debts.coin-loan.balance_usd",
        "monthly.debts.coin-loan.drawn_usd",
        "monthly.money.coin_sale_fees",
        "monthly.money.coin_sales",
        "monthly.money.revolving",
        "schedule.coin_sales",
        "schedule.debt_moves",
        "terminal.coins",
    ),
}


@pytest.mark.parametrize("name", FLEETS)
def test_what_may_vary_in_the_shipped_fleets(name: str) -> None:
    assert _report(name, 1)[0].varies == VARIES[name]


@pytest.mark.parametrize("name", ["btc-treasury", "margin-squeeze"])
def test_another_solver_ends_in_the_same_plan(name: str) -> None:
    """These have many optimal plans, and solvers of another lineage find others."""
    ours = _report(name, 1)[0].x
    formulation = formulate(optimizer.load(FLEETS[name]))
    found = solve(formulation.program, SolveOptions(solver="glop"))
    size = np.maximum(scale(formulation.program).column_scale, np.abs(ours))
    assert np.abs((found.x - ours) / size).max() > 1e-3
    picked, _ = make_canonical(formulation, found)
    assert np.abs((picked.x - ours) / size).max() < 1e-9
