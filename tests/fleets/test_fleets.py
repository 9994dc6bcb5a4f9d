"""Every shipped fleet reads, solves to the end it is meant for, and decides what it did before.

``expected.yaml`` holds what they gave. Objectives are compared within a tolerance, decisions one
by one; plans may differ in what is worth the same.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

import optimizer
from optimizer.certificate.ladder import Rung
from optimizer.ledger import describe
from optimizer.results.result import Plan, Result
from optimizer.solvers.base import Reason

HERE = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load(
    (HERE / "expected.yaml").read_text(encoding="utf-8")
)
NPV_TOLERANCE = 1e-4
UNITS_TOLERANCE = 1.0
WITH_PLAN = sorted(name for name, expected in EXPECTED.items() if expected["reason"] == "optimal")
WITHOUT_PLAN = sorted(set(EXPECTED) - set(WITH_PLAN))


@pytest.fixture(scope="module")
def results(fleets: Path) -> dict[str, Result]:
    """Results so far, so that each fleet is solved once."""
    return {}


def solved(results: dict[str, Result], fleets: Path, name: str) -> Result:
    if name not in results:
        results[name] = optimizer.solve(optimizer.load(fleets / name / "site.yaml"))
    return results[name]


def signed(plan: Plan) -> dict[str, dict[str, Any]]:
    contracts = plan.decisions.contracts
    return {
        row["name"]: {"start": row["start"], "mw": row["mw"]}
        for row in contracts[contracts["signed"]].to_dict("records")
    }


def counted(frame: Any, key: str, amount: str) -> dict[str, dict[str, float]]:
    """Amounts by name and month."""
    out: dict[str, dict[str, float]] = {}
    for row in frame.to_dict("records"):
        months = out.setdefault(row[key], {})
        months[row["month"]] = months.get(row["month"], 0) + row[amount]
    return out


def test_every_fleet_is_expected_somewhere(fleets: Path) -> None:
    assert {path.parent.name for path in fleets.glob("*/site.yaml")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_fleet_explains_itself(fleets: Path, name: str) -> None:
    assert optimizer.load(fleets / name / "site.yaml").name == name
    readme = (fleets / name / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {name}: ")
    for table in (fleets / name).glob("*.csv"):
        assert f"`{table.name}`" in readme


@pytest.mark.parametrize("name", WITHOUT_PLAN)
def test_fleet_without_a_way_out_is_infeasible(
    fleets: Path, results: dict[str, Result], name: str
) -> None:
    result = solved(results, fleets, name)
    assert result.termination.reason == Reason.INFEASIBLE
    assert not result.has_plan


@pytest.mark.parametrize("name", WITH_PLAN)
def test_fleet_is_worth_what_it_was(fleets: Path, results: dict[str, Result], name: str) -> None:
    result = solved(results, fleets, name)
    assert result.termination.reason == Reason.OPTIMAL
    assert result.plan.npv.npv_usd == pytest.approx(EXPECTED[name]["npv_usd"], rel=NPV_TOLERANCE)


@pytest.mark.parametrize("name", WITH_PLAN)
def test_fleet_decides_what_it_did(fleets: Path, results: dict[str, Result], name: str) -> None:
    plan = solved(results, fleets, name).plan
    expected = EXPECTED[name].get("decisions", {})
    contracts = signed(plan)
    wanted = expected.get("contracts", {})
    assert contracts.keys() == wanted.keys()
    for contract, decision in wanted.items():
        assert contracts[contract]["start"] == decision["start"]
        assert contracts[contract]["mw"] == pytest.approx(decision["mw"], abs=1e-6)
    decisions = plan.decisions
    assert counted(decisions.conversions, "hall", "phases") == expected.get("conversions", {})
    assert counted(decisions.gpu_orders, "name", "servers") == expected.get("gpu_orders", {})
    orders = counted(decisions.asic_orders, "name", "units")
    assert orders.keys() == expected.get("asic_orders", {}).keys()
    for order, months in expected.get("asic_orders", {}).items():
        assert orders[order] == pytest.approx(months, abs=UNITS_TOLERANCE)


@pytest.mark.parametrize("name", WITH_PLAN)
def test_money_lines_add_up_to_the_net_present_value(
    fleets: Path, results: dict[str, Result], name: str
) -> None:
    plan = solved(results, fleets, name).plan
    total = float(plan.discounted.sum() + plan.terminal.sum())
    assert total == pytest.approx(plan.npv.npv_usd, abs=1.0)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_answer_is_proved_in_exact_arithmetic(
    results: dict[str, Result], fleets: Path, name: str
) -> None:
    result = solved(results, fleets, name)
    assert result.certificate is not None
    assert result.certificate.rung is Rung.EXACT
    assert result.certificate.open_leaves == 0


@pytest.mark.parametrize("name", WITH_PLAN)
def test_the_ledger_agrees_to_the_cent(results: dict[str, Result], fleets: Path, name: str) -> None:
    audit = solved(results, fleets, name).plan.audit
    assert audit is not None
    assert audit.ok, describe(audit)
    assert audit.differences == ()


@pytest.mark.parametrize("name", WITHOUT_PLAN)
def test_the_cures_of_a_fleet_without_a_plan_cure_it(
    results: dict[str, Result], fleets: Path, name: str
) -> None:
    diagnosis = solved(results, fleets, name).diagnosis
    assert diagnosis is not None
    assert diagnosis.cures
    assert diagnosis.minimal
    for cure in diagnosis.cures:
        cured = optimizer.load(fleets / name / "site.yaml", overrides=cure.overrides)
        assert optimizer.solve(cured).has_plan, cure.words
