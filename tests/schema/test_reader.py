"""Reading never ends in a traceback, whatever the file holds."""

import contextlib
import copy
import random
import shutil
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core.core_schema import ErrorType

from optimizer.errors import InputError
from optimizer.inputs import load_with_warnings, words
from optimizer.inputs.checks import CHECKS
from optimizer.inputs.overrides import apply_overrides
from optimizer.inputs.reader import examine, read_fleet
from optimizer.inputs.repair import repaired
from optimizer.inputs.source import parse_source
from optimizer.inputs.words import put_into_words
from optimizer.schema import Fleet
from tests.bad_files.cases import BASE, HERE

DOCUMENT = yaml.load(BASE, Loader=yaml.BaseLoader)
ODD: list[Any] = [
    None, True, -1, 0, 1e300, float("nan"), float("inf"), "", "x", "2026-01", "1,5", [], {}, [[]],
    {"a": 1}, {"2026-01": 3}, {"kind": "block"}, ["x", "x"], 10**30, "\u202e", "north/A", "a.csv",
]  # fmt: skip


def test_a_good_file_is_read() -> None:
    read = read_fleet(HERE / "base.yaml")
    assert read.fleet.name == "base"
    assert read.path == HERE / "base.yaml"
    assert len(read.sha256) == 64
    assert read.warnings == ()
    assert read.source.document == examine(read.source).source.document


def test_warnings_do_not_stop_reading() -> None:
    read = read_fleet(HERE / "base.yaml", ["contracts.rival.usd_per_kw_month=0"])
    assert [one.code for one in read.warnings] == ["W342"]
    assert read.fleet.contracts[1].usd_per_kw_month == 0


def test_a_file_that_is_wrong_raises_all_it_has() -> None:
    with pytest.raises(InputError) as caught:
        read_fleet(HERE / "base.yaml", ["contracts.rival.mw=-1", "finance.cash_usd=2e7"])
    assert [one.code for one in caught.value.findings] == ["E204"]
    assert "site.yaml" not in str(caught.value)


# ------------------------------------------------------------------------------- odd files


def places(part: Any, loc: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = part.items() if isinstance(part, dict) else enumerate(part)
    found = [loc]
    for key, value in items:
        at = (*loc, key)
        found += places(value, at) if isinstance(value, dict | list) else [at]
    return found


PLACES = [loc for loc in places(DOCUMENT) if loc]


def bend(document: Any, loc: tuple[Any, ...], value: Any) -> None:
    part = document
    for step in loc[:-1]:
        try:
            part = part[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(part, dict) or (isinstance(part, list) and loc[-1] in range(len(part))):
        part[loc[-1]] = value


def as_source(document: Any) -> Any:
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    return parse_source(text, "site.yaml", HERE)


@pytest.mark.parametrize("seed", range(8))
def test_odd_values_anywhere_are_findings_and_no_tracebacks(tmp_path: Path, seed: int) -> None:
    """Every key of a full fleet in turn, with values that it never should have."""
    rng = random.Random(seed)
    shutil.copy(HERE / "prices.csv", tmp_path)
    path = tmp_path / "site.yaml"
    good = parse_source(BASE, "site.yaml", HERE).document
    for loc in rng.sample(PLACES, 40):
        document = copy.deepcopy(good)
        bend(document, loc, rng.choice(ODD))
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        try:
            findings = load_with_warnings(path)[1]
        except InputError as error:
            findings = error.findings
        for found in findings:
            assert found.message
            assert found.line > 0 or found.code == "E401"


def survey(document: Any) -> tuple[Any, ...]:
    try:
        return examine(as_source(document)).findings
    except InputError as error:
        return error.findings


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=1, max_size=6))
def test_several_odd_values_at_once(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = copy.deepcopy(parse_source(BASE, "site.yaml", HERE).document)
    for loc, value in changes:
        bend(document, loc, copy.deepcopy(value))
    for found in survey(document):
        assert found.message


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        examine(parse_source(text, "site.yaml", Path()))


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=30), st.text(max_size=10))
def test_any_override_is_applied_or_refused(path: str, value: str) -> None:
    source = parse_source(BASE, "site.yaml", HERE)
    with contextlib.suppress(InputError):
        apply_overrides(source, [f"{path}={value}"])


# ---------------------------------------------------------------------------------- words


def test_every_wording_is_of_an_error_that_can_happen() -> None:
    ours = {"month", "year", "name", "exclusive", "repeated", "version"}
    known = set(get_args(ErrorType)) | ours
    assert set(words._WORDING) <= known


def test_all_errors_of_odd_files_are_worded() -> None:
    """No error of pydantic's reaches people in pydantic's words."""
    from pydantic import ValidationError

    good = parse_source(BASE, "site.yaml", HERE).document
    unworded = set()
    for loc in PLACES:
        for value in (None, True, -1, "x", [], {}, {"kind": "y"}, 1e300, ["x", "x"], 0.5):
            document = copy.deepcopy(good)
            bend(document, loc, value)
            try:
                Fleet.model_validate(document)
            except ValidationError as error:
                unworded |= {one["type"] for one in error.errors()} - set(words._WORDING)
    assert unworded == set()


# --------------------------------------------------------------------------------- repair


def test_a_mended_document_is_a_fleet() -> None:
    document = parse_source(BASE, "site.yaml", HERE).document
    assert isinstance(document, dict)
    document["descriptoin"] = document.pop("description")
    found = put_into_words(errors_of(document))
    fleet, mended = repaired(document, found)
    assert fleet is not None
    assert fleet.description == "two sites"
    assert mended == {("descriptoin",)}


def errors_of(document: Any) -> Any:
    from pydantic import ValidationError

    with pytest.raises(ValidationError) as caught:
        Fleet.model_validate(document)
    return caught.value.errors(include_url=False)


@pytest.mark.parametrize(
    ("loc", "value"),
    [(("horizon", "months"), 0), (("contracts", 0, "name"), ""), (("market",), 3),
     (("sites", 0, "halls"), [])],
)  # fmt: skip
def test_what_much_depends_on_is_not_mended(loc: tuple[Any, ...], value: Any) -> None:
    document = copy.deepcopy(parse_source(BASE, "site.yaml", HERE).document)
    bend(document, loc, value)
    assert repaired(document, put_into_words(errors_of(document))) == (None, frozenset())


# --------------------------------------------------------------------------------- checks


def test_checks_are_named_and_explained() -> None:
    names = [check.name for check in CHECKS]
    assert len(names) == len(set(names))
    for check in CHECKS:
        assert check.doc.endswith("."), check.name
        assert (check.severity == "error") == check.code.startswith("E")
    assert [check.code[1:2] for check in CHECKS] == ["3"] * len(CHECKS)
