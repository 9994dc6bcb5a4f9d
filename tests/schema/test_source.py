"""Where the parts of a file stand, and what they are called."""

from pathlib import Path

import pytest

from optimizer.inputs.source import Position, SourceMap, parse_source

MANY = """\
name: x
horizon: {start: 2026-01}
sites:
  - name: north
    grid_mw: {2026-01: 5, 2027-01: 6}
    halls:
      - {name: A, asic_mw: 3}
      - {name: 'a.b', asic_mw: 3}
      - {asic_mw: 4}
"""
ONE = "name: x\nsite:\n  name: north\n  halls: [{name: A, asic_mw: 3}]\n"


def source(text: str) -> SourceMap:
    return parse_source(text, "site.yaml", Path())


@pytest.mark.parametrize(
    ("loc", "line", "column"),
    [
        ((), 1, 1),
        (("name",), 1, 7),
        (("horizon", "start"), 2, 18),
        (("horizon", "months"), 2, 10),  # missing: the mapping that should have it
        (("horizon", "months", "x", 3), 2, 10),
        (("sites", 0), 4, 5),
        (("sites", 0, "grid_mw", "2027-01"), 5, 36),
        (("sites", 0, "halls", 1, "asic_mw"), 8, 32),
        (("sites", 0, "halls", 9, "asic_mw"), 7, 7),
        (("sites", 7), 4, 3),
        (("finance", "cash_usd"), 1, 1),
    ],
)
def test_locate(loc: tuple[str | int, ...], line: int, column: int) -> None:
    assert source(MANY).locate(loc) == Position(line, column)


def test_locate_a_key() -> None:
    assert source(MANY).locate(("sites", 0, "grid_mw"), key=True) == Position(5, 5)
    assert source(MANY).locate(("sites", 0, "nothing"), key=True) == Position(4, 5)


def test_a_single_site_is_found_where_a_list_would_have_it() -> None:
    assert source(ONE).locate(("sites", 0, "name")) == Position(3, 9)
    assert source(ONE).locate(("sites", 0, "halls", 0, "asic_mw")) == Position(4, 30)
    assert source(ONE).locate(("sites",)) == Position(3, 3)
    assert source(ONE).path(("sites", 0, "halls", 0, "asic_mw")) == "site.halls.A.asic_mw"


@pytest.mark.parametrize(
    ("loc", "path"),
    [
        ((), ""),
        (("horizon", "start"), "horizon.start"),
        (("sites", 0, "halls", 0, "asic_mw"), "sites.north.halls.A.asic_mw"),
        (("sites", 0, "halls", 1, "asic_mw"), "sites.north.halls.1.asic_mw"),
        (("sites", 0, "halls", 2), "sites.north.halls.2"),
        (("sites", 3, "halls"), "sites.3.halls"),
    ],
)
def test_paths_name_the_items_of_lists(loc: tuple[str | int, ...], path: str) -> None:
    assert source(MANY).path(loc) == path


def test_an_alias_of_a_number_is_found_where_it_is_used() -> None:
    text = "name: x\na: &mw 30\nb: *mw\n"
    assert source(text).locate(("b",)) == Position(3, 4)


def test_the_digest_is_of_the_bytes(tmp_path: Path) -> None:
    from hashlib import sha256

    from optimizer.inputs.source import read_source

    path = tmp_path / "site.yaml"
    path.write_bytes(b"a: 1\r\n")
    assert read_source(path).sha256 == sha256(b"a: 1\r\n").hexdigest()
