"""Finding machines: spellings, errors that help, and search."""

import pickle

import pydantic
import pytest

from optimizer import catalog
from optimizer.catalog import AsicMode, AsicModel, UnknownMachine
from optimizer.catalog.load import _Shelf

SPECS = {
    "name": "X1",
    "maker": "Nobody",
    "hashrate_th": 100.0,
    "power_w": 2000.0,
    "cooling": "air",
    "source": "made up for this test",
}


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("S21 XP", "S21 XP"),
        ("s21xp", "S21 XP"),
        ("  S21   xp ", "S21 XP"),
        ("Antminer S21 XP", "S21 XP"),
        ("antminer-s21-xp", "S21 XP"),
        ("S21 200 TH/s", "S21"),
        ("S21 188TH", "S21 188T"),
        ("S21 Pro 245", "S21 Pro 245T"),
        ("S21 Hydro", "S21 Hyd"),
        ("whatsminer m60s++", "M60S++"),
        ("A1566", "Avalon A1566"),
    ],
)
def test_a_miner_is_found_however_it_is_written(spelling, name):
    assert catalog.asic(spelling).name == name


@pytest.mark.parametrize("spelling", ["DGX H100", "dgx-h100", "nvidia dgx h100", "DGXH100"])
def test_a_gpu_system_is_found_however_it_is_written(spelling):
    assert catalog.gpu(spelling).name == "DGX H100"


def test_plus_is_not_ignored():
    names = ["M60S", "M60S+", "M60S++", "S21", "S21+"]
    assert [catalog.asic(name).name for name in names] == names


def test_a_typing_error_is_met_with_the_right_name():
    with pytest.raises(UnknownMachine) as caught:
        catalog.asic("S21 Prro")
    assert caught.value.name == "S21 Prro"
    assert caught.value.suggestions[0] == "S21 Pro"
    assert str(caught.value).startswith(
        "no ASIC model 'S21 Prro' in the catalogue; did you mean 'S21 Pro', "
    )
    assert isinstance(caught.value, LookupError)
    assert not isinstance(caught.value, KeyError)


def test_a_family_of_several_common_bins_is_not_guessed():
    with pytest.raises(UnknownMachine) as caught:
        catalog.asic("S19j Pro")
    assert caught.value.suggestions[:3] == ("S19j Pro 96T", "S19j Pro 100T", "S19j Pro 104T")


@pytest.mark.parametrize("name", ["", "?", "a toaster"])
def test_a_name_like_no_other_points_to_the_list(name):
    with pytest.raises(UnknownMachine) as caught:
        catalog.asic(name)
    assert caught.value.suggestions == ()
    assert str(caught.value) == f"no ASIC model {name!r} in the catalogue; " + (
        "`fleetopt catalog` lists all names"
    )


def test_the_error_of_a_gpu_system_speaks_of_gpu_systems():
    with pytest.raises(UnknownMachine, match=r"no GPU system 'DGX H10' .* 'DGX H100'"):
        catalog.gpu("DGX H10")
    with pytest.raises(UnknownMachine, match="no ASIC model 'DGX H100'"):
        catalog.asic("DGX H100")


@pytest.mark.parametrize(
    ("suggestions", "end"),
    [(["A"], "did you mean 'A'?"), (["A", "B"], "'A' or 'B'?"), ("ABC", "'A', 'B' or 'C'?")],
)
def test_suggestions_read_as_a_sentence(suggestions, end):
    assert str(UnknownMachine("Q", suggestions)).endswith(end)


def test_the_error_survives_pickling():
    error = pickle.loads(pickle.dumps(UnknownMachine("Q", ["A"], "ASIC model")))
    assert (error.name, error.suggestions, error.kind) == ("Q", ("A",), "ASIC model")


def test_the_catalogue_is_read_once():
    assert catalog.asics() is catalog.asics()
    assert catalog.gpus() is catalog.gpus()
    assert catalog.asic("s21") is catalog.asic("S21")


def test_search_without_conditions_is_everything():
    assert catalog.search() == (*catalog.asics(), *catalog.gpus())
    assert catalog.search(kind="asic") == catalog.asics()
    assert catalog.search(kind="gpu") == catalog.gpus()


def test_search_by_words():
    found = {machine.name for machine in catalog.search("hyd s21")}
    assert {"S21 Hyd", "S21 XP Hyd"} <= found
    assert found == {m.name for m in catalog.search("s21") if "Hyd" in m.name}
    assert {m.maker for m in catalog.search("bitdeer") if isinstance(m, AsicModel)} == {"Bitdeer"}
    assert [machine.name for machine in catalog.search("h100")] == ["DGX H100", "HGX H100"]
    assert catalog.search("toaster") == ()


def test_search_by_what_only_miners_have_leaves_gpu_systems_out():
    for machine in catalog.search(cooling="immersion", max_j_per_th=15):
        assert isinstance(machine, AsicModel)
        assert machine.cooling == "immersion"
        assert machine.j_per_th <= 15
    assert "S21 XP" in {machine.name for machine in catalog.search(max_j_per_th=13.5)}
    assert catalog.search(kind="gpu", cooling="air") == ()


def test_search_by_year_leaves_unknown_years_out():
    found = catalog.search(min_year=2025)
    assert found
    assert all(machine.year is not None and machine.year >= 2025 for machine in found)
    assert {type(machine).__name__ for machine in found} == {"AsicModel", "GpuModel"}


def test_entries_are_frozen_and_forbid_unknown_keys():
    machine = catalog.asic("S21")
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        setattr(machine, "power_w", 1.0)  # noqa: B010 - as an attribute, mypy refuses it first
    with pytest.raises(pydantic.ValidationError, match="Extra inputs are not permitted"):
        AsicModel.model_validate({**SPECS, "price_usd": 1})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hashrate_th": 0}, "greater than 0"),
        ({"power_w": float("inf")}, "finite number"),
        ({"cooling": "oil"}, "'air', 'hydro' or 'immersion'"),
        ({"source": " "}, "at least 1 character"),
        ({"year": 21}, "greater than or equal to 2016"),
    ],
)
def test_impossible_figures_are_refused(change, message):
    with pytest.raises(pydantic.ValidationError, match=message):
        AsicModel.model_validate({**SPECS, **change})


def test_modes_differ_from_each_other_and_from_the_nameplate():
    low = AsicMode(name="low", hashrate_th=60, power_w=1100)
    assert AsicModel.model_validate({**SPECS, "modes": [low]}).modes == (low,)
    for modes, message in [
        ([low, low.model_copy(update={"power_w": 1200.0})], "share a name"),
        ([low, low.model_copy(update={"name": "other"})], "repeats another mode"),
        ([AsicMode(name="full", hashrate_th=100, power_w=2000)], "or the nameplate"),
    ]:
        with pytest.raises(pydantic.ValidationError, match=message):
            AsicModel.model_validate({**SPECS, "modes": modes})


def test_two_machines_of_one_spelling_are_refused():
    one = AsicModel.model_validate({**SPECS, "aliases": ["Nobody X1"]})
    other = AsicModel.model_validate({**SPECS, "name": "nobody-x1"})
    with pytest.raises(ValueError, match="'nobody-x1' names 'X1' and 'nobody-x1'"):
        _Shelf.of("ASIC model", (one, other))
    again = _Shelf.of("ASIC model", (one,))
    assert again.find("x1") is one


def test_every_field_is_documented():
    for model in (AsicMode, AsicModel, catalog.GpuModel):
        assert model.model_fields
        for name, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{name} has no docstring"
