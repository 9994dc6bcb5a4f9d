"""YAML 1.2 scalars, and texts that no file should hold."""

import math
from pathlib import Path

import pytest

from optimizer.errors import InputError
from optimizer.inputs import nodes
from optimizer.inputs.nodes import MOST_LEVELS, NotYaml, Plain, compose, resolve
from optimizer.inputs.source import LARGEST_FILE, parse_source, read_source


def plain(text: str) -> Plain:
    root, faults = compose(text)
    assert root is not None
    assert faults == []
    return root.plain()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("0012", 12),
        ("0o14", 12),
        ("0xC", 12),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1.2E-2", 0.012),
        ("-.inf", -math.inf),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_what_yaml_1_2_takes_for_a_value(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    ["yes", "no", "on", "Off", "y", "NO", "2026-01", "2026-01-01", "12:30", "1_000", "1,000",
     "0b11", "014x", "0x", "1e", "--1", "tRuE", "nan", "inf", "=", "5 MW"],
)  # fmt: skip
def test_what_stays_text(text: str) -> None:
    assert resolve(text) == text


def test_not_a_number_is_one() -> None:
    value = resolve(".NaN")
    assert isinstance(value, float)
    assert math.isnan(value)


def test_a_number_of_ten_thousand_digits_is_infinite() -> None:
    assert resolve("9" * 10_000) == math.inf
    assert resolve("-" + "9" * 10_000) == -math.inf


def test_quoted_text_stays_text() -> None:
    assert plain("{a: '12', b: \"true\", c: !!str 12, d: ! 12}") == {
        "a": "12",
        "b": "true",
        "c": "12",
        "d": "12",
    }


def test_keys_are_what_is_written() -> None:
    assert plain("{2026: 1, 1e3: 2, true: 3, 2026-01: 4}") == {
        "2026": 1,
        "1e3": 2,
        "true": 3,
        "2026-01": 4,
    }


def test_aliases_repeat_a_value_of_their_own() -> None:
    document = plain("a: &x {b: [1]}\nc: *x\nd: &y 3\ne: *y")
    assert document == {"a": {"b": [1]}, "c": {"b": [1]}, "d": 3, "e": 3}
    assert isinstance(document, dict)
    assert document["a"] is not document["c"]


def test_places_are_those_of_values_and_keys() -> None:
    root, _ = compose("a: 1\nsites:\n  - name: x\n    mw:   7\n")
    assert root is not None
    assert isinstance(root.value, dict)
    sites = root.value["sites"].value
    assert isinstance(sites, list)
    item = sites[0]
    assert (item.place.line, item.place.column) == (3, 5)
    assert isinstance(item.value, dict)
    assert (item.value["mw"].place.line, item.value["mw"].place.column) == (4, 11)
    assert (item.keys["mw"].line, item.keys["mw"].column) == (4, 5)


BILLION_LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        ("a: 1\na: 2", "E104", 2, "first on line 1"),
        ("x:\n  a: 1\n  b: 2\n  'a': 3", "E104", 4, "stands twice"),
        ("a:\n\tb: 1", "E105", 2, "a tab"),
        ("a:\n  b: 1\n \tc: 2", "E105", 3, "a tab"),
        ("", "E106", 1, "holds nothing"),
        ("# only a comment\n", "E106", 1, "holds nothing"),
        ("---\n...\n", "E106", 1, "holds nothing"),
        ("null", "E106", 1, "holds nothing"),
        ("a: 1\n---\nb: 2", "E107", 2, "second document"),
        (BILLION_LAUGHS, "E108", 5, "counted as often as aliases"),
        ("[" * 100_000, "E108", 1, "nested deeper"),
        ("a: " + "{a: " * 60, "E108", 1, "nested deeper"),
        ("a: &a [*a]", "E108", 1, "a circle"),
        ("a: &a {b: {c: *a}}", "E108", 1, "a circle"),
        ("a: *b", "E103", 1, "no anchor &b"),
        ("a: [1, 2", "E103", 1, "not YAML"),
        ("a: 1\n b: 2", "E103", 2, "not YAML"),
        ("a: 'x", "E103", 1, "not YAML"),
        ("a: @x", "E103", 1, "not YAML"),
        ("a: *", "E103", 1, "not YAML"),
        ("a: x\x07", "E103", 1, "U+0007"),
        ("a: 1\nb: \ufeff", "E103", 2, "U+FEFF"),
        ("a: !!python/object:os.system x", "E109", 1, "!!python/object"),
        ("a: !!float 1", "E109", 1, "!!float"),
        ("a: !mine {b: 1}", "E109", 1, "!mine"),
        ("? [1, 2]\n: 3", "E109", 1, "a key has to be text"),
        ("- 1\n- 2", "E203", 1, "a mapping"),
        ("just text", "E203", 1, "a mapping"),
    ],
)
def test_texts_that_are_refused(text: str, code: str, line: int, says: str) -> None:
    try:
        found = parse_source(text, "x.yaml", Path()).faults
    except InputError as error:
        found = error.findings
    assert [(one.code, one.line) for one in found] == [(code, line)]
    assert says in found[0].message


def test_a_text_of_too_many_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MOST_NODES", 100)
    assert plain("a: [" + "0, " * 97 + "0]") is not None
    with pytest.raises(NotYaml, match="more than 100 values"):
        compose("a: [" + "0, " * 98 + "0]")


def test_nesting_is_allowed_up_to_the_limit() -> None:
    inner = MOST_LEVELS - 1
    assert plain("a: " + "[" * (inner - 1) + "]" * (inner - 1)) is not None
    with pytest.raises(NotYaml):
        compose("a: " + "[" * MOST_LEVELS + "]" * MOST_LEVELS)


@pytest.mark.parametrize(
    ("data", "code", "line", "column", "says"),
    [
        (b"a: 1\nb: caf\xe9\n", "E102", 2, 7, "0xe9"),
        ("a: 1\n".encode("utf-16"), "E102", 1, 1, "UTF-16"),
        (b"\xff" * 10, "E102", 1, 1, "0xff"),
        (b"a: \x00", "E103", 1, 4, "U+0000"),
    ],
)
def test_bytes_that_are_refused(
    tmp_path: Path, data: bytes, code: str, line: int, column: int, says: str
) -> None:
    path = tmp_path / "site.yaml"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_source(path)
    (found,) = caught.value.findings
    assert (found.code, found.file, found.line, found.column) == (code, str(path), line, column)
    assert says in found.message


def test_a_byte_order_mark_and_windows_line_ends_are_tolerated(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: x\r\n")
    source = read_source(path)
    assert source.document == {"a": 1, "b": "x"}
    assert source.locate(("b",)).line == 2
    assert source.finding("E203", ("b",), "m").excerpt == "b: x"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (LARGEST_FILE + 1))
    for path, code in (
        (tmp_path / "nowhere.yaml", "E101"),
        (tmp_path, "E101"),
        (large, "E108"),
        (Path("x" * 5000), "E101"),
        (Path("a\0b"), "E101"),
    ):
        with pytest.raises(InputError) as caught:
            read_source(path)
        assert [one.code for one in caught.value.findings] == [code]
        assert caught.value.code == code
