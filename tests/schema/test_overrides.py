"""One key of a file, replaced from outside."""

from pathlib import Path
from typing import Any

import pytest

from optimizer.errors import InputError
from optimizer.inputs.overrides import apply_overrides
from optimizer.inputs.source import parse_source

TEXT = """\
name: x
market: {hashprice_usd_per_ph_day: 40}
sites:
  - name: rockdale
    grid_mw: 5
    halls: [{name: A, asic_mw: 3}, {name: A.2, asic_mw: 4}]
  - name: corsicana
    halls: []
contracts:
  - {name: aws, usd_per_kw_month: 140}
  - {name: '1', usd_per_kw_month: 150}
finance:
"""
ONE = "name: x\nsite: {name: rockdale, grid_mw: 5, halls: [{name: A}]}\n"


def document(*overrides: str, text: str = TEXT) -> Any:
    source = parse_source(text, "site.yaml", Path())
    return apply_overrides(source, overrides).document


@pytest.mark.parametrize(
    ("override", "where", "value"),
    [
        ("name=y", ("name",), "y"),
        ("market.hashprice_usd_per_ph_day=30", ("market", "hashprice_usd_per_ph_day"), 30),
        ("market.hashprice_usd_per_ph_day=3e1", ("market", "hashprice_usd_per_ph_day"), 30.0),
        ("name=", ("name",), None),
        ("name=a=b", ("name",), "a=b"),
        (" name = y", ("name",), "y"),
        ("sites.0.grid_mw=9", ("sites", 0, "grid_mw"), 9),
        ("sites.rockdale.grid_mw=9", ("sites", 0, "grid_mw"), 9),
        ("sites.rockdale.halls.A.asic_mw=9", ("sites", 0, "halls", 0, "asic_mw"), 9),
        ("sites.rockdale.halls.A.2.asic_mw=9", ("sites", 0, "halls", 1, "asic_mw"), 9),
        ("sites.rockdale.halls.1.asic_mw=9", ("sites", 0, "halls", 1, "asic_mw"), 9),
        ("contracts.aws.mw={min: 4, max: 8}", ("contracts", 0, "mw"), {"min": 4, "max": 8}),
        ("contracts.1.usd_per_kw_month=1", ("contracts", 1, "usd_per_kw_month"), 1),
        ("contracts.0.usd_per_kw_month=1", ("contracts", 0, "usd_per_kw_month"), 1),
        ("contracts.aws.passes=[energy]", ("contracts", 0, "passes"), ["energy"]),
        ("finance.cash_usd=80e6", ("finance", "cash_usd"), 80e6),
        ("objective.terminal.asic_resale=false", ("objective", "terminal", "asic_resale"), False),
        ("contracts=[]", ("contracts",), []),
        ("sites.0.grid_mw={2026-01: 5}", ("sites", 0, "grid_mw"), {"2026-01": 5}),
    ],
)
def test_a_value_is_replaced(override: str, where: tuple[str | int, ...], value: object) -> None:
    part = document(override)
    for step in where:
        part = part[step]
    assert part == value
    assert type(part) is type(value)


def test_what_is_not_named_stays() -> None:
    before, after = document(), document("sites.rockdale.grid_mw=9")
    assert after["sites"][0].pop("grid_mw") == 9
    assert before["sites"][0].pop("grid_mw") == 5
    assert after == before


def test_the_last_one_wins_and_each_sees_those_before() -> None:
    found = document("finance.treasury={btc: 5}", "finance.treasury.btc=6", "name=a", "name=b")
    assert found["finance"] == {"treasury": {"btc": 6}}
    assert found["name"] == "b"


def test_a_single_site_goes_by_either_name() -> None:
    for path in ("site", "sites.0", "sites.rockdale"):
        assert document(f"{path}.grid_mw=9", text=ONE)["site"]["grid_mw"] == 9
        assert document(f"{path}.halls.A.asic_mw=2", text=ONE)["site"]["halls"][0]["asic_mw"] == 2
    several = TEXT.replace("  - name: corsicana\n    halls: []\n", "")
    assert document("site.grid_mw=9", text=several)["sites"][0]["grid_mw"] == 9


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("nonsense", "an override is a path"),
        ("=3", "an override is a path"),
        ("", "an override is a path"),
        ("contracts.awz.mw=3", "no item called 'awz'"),
        ("contracts.7.mw=3", "no item 7"),
        ("sites.0.halls.-1.asic_mw=3", "no item called '-1'"),
        ("sites.corsicana.halls.0.asic_mw=3", "no item 0"),
        ("market.hashprice_usd_per_ph_day.2026-01=3", "holds 40, which has no keys"),
        ("name.x=3", "holds 'x', which has no keys"),
        ("market..x=3", "two points"),
        ("market.=3", "ends in a point"),
        ("name=[1", "the value is not YAML"),
        ("name={a: 1, a: 2}", "stands twice"),
        ("name=!!int 3", "the tag"),
        ("site.grid_mw=3", "several sites"),
    ],
)
def test_what_does_not_fit(override: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        document(override)
    (found,) = caught.value.findings
    assert found.code == "E212"
    assert found.file == f"--set {override}"
    assert says in found.message


def test_suggestions() -> None:
    with pytest.raises(InputError, match=r"did you mean 'aws'\?"):
        document("contracts.awz.mw=3")
    with pytest.raises(InputError, match="its name is 'rockdale'"):
        document("sites.rokdale.grid_mw=3", text=ONE)


def test_all_that_do_not_fit_are_told() -> None:
    with pytest.raises(InputError) as caught:
        document("x", "name=ok", "contracts.9.mw=3")
    assert [one.path for one in caught.value.findings] == ["x", "contracts.9.mw"]


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("name=\x1b[31mred", "the character U+001B cannot stand in YAML"),
        ("name\x00=a", "the character U+0000 cannot stand in YAML"),
        ("name=b\udcff", "not in the encoding of the locale"),
        ("name=[[[", "the value is not YAML: while parsing a flow node"),
    ],
)
def test_text_that_is_no_yaml_is_refused_without_reaching_the_terminal(
    override: str, said: str
) -> None:
    with pytest.raises(InputError) as refused:
        document(override)
    text = str(refused.value)
    assert said in text
    assert "\x1b" not in text
    assert "\x00" not in text


def test_a_single_text_is_one_override() -> None:
    source = parse_source(TEXT, "site.yaml", Path())
    assert apply_overrides(source, "name=y").document == document("name=y")
