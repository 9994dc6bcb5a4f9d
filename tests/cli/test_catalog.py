"""``fleetopt catalog``."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from optimizer.catalog import AsicModel, asics, gpus, search
from optimizer.cli.main import main


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["catalog", *arguments])


def test_it_lists_every_machine():
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    for machine in (*asics(), *gpus()):
        assert machine.name in result.stdout


def test_no_line_is_wider_than_a_page_and_no_name_is_cut():
    lines = run().stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert not any("…" in line for line in lines)


def test_a_row_holds_the_figures_with_their_units():
    head, row = run("S19j Pro 100").stdout.splitlines()[1::2][:2]
    assert head.split()[:5] == ["Model", "Maker", "TH/s", "W", "J/TH"]
    machine = search("S19j Pro 100")[0]
    assert isinstance(machine, AsicModel)
    assert f"{machine.power_w:,.0f}" in row
    assert f"{machine.j_per_th:.1f}" in row


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["s21", "xp"], None),
        (["s21 xp"], search("s21 xp")),
        (["--kind", "gpu"], search(kind="gpu")),
        (["--cooling", "hydro", "--max-j-per-th", "16"], search(None, None, "hydro", None, 16.0)),
        (["--min-year", "2025", "--kind", "asic"], search(None, "asic", None, 2025)),
    ],
)
def test_conditions_reach_the_search(arguments, found):
    result = run(*arguments, "--json")
    if found is None:
        assert result.exit_code == 2  # two words are one argument
        return
    assert [machine["name"] for machine in json.loads(result.stdout)] == [m.name for m in found]
    assert found


def test_json_tells_kinds_apart_and_carries_sources():
    machines = json.loads(run("--json").stdout)
    assert {machine["kind"] for machine in machines} == {"asic", "gpu"}
    assert all(machine["source"] for machine in machines)
    asic = next(machine for machine in machines if machine["kind"] == "asic")
    assert asic["j_per_th"] == asic["power_w"] / asic["hashrate_th"]


def test_nothing_found_is_said_and_told_by_the_exit_code():
    result = run("no such machine")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "No machine matches" in result.stderr
    empty = run("no such machine", "--json")
    assert (empty.exit_code, empty.stdout) == (1, "[]\n")


@pytest.mark.parametrize(
    "arguments", [["--kind", "cpu"], ["--max-j-per-th", "nan"], ["--min-year", "soon"]]
)
def test_conditions_that_mean_nothing_are_refused(arguments):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert arguments[0] in result.stderr
