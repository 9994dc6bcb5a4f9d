"""A report whose numbers were changed is not believed, with a new seal or without."""

import copy
import json
import random
import shutil

import numpy as np
import pytest

import optimizer
from optimizer.certificate.encode import decode_plan, encode_plan
from optimizer.plan import Explain
from optimizer.report.json_report import PLAN_SECTIONS, to_document
from optimizer.report.json_schedule import ReportError
from optimizer.report.seal import SEAL, seal_of
from optimizer.verification import Standing, verify
from optimizer.verification.words import to_terminal

# What only a solve can know: nothing in the fleet file proves or contradicts it.
CLAIMS = {
    "solver",
    "termination",
    "choice",
    "diagnosis",
    "reasons",
    "marginal_values",
    "fleetopt_version",
    "fleetopt_report",
    SEAL,
}
CLAIMED_PATHS = {
    ("certificate", "search"),
    ("certificate", "check"),
    ("certificate", "corroborated_by"),
    ("fleet", "file"),
}
# What a lease is worth takes solves.
WORTHS = ("npv_usd", "break_even_usd_per_kw_month")

FLEETS = ("by-hand", "btc-treasury", "gpu-cloud")


@pytest.fixture(scope="module")
def reports(repo_root, tmp_path_factory):
    """Path of the fleet file and its report, by fleet; of gpu-cloud three of five years."""
    out = {}
    copies = tmp_path_factory.mktemp("fleets")
    for name in FLEETS:
        shutil.copytree(repo_root / "fleets" / name, copies / name)
        path = copies / name / "site.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("months: 60}", "months: 36}"), encoding="utf-8")
        out[name] = path, to_document(optimizer.solve(path, explain=Explain.FULL))
    return out


