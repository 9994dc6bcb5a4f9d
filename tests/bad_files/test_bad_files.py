"""Every mistake is found where it is, with what was got, what is allowed and what to do."""

import shutil
from pathlib import Path

import pytest

from optimizer.errors import Finding, InputError
from optimizer.inputs import load_with_warnings
from optimizer.inputs.checks import CHECKS
from tests.bad_files.cases import BASE, CASES, HERE, Case, apart


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the CSV files of the base fleet, and a bad one."""
    shutil.copy(HERE / "prices.csv", tmp_path)
    rows = "".join(f"{2026 + t // 12}-{t % 12 + 1:02d},-1\n" for t in range(48))
    (tmp_path / "bad.csv").write_text(f"month,below\n{rows}", encoding="utf-8")
    return tmp_path


def findings(folder: Path, text: str, overrides: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    path = folder / "site.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        return load_with_warnings(path, overrides)[1]
    except InputError as error:
        return error.findings


def told(found: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(one.code, one.path) for one in found}


def test_the_base_is_good(folder: Path) -> None:
    assert findings(folder, BASE) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_mistake(folder: Path, case: Case) -> None:
    text, line, column = case.apply()
    found = findings(folder, text)
    assert (case.code, case.path) in told(found)
    one = next(one for one in found if (one.code, one.path) == (case.code, case.path))
    assert case.says in "\n".join((one.message, one.got, one.allowed, one.hint))
    if not one.file.endswith(".csv"):
        assert (one.file, one.line, one.column) == (str(folder / "site.yaml"), line, column)
        assert one.excerpt == text.splitlines()[line - 1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_mistake_makes_no_other_errors(folder: Path, case: Case) -> None:
    text, _, _ = case.apply()
    errors = {one.code for one in findings(folder, text) if one.severity == "error"}
    assert errors <= {case.code} | KNOWN_COMPANY.get(case.name, set())


# What follows from a mistake by itself, and is right to be told as well.
KNOWN_COMPANY = {"two sites": {"E303"}, "two halls": {"E302"}}


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 60


def test_every_check_has_a_case() -> None:
    assert {check.code for check in CHECKS} <= {case.code for case in CASES}


def test_mistakes_of_sense_are_told_together(folder: Path) -> None:
    """No mistake hides one in another part of the file, CSV files included."""
    kinds = ("E303", "E305", "E306", "E314", "E321", "E342", "E363", "E401", "W333")
    chosen, text = apart(tuple(case for case in CASES if case.code in kinds))
    assert len({case.code for case in chosen}) >= 7
    assert {(case.code, case.path) for case in chosen} <= told(findings(folder, text))


def test_mistakes_of_shape_are_told_together(folder: Path) -> None:
    kinds = ("E201", "E202", "E203", "E204", "E206", "E208", "E211")
    chosen, text = apart(
        tuple(case for case in CASES if case.code in kinds and "kind" not in case.name)
    )
    assert len(chosen) >= 30
    # A name that is broken cannot stand in the path of what is inside.
    want = {(case.code, case.path.rpartition(".")[2]) for case in chosen}
    found = {(code, path.rpartition(".")[2]) for code, path in told(findings(folder, text))}
    assert want <= found


MIXED = (
    "unknown key at the root",
    "comma in a number",
    "misspelt hall",
    "calendar month",
    "missing key of a contract",
    "loan that matured",
    "repaid before it is drawn",
    "debt of a covenant",
    "site of an order",
)


def test_slips_of_shape_do_not_hide_mistakes_of_sense(folder: Path) -> None:
    chosen, text = apart(tuple(case for case in CASES if case.name in MIXED))
    assert len(chosen) >= 8
    assert told(findings(folder, text)) == {(case.code, case.path) for case in chosen}


def test_findings_come_in_the_order_of_the_file(folder: Path) -> None:
    _, text = apart(tuple(case for case in CASES if case.code in ("E204", "E206")))
    lines = [one.line for one in findings(folder, text)]
    assert len(lines) >= 15
    assert lines == sorted(lines)


def test_an_override_is_blamed_and_not_the_file(folder: Path) -> None:
    (one,) = findings(folder, BASE, ("sites.north.halls.A.asic_mw=-1",))
    assert one.file == "--set sites.north.halls.A.asic_mw=-1"
    assert (one.code, one.line, one.excerpt) == ("E204", 0, "")


def test_what_an_override_breaks_elsewhere_is_told_where_it_is(folder: Path) -> None:
    found = findings(folder, BASE, ("sites.north.halls.B.hpc_mw=1",))
    assert {(one.code, one.path, one.line > 0) for one in found} == {
        ("E344", "contracts.signed.mw", True),
        ("E346", "sites.north.gpus.pod.servers", True),
    }
