"""A fleet file as a flat list of keys."""

from pathlib import Path

import pytest

from optimizer.inputs.keys import flat_keys
from optimizer.inputs.nodes import compose
from optimizer.plan import load


def keys(text: str) -> dict[str, object]:
    root, _ = compose(text)
    assert root is not None
    return {key.path: key.value for key in flat_keys(root)}


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("a: 1\nb: {c: x, d: null}", {"a": 1, "b.c": "x", "b.d": None}),
        ("a: [1, 2]\nb: []\nc: {}", {"a": (1, 2), "b": (), "c": None}),
        ("a: [{name: p, mw: 1}, {name: q}]", {"a.p.name": "p", "a.p.mw": 1, "a.q.name": "q"}),
        ("a: [{name: p}, {name: p}]", {"a.0.name": "p", "a.1.name": "p"}),
        ("a: [{kind: p}]", {"a.0.kind": "p"}),
        ("a: &x {b: 1}\nc: *x", {"a.b": 1, "c.b": 1}),
    ],
)
def test_every_value_has_the_path_that_an_override_takes(
    text: str, flat: dict[str, object]
) -> None:
    assert keys(text) == flat


def test_overrides_show_in_the_keys_and_tables_are_digested(fleets: Path) -> None:
    file = fleets / "west-texas-hybrid" / "site.yaml"
    plain, other = load(file), load(file, ["contracts.funded-12y.usd_per_kw_month=125"])
    changed = set(other.keys) - set(plain.keys)
    assert {(key.path, key.value) for key in changed} == {
        ("contracts.funded-12y.usd_per_kw_month", 125)
    }
    assert [table.name for table in plain.tables] == ["ercot_west_2024.csv"]
    assert len(plain.tables[0].sha256) == 64
