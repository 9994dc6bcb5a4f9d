"""Every shipped fleet explains itself, holds to what is expected, and is proved and replayed."""

from pathlib import Path

import pytest

import optimizer
from optimizer.certificate.ladder import Rung
from optimizer.ledger import describe
from optimizer.report.json_report import to_document
from optimizer.results.result import Result
from optimizer.solvers.base import Reason
from optimizer.studies.check.drift import drifts
from optimizer.studies.check.expected import read_expected
from optimizer.studies.check.facts import facts_of
from optimizer.studies.compare import read_side

FLEETS = Path(__file__).resolve().parents[2] / "fleets"
EXPECTED = {path.parent.name: read_expected(path) for path in FLEETS.glob("*/expected.json")}
WITHOUT_PLAN = sorted(
    name for name, one in EXPECTED.items() if one is not None and one.reason == "infeasible"
)
WITH_PLAN = sorted(set(EXPECTED) - set(WITHOUT_PLAN))


@pytest.fixture(scope="module")
def results(fleets: Path) -> dict[str, Result]:
    """Results so far, so that each fleet is solved once."""
    return {}


def solved(results: dict[str, Result], fleets: Path, name: str) -> Result:
    if name not in results:
        results[name] = optimizer.solve(optimizer.load(fleets / name / "site.yaml"))
    return results[name]


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


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_fleet_holds_to_what_is_expected(
    fleets: Path, results: dict[str, Result], name: str
) -> None:
    expected = EXPECTED[name]
    assert expected is not None
    assert expected.history
    facts = facts_of(read_side(to_document(solved(results, fleets, name)), name))
    assert drifts(expected, facts) == ()


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
