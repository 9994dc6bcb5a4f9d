"""The HTML report: whole, self-contained, escaped, and useful without scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import optimizer
from optimizer.plan import Explain
from optimizer.report.html import to_html
from optimizer.report.html.charts import charts
from optimizer.report.html.page import asset, script_data
from optimizer.report.notebook import to_notebook
from optimizer.results.result import Result
from tests.report.sample import (
    explained_result,
    feasible_result,
    idle_result,
    planless_result,
    sample_result,
)

RESULTS: dict[str, Callable[[], Result]] = {
    "explained": explained_result,
    "plain": sample_result,
    "idle": idle_result,
    "feasible": feasible_result,
    "planless": planless_result,
}
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Outline(HTMLParser):
    """Open elements, headings, ids and places that lead out of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.outward: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.stack.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("src", "href") and not (value or "").startswith("#"):
                self.outward.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] not in ("script", "style"):
            self.texts.append(data)


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    parser.close()
    assert parser.stack == []
    return parser


@pytest.mark.parametrize("name", RESULTS)
def test_the_page_is_well_formed_and_leads_nowhere_else(name: str) -> None:
    page = to_html(RESULTS[name]())
    found = outline(page)
    assert found.outward == []
    assert len(set(found.ids)) == len(found.ids)
    assert found.headings[0] == 1
    assert found.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(found.headings))
    assert '<html lang="en">' in page
    assert "http" not in re.sub(r"<script>.*?</script>|<style>.*?</style>", "", page, flags=re.S)
    assert len(page.encode()) < 1_500_000


def test_a_planless_page_has_no_scripts() -> None:
    assert "<script" not in to_html(planless_result())


def test_every_picture_has_its_message_its_data_and_its_numbers() -> None:
    result = explained_result()
    page = to_html(result)
    pictures = charts(result)
    (text,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    data = json.loads(text)
    kinds = {chart.kind for chart in pictures}
    assert kinds == {
        "megawatts", "cash", "timeline", "waterfall", "rents", "hashcost", "prices",
    }  # fmt: skip
    drawn = asset("plan_charts.js")
    for chart in pictures:
        assert re.search(rf"^    {chart.kind}\(data\)", drawn, re.M), "no function draws it"
        assert data[chart.name] == chart.data
        assert chart.message in "".join(outline(page).texts)
        assert chart.table is not None or chart.kind == "rents"


def test_the_waterfall_adds_up(fleets: Path) -> None:
    for name in ("two-sites", "gpu-cloud"):
        result = optimizer.solve(fleets / name / "site.yaml", explain=Explain.QUICK)
        chart = next(one for one in charts(result) if one.name == "waterfall")
        bars = chart.data["bars"]
        assert isinstance(bars, list)
        *steps, last = [bar for bar in bars if isinstance(bar, dict)]
        assert last["to"] == result.plan.npv.npv_usd
        assert steps[-1]["to"] == pytest.approx(result.plan.npv.npv_usd, abs=5.0)
        for before, after in pairwise(steps):
            assert after["from"] == pytest.approx(before["to"])


def test_names_cannot_break_out() -> None:
    result = sample_result()
    contracts = result.plan.decisions.contracts.copy()
    evil = "</script><img src=x onerror=alert(1)>"
    contracts["name"] = evil
    decisions = replace(result.plan.decisions, contracts=contracts)
    plan = replace(result.plan, decisions=decisions)
    fleet = replace(result.fleet, name=evil, description=evil)
    page = to_html(replace(result, plan_or_none=plan, fleet=fleet))
    found = outline(page)
    assert found.outward == []
    assert "<img" not in page
    assert evil in "".join(found.texts)
    assert evil in "".join(outline(to_notebook(replace(result, fleet=fleet))).texts)


def test_script_data_is_json_without_markup() -> None:
    text = script_data({"a": "</script>&<!--", "b": [1.5, None]})
    assert not set("<>&") & set(text)
    assert json.loads(text) == {"a": "</script>&<!--", "b": [1.5, None]}


def test_the_same_result_gives_the_same_page() -> None:
    assert to_html(explained_result()) == to_html(explained_result())


def test_a_fleet_without_a_plan_shows_its_cures(fleets: Path) -> None:
    result = optimizer.solve(fleets / "no-way-out" / "site.yaml")
    text = "".join(outline(to_html(result)).texts)
    assert "What would give a plan" in text
    assert "--set finance.cash_usd=5085000" in text


def test_the_price_duration_curve_falls(fleets: Path) -> None:
    plan = optimizer.solve(fleets / "two-sites" / "site.yaml").plan
    for _, curve in plan.prices.groupby(level=0):
        price = curve["usd_per_mwh"].to_numpy()
        assert (price[1:] <= price[:-1]).all()
        assert len(price) == 101


@pytest.mark.parametrize("name", RESULTS)
def test_a_notebook_shows_it(name: str) -> None:
    result = RESULTS[name]()
    block = result._repr_html_()
    assert block == to_notebook(result)
    assert "<script" not in block
    outline(block)
