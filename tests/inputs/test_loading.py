"""Loading as a whole: everything wrong at once, each where it stands."""

import dataclasses
import subprocess
import sys
from pathlib import Path
from types import NoneType

import numpy as np
import pytest

from optimizer.inputs import load
from optimizer.inputs.assemble import Reading, assemble
from optimizer.inputs.problem import Problem
from optimizer.inputs.source import read_source
from optimizer.inputs.tables import Tables
from optimizer.months import Horizon
from optimizer.schema import Fleet
from tests.referee.fleets import random_fleet
from tests.referee.reading import Reader, hashprice, month_number, sites_of
from tests.referee.tariff import read_tariff


def test_all_curves_that_cannot_be_read_are_told_at_once(fleet):
    fleet.file("c.csv", "month,usd,bad", *(f"2026-0{m},{m},-{m}" for m in range(1, 6)))
    fleet.document["market"]["hashprice_usd_per_ph_day"] = {"csv": "c.csv", "column": "usd"}
    fleet.site["grid_mw"] = {"csv": "d.csv", "column": "mw"}
    fleet.site["fixed_cost_usd_per_month"] = {"csv": "c.csv", "column": "us"}
    fleet.site["asics"][0]["model"] = "nothing like it"
    del fleet.site["asics"][0]["hashrate_th"], fleet.site["asics"][0]["power_w"]
    found = {error.path: error for error in fleet.errors()}
    assert {path: error.code for path, error in found.items()} == {
        "market.hashprice_usd_per_ph_day.csv": "E403",
        "sites.north.grid_mw.csv": "E401",
        "sites.north.fixed_cost_usd_per_month.column": "E402",
        "sites.north.asics.old.model": "E306",
    }
    assert {error.file for error in found.values()} == {str(fleet.folder / "site.yaml")}
    column = found["sites.north.fixed_cost_usd_per_month.column"]
    assert column.message == "c.csv: there is no column 'us'"
    assert column.hint == "did you mean 'usd'?"
    assert column.got == "month, usd, bad"


def test_values_of_a_file_keep_to_the_range_of_their_key(fleet):
    fleet.document["horizon"]["months"] = 2
    fleet.document["market"]["btc_price_usd"] = {"csv": "c.csv", "column": "usd"}
    fleet.file("c.csv", "month,usd", "2026-01,0", "2026-02,90000")
    (error,) = fleet.errors()
    assert error.code == "E391"
    assert (error.file, error.line, error.column) == (str(fleet.folder / "c.csv"), 2, 9)
    assert (error.got, error.allowed) == ("0", "more than 0")
    assert error.path == "market.btc_price_usd"


def test_a_column_of_a_file_may_be_used_with_different_ranges(fleet):
    fleet.file("c.csv", "month,usd", *(f"2026-0{m},-{m}" for m in range(1, 7)))
    curve = {"csv": "c.csv", "column": "usd"}
    fleet.site["power"]["supply"][0]["usd_per_mwh"] = curve  # power may have negative prices
    assert fleet.load().sites[0].power.blocks[0].price.tolist() == [-1, -2, -3, -4, -5, -6]
    fleet.site["grid_mw"] = curve
    wrong = [error for error in fleet.errors() if error.file.endswith("c.csv")]
    assert [(error.code, error.line) for error in wrong] == [("E391", m + 1) for m in range(1, 7)]


def test_a_wrong_shape_is_told_before_files_are_looked_at(fleet):
    fleet.document["horizon"]["months"] = "six"
    assert [error.code for error in fleet.errors()] == ["E203"]


def test_overrides_are_read(fleet):
    fleet.load()
    assert load(fleet.folder / "site.yaml", ["horizon.months=3"]).horizon.months == 3


def test_the_types_of_the_problem_need_nothing_heavy():
    code = (
        "import sys, optimizer.inputs.problem\n"
        "heavy = {'pydantic', 'yaml', 'pandas', 'scipy'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def floats_of(thing: object, path: str = "problem"):
    """Everything below a dataclass that is declared a float, with its path."""
    assert dataclasses.is_dataclass(thing)
    for item in dataclasses.fields(thing):
        value, at = getattr(thing, item.name), f"{path}.{item.name}"
        if item.type in (float, float | None):
            yield at, value
        for i, one in enumerate(value if isinstance(value, tuple) else (value,)):
            if dataclasses.is_dataclass(one) and not isinstance(one, Horizon | type):
                yield from floats_of(one, f"{at}[{i}]")


def test_floats_are_floats_also_by_default(fleet):
    lease = {"name": "x", "mw": 1, "start": "2026-02", "term_months": 9, "usd_per_kw_month": 1}
    fleet.document["contracts"] = [lease]
    line = {"name": "line", "kind": "revolver", "limit_usd": 1, "rate_pct": 10}
    fleet.document["finance"] = {"debts": [line], "treasury": {}}
    fleet.document["market"]["btc_price_usd"] = 9e4
    found = dict(floats_of(fleet.load()))
    assert len(found) > 30
    assert {at: value for at, value in found.items() if type(value) not in (float, NoneType)} == {}


def assembled(path: Path) -> Problem:
    """The problem of a file that may make no sense, such as a lease too large for its halls."""
    source = read_source(path)
    said = Fleet.model_validate(source.document)
    reading = Reading(said.horizon.planned, source, Tables(source.folder))
    problem = assemble(said, reading, path, source.sha256)
    assert [found for found in reading.findings if found.severity == "error"] == []
    return problem


@pytest.mark.parametrize("seed", range(40))
def test_random_fleets_read_like_the_referee_reads_them(tmp_path, seed):
    fleet = random_fleet(seed)
    problem = assembled(fleet.write(tmp_path))
    horizon = fleet.document["horizon"]
    reader = Reader(tmp_path, month_number(horizon["start"]), horizon["months"])
    expected = hashprice(fleet.document["market"], reader)
    np.testing.assert_allclose(problem.market.hashprice, expected, rtol=1e-12)
    for site, said in zip(problem.sites, sites_of(fleet.document), strict=True):
        for t, month in enumerate(read_tariff(said, reader)):
            table = site.power.hours[t]
            ours = np.column_stack([table.price, table.weight, table.candidate])
            theirs = np.array([(h.price, h.weight, h.candidate) for h in month.hours])
            np.testing.assert_allclose(ours, theirs, rtol=1e-12)
            np.testing.assert_allclose(site.power.reference_price[t], month.reference_price)
            np.testing.assert_allclose(site.power.peak_rate[t] * 1000, month.peak_usd_per_mw)
            np.testing.assert_allclose(site.power.demand_rate[t] * 1000, month.demand_usd_per_mw)
            assert [b.mw for b in site.power.blocks if b.active[t]] == [b.mw for b in month.blocks]
