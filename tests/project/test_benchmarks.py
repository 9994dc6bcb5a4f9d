"""What is measured is well made: fleets are valid and the same each time, specs and pages hold."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import optimizer
from benchmarks import spec
from benchmarks.generate import Size, fleet, write
from benchmarks.peers.hourly import site_year
from benchmarks.suite import complaints
from docs._generate import benchmarks as page
from docs._generate.chart import Series, log_log

SIZES = (
    Size(months=12, halls=1, leases=1, window_months=1, orders=0, hours=12),
    Size(months=24, sites=3, halls=5, leases=6, hours=12),
    Size(months=240, sites=2, halls=8, leases=8, orders=2),
    Size(hours=2 * 8_783),
)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_made_fleet_is_valid_and_as_large_as_asked(size: Size, tmp_path: Path) -> None:
    problem = optimizer.load(write(size, tmp_path))
    assert problem.horizon.months == size.months
    assert len(problem.sites) == size.sites
    assert len(problem.halls) == size.halls
    assert len(problem.contracts) == size.leases
    assert all(len(contract.starts) == size.window_months for contract in problem.contracts)
    rows = (tmp_path / "prices-1.csv").read_text(encoding="utf-8").splitlines()
    assert abs(len(rows) - 1 - size.hours) <= 24 * (size.hours // 8_783)


def test_a_size_and_a_seed_make_one_fleet() -> None:
    assert fleet(SIZES[1]) == fleet(SIZES[1])
    assert fleet(SIZES[1]) != fleet(replace(SIZES[1], seed=2))


@pytest.mark.parametrize("name", spec.names())
def test_specs_are_read_and_name_fleets_that_are_there(name: str) -> None:
    found = spec.read(name)
    assert found.all_cases()
    for case in found.all_cases():
        assert (case.fleet is None) != (case.size is None)
        if case.fleet is not None:
            assert (spec.HERE / case.fleet).exists()


def test_peers_refuse_what_they_do_not_model(fleets: Path) -> None:
    with pytest.raises(ValueError, match="holds something that the peers do not model"):
        site_year(optimizer.load(fleets / "west-texas-hybrid" / "site.yaml"))


def test_a_peer_with_another_optimum_is_told() -> None:
    case = {"name": "x", "npv_usd": 100.0, "peers": {"a": {"npv_usd": 100.0 + 1e-6}}}
    assert complaints(case) == []
    case["peers"] = {"a": {"npv_usd": 100.1}, "b": {"npv_usd": None, "error": "no words"}}
    assert [words.partition(":")[0] for words in complaints(case)] == ["x, a", "x, b"]
    assert complaints({"name": "y", "npv_usd": None, "reason": "error"}) != []


def test_kept_results_make_the_page() -> None:
    assert {"peers", "portfolio"} <= set(page.results())
    text = page.body()
    for name, found in page.results().items():
        assert found["title"] in text, name
        assert json.dumps(found["machine"]["cores"]) in text


def test_a_chart_is_drawn_on_two_logarithmic_axes() -> None:
    text = log_log("t", "months", "seconds", [Series("a & b", ((10.0, 1.0), (100.0, 10.0)))])
    assert text.startswith("<svg")
    assert "a &amp; b" in text
    assert text.count("<circle") == 2
