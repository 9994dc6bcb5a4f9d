"""The table of codes is complete, and findings read well in every format."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.errors import (
    TOPICS,
    Finding,
    FleetoptError,
    Format,
    InputError,
    MissingSolverError,
    Severity,
    SolverError,
    UsageError,
    render,
)

ERROR = Finding(
    code="E204",
    severity=Severity.ERROR,
    file="site.yaml",
    line=12,
    column=14,
    path="sites.north.halls.A.asic_mw",
    message="-3 is out of range",
    got="-3",
    allowed="at least 0",
    hint="check the unit",
    excerpt="    asic_mw: -3 # 100 %",
)
WARNING = Finding("W342", Severity.WARNING, "site.yaml", 3, 1, "contracts.a", "no rent")


def codes_in_the_source(root: Path) -> set[str]:
    texts = (
        path.read_text(encoding="utf-8")
        for path in (root / "optimizer").rglob("*.py")
        if path.name != "topics.py"
    )
    return {code for text in texts for code in re.findall(r'"([EW]\d{3})"', text)}


def test_the_table_has_the_codes_in_use_and_no_others(repo_root: Path) -> None:
    assert codes_in_the_source(repo_root) == set(TOPICS)


def test_codes_are_sorted_and_well_formed() -> None:
    assert list(TOPICS) == sorted(TOPICS)
    for code, topic in TOPICS.items():
        assert re.fullmatch(r"[EW]\d{3}", code)
        assert topic.code == code
        assert topic.title
        assert not topic.title.endswith(".")
        assert topic.cure.endswith(".")
        assert topic.page == f"docs/errors.md#{code.lower()}"


def test_text_has_four_parts_and_a_caret() -> None:
    assert render([ERROR]) == (
        "site.yaml:12:14: sites.north.halls.A.asic_mw: -3 is out of range [error E204]\n"
        "        asic_mw: -3 # 100 %\n"
        "                 ^\n"
        "  got      -3\n"
        "  allowed  at least 0\n"
        "  do       check the unit"
    )


def test_text_leaves_out_what_is_not_there() -> None:
    assert render([WARNING]) == "site.yaml:3:1: contracts.a: no rent [warning W342]"
    bare = Finding("E101", Severity.ERROR, "x.yaml", 0, 0, "", "there is no such file")
    assert render([bare]) == "x.yaml: there is no such file [error E101]"


def test_the_caret_is_under_the_column_in_long_and_wide_lines() -> None:
    for excerpt, column in (("x: " + "a" * 500 + "b" + "a" * 500, 504), ("名: b", 4)):
        found = Finding("E203", Severity.ERROR, "f", 1, column, "", "m", excerpt=excerpt)
        _, line, caret = render([found]).splitlines()
        wide = sum(ord(c) > 0x2E80 for c in line)
        assert line[caret.index("^") - wide] == "b"
        assert len(line) <= 104


def test_text_shows_what_a_terminal_would_obey() -> None:
    found = replace(ERROR, file="--set a=\x1b[2J\nb", got="\u202ex", excerpt="a: \x07b", column=5)
    head, excerpt, caret, got, *_ = render([found]).split("\n")
    assert head.startswith(r"--set a=\x1b[2J\nb:12:5: ")
    assert excerpt.index("b") == caret.index("^")
    assert "\x07" not in excerpt
    assert got == r"  got      \u202ex"


def test_a_long_override_is_cut() -> None:
    found = replace(ERROR, file="--set a=" + "x" * 5000)
    assert len(render([found]).split("\n")[0]) < 300


def test_json_has_every_part() -> None:
    first, second = json.loads(render([ERROR, WARNING], Format.JSON))
    assert first == {
        "code": "E204",
        "severity": "error",
        "file": "site.yaml",
        "line": 12,
        "column": 14,
        "path": "sites.north.halls.A.asic_mw",
        "message": "-3 is out of range",
        "got": "-3",
        "allowed": "at least 0",
        "hint": "check the unit",
        "excerpt": "    asic_mw: -3 # 100 %",
        "title": "Number out of range",
        "help": "docs/errors.md#e204",
    }
    assert (second["severity"], second["got"], second["excerpt"]) == ("warning", None, None)
    assert json.loads(render([], Format.JSON)) == []


def test_github_annotations_are_escaped() -> None:
    found = Finding(
        "E203", Severity.ERROR, "a,b:c.yaml", 2, 3, "x", "50 % wrong\nreally", hint="do: this"
    )
    assert render([found], Format.GITHUB) == (
        "::error file=a%2Cb%3Ac.yaml,line=2,col=3,title=E203 Wrong kind of value::"
        "x: 50 %25 wrong%0Areally%0Ado: do: this"
    )
    assert render([WARNING], Format.GITHUB).startswith("::warning file=site.yaml,line=3,col=1,")


def test_an_override_is_no_file_of_an_annotation() -> None:
    found = Finding("E212", Severity.ERROR, "--set a=1", 0, 0, "a", "no such key")
    assert render([found], Format.GITHUB) == (
        "::error title=E212 An override does not fit::--set a=1: a: no such key"
    )


def test_a_finding_needs_a_known_code_and_its_severity() -> None:
    with pytest.raises(ValueError, match="not in the table"):
        Finding("E999", Severity.ERROR, "", 0, 0, "", "m")
    with pytest.raises(ValueError, match="cannot be error"):
        Finding("W342", Severity.ERROR, "", 0, 0, "", "m")


def test_the_tree() -> None:
    error = InputError([WARNING, ERROR])
    assert isinstance(error, FleetoptError)
    assert (error.code, error.errors) == ("E204", (ERROR,))
    assert str(error) == render([WARNING, ERROR])
    with pytest.raises(ValueError, match="at least one error"):
        InputError([WARNING])
    assert UsageError("x").code == "E601"
    assert MissingSolverError("x").code == "E702"
    assert issubclass(MissingSolverError, SolverError)
    for kind in (FleetoptError, UsageError, SolverError, MissingSolverError):
        assert kind.code in TOPICS
