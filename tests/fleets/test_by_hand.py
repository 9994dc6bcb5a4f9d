"""``fleets/by-hand`` is worth what its README works out on paper."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

import optimizer
from optimizer.results.result import Plan
from tests.fleets.by_hand import net_present_value


@pytest.fixture(scope="module")
def plan(fleets: Path) -> Plan:
    return optimizer.solve(optimizer.load(fleets / "by-hand" / "site.yaml")).plan


def test_readme_states_the_value_worked_out_in_decimals(fleets: Path) -> None:
    npv, lines = net_present_value(fleets / "by-hand" / "site.yaml")
    readme = (fleets / "by-hand" / "README.md").read_text(encoding="utf-8")
    stated = re.search(r"net present value\s+([\d,.]+)", readme)
    assert stated is not None
    assert Decimal(stated[1].replace(",", "")) == npv.quantize(Decimal("0.01"))
    for values in lines.values():
        for usd in values:
            assert f"{usd:,.0f}" in readme


def test_plan_is_worth_the_value_worked_out_in_decimals(fleets: Path, plan: Plan) -> None:
    npv, _ = net_present_value(fleets / "by-hand" / "site.yaml")
    assert plan.npv.npv_usd == pytest.approx(float(npv), rel=1e-9)


def test_money_lines_are_those_of_the_sheet(fleets: Path, plan: Plan) -> None:
    _, lines = net_present_value(fleets / "by-hand" / "site.yaml")
    for line, usd in lines.items():
        assert plan.money[line].tolist() == pytest.approx([float(value) for value in usd])
    others = plan.money.drop(columns=list(lines))
    assert others.abs().to_numpy().max() == pytest.approx(0, abs=1e-6)


def test_everything_is_sold_at_once_where_mining_does_not_pay(fleets: Path) -> None:
    low = ["market.hashprice_usd_per_ph_day=20"]
    plan = optimizer.solve(optimizer.load(fleets / "by-hand" / "site.yaml", overrides=low)).plan
    sales = plan.decisions.asic_sales
    assert sales["month"].tolist() == ["2026-07"]
    assert sales["units"].tolist() == pytest.approx([1000])
    assert sales["usd"].tolist() == pytest.approx([110_000])