def numbers(value, path=()):
    """Paths of all numbers."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from numbers(item, (*path, i))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def changed(document, path):
    """The document with one number changed: a little, but not as little as rounding."""
    document = copy.deepcopy(document)
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    old = parent[path[-1]]
    parent[path[-1]] = old + 1 if isinstance(old, int) else old * 1.001 + 0.01
    return document


def verdict(document, fleet, folder):
    path = folder / "report.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return verify(path, fleet)


@pytest.mark.parametrize("name", FLEETS)
def test_an_honest_report_is_true(reports, tmp_path, name):
    fleet, document = reports[name]
    found = verdict(document, fleet, tmp_path)
    assert found.ok
    assert {check.standing for check in found.checks} == {Standing.HOLDS}
    assert [c.name for c in found.checks] == ["seal", "fleet", "plan", "bound", "numbers", "ledger"]


@pytest.mark.parametrize("name", FLEETS)
def test_a_change_breaks_the_seal(reports, tmp_path, name):
    _, document = reports[name]
    paths = [path for path in numbers(document) if "seconds" not in path]
    for path in random.Random(1).sample(paths, 200 if len(paths) > 200 else len(paths)):
        assert seal_of(changed(document, path)) != document[SEAL], path


@pytest.mark.parametrize(
    ("name", "tries"), [("by-hand", 120), ("btc-treasury", 25), ("gpu-cloud", 15)]
)
def test_a_change_under_a_new_seal_is_found(reports, tmp_path, name, tries):
    fleet, document = reports[name]
    paths = [
        path
        for path in numbers(document)
        if path[0] not in CLAIMS
        and path[:2] not in CLAIMED_PATHS
        and "proof" not in path
        and not (path[:2] == ("decisions", "contracts") and path[-1] in WORTHS)
    ]
    for path in random.Random(2).sample(paths, min(tries, len(paths))):
        forged = changed(document, path)
        forged[SEAL] = seal_of(forged)
        found = verdict(forged, fleet, tmp_path)
        assert not found.ok, path
        assert found.checks[0].standing is Standing.HOLDS


def without_schedule(document):
    document["schedule"] = None
    document["termination"]["reason"] = "error"


def without_a_key(document):
    del document["schedule"]


def of_no_number(document):
    x = decode_plan(document["certificate"]["columns"])
    document["certificate"]["columns"] = encode_plan(np.full(len(x), np.nan))


def no_plan_but_a_worth(document):
    for key in PLAN_SECTIONS:
        document[key] = None
    document["termination"]["reason"] = "infeasible"


@pytest.mark.parametrize(
    "forge", [without_schedule, without_a_key, of_no_number, no_plan_but_a_worth]
)
def test_leaving_out_what_could_be_checked_is_no_way_out(reports, tmp_path, forge):
    fleet, document = reports["by-hand"]
    document = copy.deepcopy(document)
    forge(document)
    document[SEAL] = seal_of(document)
    found = verdict(document, fleet, tmp_path)
    assert [check.name for check in found.checks if check.standing is Standing.FAILS] == ["plan"]


@pytest.mark.parametrize("number", ["1e400", "1" + "0" * 400])
@pytest.mark.parametrize("key", ["threads", "gap_requested"])
def test_numbers_that_no_float_holds_are_no_report(reports, tmp_path, key, number):
    fleet, document = reports["by-hand"]
    document = copy.deepcopy(document)
    document["solver"][key] = "here"
    path = tmp_path / "report.json"
    path.write_text(json.dumps(document).replace('"here"', number), encoding="utf-8")
    with pytest.raises(ReportError, match="larger than any number"):
        verify(path, fleet)


def test_a_claim_is_not_called_true(reports, tmp_path):
    fleet, document = reports["by-hand"]
    document = copy.deepcopy(document)
    nothing = {"bound_usd": None, "gap": None, "nodes": 0, "leaves": 0, "open_leaves": 0}
    document["certificate"].update(proof=None, rung="plan verified", **nothing)
    document[SEAL] = seal_of(document)
    found = verdict(document, fleet, tmp_path)
    assert found.ok
    assert [check.name for check in found.checks if check.standing is Standing.CLAIMED] == ["bound"]
    assert "not all of it is proved" in " ".join(to_terminal(found).split())


def test_no_name_takes_numbers_out_of_the_checks(repo_root, tmp_path):
    fleet = tmp_path / "site.yaml"
    text = (repo_root / "fleets" / "by-hand" / "site.yaml").read_text(encoding="utf-8")
    fleet.write_text(text.replace("name: home", "name: seconds"), encoding="utf-8")
    document = to_document(optimizer.solve(fleet))
    assert verdict(document, fleet, tmp_path).ok
    forged = changed(document, ("monthly", "sites", "seconds", "mining_mw", 0))
    assert seal_of(forged) != document[SEAL]
    forged[SEAL] = seal_of(forged)
    assert not verdict(forged, fleet, tmp_path).ok


def test_another_fleet_file_is_noticed(reports, tmp_path):
    fleet, document = reports["by-hand"]
    other = tmp_path / "site.yaml"
    text = fleet.read_text(encoding="utf-8")
    other.write_text(text + "\n# one more line\n", encoding="utf-8")
    found = verdict(document, other, tmp_path)
    assert [check.name for check in found.checks if check.standing is Standing.FAILS] == ["fleet"]


def test_an_infeasible_fleet_is_verified_by_its_proof(repo_root, tmp_path):
    fleet = repo_root / "fleets" / "no-way-out" / "site.yaml"
    document = to_document(optimizer.solve(fleet, assurance=optimizer.Assurance(diagnose=False)))
    assert verdict(document, fleet, tmp_path).ok
    # The same proof for a file with more cash proves nothing.
    richer = fleet.read_text(encoding="utf-8").replace("cash_usd: 2000000", "cash_usd: 9000000", 1)
    other = tmp_path / "site.yaml"
    other.write_text(richer, encoding="utf-8")
    found = verdict(document, other, tmp_path)
    assert {c.name for c in found.checks if c.standing is Standing.FAILS} == {"fleet", "no plan"}


def test_a_forged_baseline_is_no_plan_of_the_fleet(reports, tmp_path):
    fleet, document = reports["by-hand"]
    forged = copy.deepcopy(document)
    x = decode_plan(forged["baseline"]["columns"])
    forged["baseline"]["columns"] = encode_plan(x + 1.0)
    forged[SEAL] = seal_of(forged)
    found = {check.name: check for check in verdict(forged, fleet, tmp_path).checks}
    assert found["baseline"].standing is Standing.FAILS
    forged["baseline"]["columns"] = encode_plan(x[:-1])
    forged[SEAL] = seal_of(forged)
    found = {check.name: check for check in verdict(forged, fleet, tmp_path).checks}
    assert "no plan of this program" in found["baseline"].words
