"""Reasons in words, in the terminal and in the JSON report."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from optimizer.report.json_report import to_json
from optimizer.report.layout import Canvas
from optimizer.report.reasons import (
    against_baseline,
    alternative_sentence,
    lease_sentence,
    reasons,
    scarce_sentences,
)
from optimizer.report.terminal import to_terminal
from optimizer.results.reasoning import (
    Alternative,
    Explain,
    Kind,
    LeaseReason,
    Obstacle,
    Standing,
)
from tests.report.sample import explained_result, planless_result, sample_result


@pytest.mark.parametrize(
    ("standing", "worth", "edge", "says"),
    [
        (
            Standing.SIGNED, 9.54e6, 142.976,
            "Signing it is worth $9.54M, all that changes with it counted. Its rent could fall "
            "from $150.00/kW-month to $142.98/kW-month before it were better left.",
        ),
        (Standing.SIGNED, 9.54e6, None, "Signing it is worth $9.54M, all that changes with it "
         "counted."),
        (
            Standing.LEFT, -7.7e6, 166.5,
            "Signing it would cost $7.70M, all that changes with it counted. It would take "
            "$166.50/kW-month instead of $150.00/kW-month.",
        ),
        (
            Standing.LEFT, -7.7e6, None,
            "Signing it would cost $7.70M, all that changes with it counted. At twice the rent it "
            "would still not pay.",
        ),
        (
            Standing.NEEDED, None, 83.11,
            "Without it there is no plan at all. Below $83.11/kW-month there is none either.",
        ),
        (Standing.NEEDED, None, None, "Without it there is no plan at all."),
        (
            Standing.IMPOSSIBLE, None, None,
            "No plan can hold it: space, power, cash or a covenant is in the way. At twice the "
            "rent none could either.",
        ),
        (
            Standing.IMPOSSIBLE, None, 186.85,
            "No plan can hold it: space, power, cash or a covenant is in the way. It would take "
            "$186.85/kW-month instead of $150.00/kW-month.",
        ),
        (Standing.FORCED, None, None, "No choice: it runs already or must be signed."),
        (Standing.UNKNOWN, None, None, "What it is worth was not worked out."),
    ],
)  # fmt: skip
def test_why_a_lease_is_signed_or_left(
    standing: Standing, worth: float | None, edge: float | None, says: str
) -> None:
    assert lease_sentence(LeaseReason("aws", standing, 150.0, worth, edge)) == says


@pytest.mark.parametrize(
    ("kind", "taken", "npv", "impossible", "says"),
    [
        (Kind.BUILD, True, 8e6, False, "Without this rebuild the best plan is worth $2.00M less."),
        (
            Kind.BUILD, False, 9.9e6, False,
            "With at least one phase rebuilt the best plan is worth $100.0k less.",
        ),
        (Kind.ASIC_ORDER, True, 1e7, False, "Without this order the best plan is worth as much."),
        (
            Kind.BUILD, True, 1.01e7, False,
            "Without this rebuild a plan was found that is worth $100.0k more, within the gap.",
        ),
        (Kind.GPU_ORDER, False, None, True,
         "With at least one server ordered there is no plan at all."),
        (Kind.GPU_ORDER, True, None, False, "Without this order: not worked out."),
    ],
)  # fmt: skip
def test_what_it_costs_to_decide_otherwise(
    kind: Kind, taken: bool, npv: float | None, impossible: bool, says: str
) -> None:
    one = Alternative(kind, "x", taken, npv, None, impossible, None)
    assert alternative_sentence(one, 1e7) == says


def test_the_plan_beside_business_as_usual() -> None:
    told = explained_result().reasons
    assert told is not None
    assert told.baseline is not None
    base = told.baseline.npv.npv_usd
    assert "$2.00M more than business as usual" in against_baseline(told, base + 2e6)
    assert "worth as much as business as usual" in against_baseline(told, base)
    without = replace(told, baseline=None, obstacle=Obstacle.CASH, short_usd=1.73e6)
    assert against_baseline(without, 0.0).endswith("cash falls $1.73M short.")
    broken = replace(without, obstacle=Obstacle.COVENANTS, short_usd=None)
    assert against_baseline(broken, 0.0).endswith("a covenant is broken.")
    both = replace(without, obstacle=Obstacle.CASH_AND_COVENANTS)
    assert against_baseline(both, 0.0).endswith("is broken and cash falls $1.73M short.")


def marginal(*rows: tuple[str, str, str | None, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["kind", "name", "month", "unit", "usd_per_unit"])


def test_what_is_scarce_in_words() -> None:
    frame = marginal(
        ("grid", "rockdale", None, "MW", 402_000.0),
        ("grid", "rockdale", "2026-07", "MW", 212_000.0),
        ("grid", "rockdale", "2026-08", "MW", 190_000.0),
        ("covenant", "min_dscr 1.25x", None, "0.01x", 74_980.0),
        ("covenant", "min_dscr 1.25x", "2027-06", "0.01x", 74_980.0),
        ("debt", "line", None, "USD", -0.0205),
    )
    assert scarce_sentences(frame) == [
        "One more MW of grid at rockdale is worth $402.0k: something in 2026-07..2026-08, most in "
        "2026-07 ($212.0k); in other months nothing.",
        "The covenant min_dscr 1.25x looser by 0.01x is worth $74.98k, for 2027-06; in other "
        "months nothing.",
        "One more dollar of the limit of line costs $0.02.",
    ]
    assert scarce_sentences(frame.iloc[:0]) == []


@pytest.mark.parametrize("width", [80, 100])
def test_the_terminal_tells_them_within_its_width(width: int) -> None:
    text = to_terminal(explained_result(), Canvas(width=width))
    assert [line for line in text.splitlines() if len(line) > width] == []
    assert "…" not in text
    why = text[text.index("\nWhy\n") : text.index("Where the megawatts go")]
    for words in ("Leases, rents", "The best plans otherwise", "Machines: hashprice", "scarce"):
        assert words in why
    assert "Leave aws" in why
    assert "Sign neocloud" in why


def test_nothing_is_said_of_reasons_that_nobody_asked_for() -> None:
    assert "\nWhy\n" not in to_terminal(sample_result())
    assert reasons(sample_result()) == []
    assert reasons(planless_result()) == []


def test_what_was_left_out_is_said() -> None:
    result = explained_result()
    assert result.reasons is not None
    part = replace(result.reasons, level=Explain.QUICK)
    assert "Not every lease" in to_terminal(replace(result, reasons=part))
    quick = replace(part, alternatives=())
    assert "was not worked out: --explain full" in to_terminal(replace(result, reasons=quick))
    assert "--explain full" not in to_terminal(result)


def test_the_json_report_holds_them() -> None:
    result = explained_result()
    document = json.loads(to_json(result))
    assert result.reasons is not None
    assert result.reasons.baseline is not None
    base = document["baseline"]
    assert base["npv_usd"] == result.reasons.baseline.npv.npv_usd
    assert base["delta_usd"] == result.plan.npv.npv_usd - base["npv_usd"]
    total = sum(base["discounted"].values()) + sum(base["terminal"].values())
    assert total == pytest.approx(base["npv_usd"])
    contracts = {one["name"]: one for one in document["decisions"]["contracts"]}
    assert contracts["aws"]["npv_usd"] == 4.2e6
    assert contracts["aws"]["break_even_usd_per_kw_month"] == 121.25
    assert contracts["sovereign"]["npv_usd"] is None
    assert document["reasons"]["leases"][0]["slack_usd_per_kw_month"] == 8.75
    assert document["machines"]["rockdale/s19j"]["payback_months"] is None
    grid = document["marginal_values"]["grid"]["rockdale"]
    assert grid["unit"] == "MW"
    assert grid["by_month"] == {"2026-07": 212_000.0, "2026-08": 190_000.0}


def test_without_reasons_the_sections_are_null() -> None:
    document = json.loads(to_json(sample_result()))
    for key in ("baseline", "reasons", "machines", "marginal_values"):
        assert document[key] is None
