"""What the models take, what they make of it, and what they say about themselves."""

from typing import Any, get_args

import pytest
from pydantic import BaseModel, RootModel, TypeAdapter, ValidationError

from optimizer import schema
from optimizer.months import Month
from optimizer.schema import lookup
from optimizer.schema.base import Name
from optimizer.schema.curve import Curve, NonNegativeCurve, PositiveCurve

SMALL: dict[str, Any] = {
    "fleetopt": 1,
    "name": "small",
    "horizon": {"start": "2026-01", "months": 12},
    "market": {"hashprice_usd_per_ph_day": 40},
    "site": {
        "name": "home",
        "grid_mw": 5,
        "power": {"supply": [{"name": "b", "kind": "block", "mw": 5, "usd_per_mwh": 40}]},
        "halls": [{"name": "A", "asic_mw": 4}],
    },
}
MODELS = [model for model in lookup.models() if not issubclass(model, RootModel)]


def read(**more: Any) -> schema.Fleet:
    return schema.Fleet.model_validate(SMALL | more)


# ------------------------------------------------------------------------------ the models


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_models_are_frozen_closed_and_explained(model: type[BaseModel]) -> None:
    assert model.model_config["frozen"]
    assert model.model_config["extra"] == "forbid"
    assert model.__doc__
    for name, field in model.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
        assert field.is_required() or "efault" in field.description or _is_obvious(field), name


def _is_obvious(field: Any) -> bool:
    """Defaults that need no words: one of two keys that exclude each other, a group of keys."""
    return field.default is None or isinstance(field.default, BaseModel | str)


def test_all_models_are_found() -> None:
    assert {"Fleet", "Site", "BtcBacked", "Size", "HourlyPrices", "CsvCurve"} <= {
        model.__name__ for model in MODELS
    }
    exported = {
        one
        for name in schema.__all__
        if isinstance(one := getattr(schema, name), type) and issubclass(one, BaseModel)
    }
    assert set(lookup.models()) <= exported


def test_defaults_are_those_of_the_format() -> None:
    fleet = read(finance={}, contracts=[CONTRACT])
    (site,) = fleet.sites
    (hall,) = site.halls
    finance, contract = fleet.finance, fleet.contracts[0]
    assert finance is not None
    assert (hall.pue.asic, hall.pue.hpc, hall.cooling, hall.hpc_mw) == (1.05, 1.35, "air", 0)
    assert (site.mining.price_responsive, site.mining.pool_fee_pct) == (True, 0)
    assert (site.auxiliary_mw, site.asics, site.gpus) == (0, (), ())
    assert (contract.passes, contract.pass_through_price) == (("energy",), "reference")
    assert (contract.load_factor_pct, contract.rent_credit_pct) == (100, 50)
    assert (contract.must_sign, contract.excludes, contract.halls) == (False, (), None)
    assert (finance.cash_usd, finance.debts, finance.capex_limit_usd) == (0, (), {})
    assert (fleet.objective.default_rate_pct, fleet.objective.hosting_rate_pct) == (12, 12)
    assert fleet.objective.terminal.contract_runoff
    assert not fleet.objective.integer_units
    assert read().finance is None


CONTRACT = {"name": "c", "mw": 3, "start": "2026-03", "term_months": 12, "usd_per_kw_month": 100}


def test_a_single_site_may_be_written_as_such() -> None:
    several = {key: value for key, value in SMALL.items() if key != "site"}
    assert read() == schema.Fleet.model_validate(several | {"sites": [SMALL["site"]]})


def test_what_is_written_can_be_read_again() -> None:
    fleet = read(
        contracts=[CONTRACT | {"mw": {"min": 1, "max": 2}, "pass_through_price": {"2026-01": 3}}],
        finance={
            "capex_limit_usd": {2026: 5, "2027": 6},
            "covenants": [{"kind": "min_dscr", "ratio": 1.2, "from": "2026-05"}],
        },
        market={"network": {"btc_price_usd": {"csv": "a.csv", "column": "b"}, "hashrate_eh": 900}},
    )
    assert fleet == schema.Fleet.model_validate_json(fleet.model_dump_json(by_alias=True))
    assert fleet.finance is not None
    assert fleet.finance.covenants[0].from_ == Month.of(2026, 5)
    assert fleet.finance.capex_limit_usd == {2026: 5, 2027: 6}


@pytest.mark.parametrize(
    ("rates", "default", "hosting"),
    [(9, 9, 9), ({"default": 14}, 14, 14), ({"hosting": 8}, 12, 8),
     ({"default": 14, "hosting": 8}, 14, 8)],
)  # fmt: skip
def test_discount_rates(rates: Any, default: float, hosting: float) -> None:
    objective = read(objective={"discount_rate_pct": rates}).objective
    assert (objective.default_rate_pct, objective.hosting_rate_pct) == (default, hosting)


def test_figures_of_machines() -> None:
    own = schema.AsicGroup(name="a", units=1, hashrate_th=100, power_w=3000)
    assert own.figures is not None
    assert list(own.figures) == [100, 3000, "air"]
    assert schema.AsicGroup(name="a", units=1, model="S21").figures is None


def test_sizes_of_contracts() -> None:
    contract = schema.Contract.model_validate(CONTRACT | {"mw": {"min": 2, "max": 6, "step": 2}})
    assert (contract.smallest_mw, contract.largest_mw) == (2, 6)
    assert schema.Contract.model_validate(CONTRACT).largest_mw == 3


@pytest.mark.parametrize(
    ("more", "capable"),
    [
        ({"asic_mw": 3}, False),
        ({"hpc_mw": 1}, True),
        ({"conversion": {"hpc_mw": 1, "months": 2, "usd_per_mw": 3}}, True),
        ({"building": {"hpc_mw": 1, "ready": "2026-03", "remaining_usd": 3}}, True),
    ],
)
def test_which_halls_can_hold_tenants(more: dict[str, Any], capable: bool) -> None:
    assert schema.Hall.model_validate({"name": "A"} | more).hpc_capable == capable


# -------------------------------------------------------------------------------- curves


def curve(value: Any, kind: Any = Curve) -> Any:
    return TypeAdapter(kind).validate_python(value)


def test_the_forms_of_a_curve() -> None:
    assert curve(38) == 38
    assert curve(38.5) == 38.5
    steps = curve({"2026-07": 35, "2026-01": 38})
    assert isinstance(steps, schema.StepCurve)
    assert list(steps.steps.items()) == [(Month.of(2026, 1), 38), (Month.of(2026, 7), 35)]
    growth = curve({"start": 38, "growth_pct_per_year": -12})
    assert growth == schema.GrowthCurve(start=38, growth_pct_per_year=-12)
    csv = curve({"csv": "a.csv", "column": "b"})
    assert csv == schema.CsvCurve(csv="a.csv", column="b")
    for one in (steps, growth, csv):
        assert curve(one) == one


@pytest.mark.parametrize(
    ("value", "loc", "kind"),
    [
        (True, ("<number>",), "float_type"),
        ("38", ("<number>",), "float_type"),
        (None, ("<number>",), "float_type"),
        ([38], ("<number>",), "float_type"),
        (float("nan"), ("<number>",), "finite_number"),
        ({}, ("<steps>",), "too_short"),
        ({"2026-1": 3}, ("<steps>", "2026-1", "[key]"), "month"),
        ({"2026-01": "3"}, ("<steps>", "2026-01"), "float_type"),
        ({"start": 3}, ("<growth>", "growth_pct_per_year"), "missing"),
        ({"csv": "a.csv"}, ("<csv>", "column"), "missing"),
        ({"csv": "a.csv", "column": "b", "scale": 2}, ("<csv>", "scale"), "extra_forbidden"),
    ],
)
def test_errors_speak_of_the_form_that_was_meant(value: Any, loc: Any, kind: str) -> None:
    with pytest.raises(ValidationError) as caught:
        curve(value)
    assert [(one["loc"], one["type"]) for one in caught.value.errors()] == [(loc, kind)]


@pytest.mark.parametrize(
    ("value", "loc"),
    [(-1, ()), ({"2026-01": 1, "2027-01": -1}, ("2027-01",)),
     ({"start": -1, "growth_pct_per_year": 0}, ("start",))],
)  # fmt: skip
def test_a_range_holds_for_every_form(value: Any, loc: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        curve(value, NonNegativeCurve)
    assert [(e["loc"], e["type"]) for e in caught.value.errors()] == [(loc, "greater_than_equal")]
    assert curve(0, NonNegativeCurve) == 0
    with pytest.raises(ValidationError):
        curve(0, PositiveCurve)


def test_ranges_can_be_asked() -> None:
    assert schema.Range(ge=0, le=5).broken(6) == ("less_than_equal", 5)
    assert schema.Range(gt=0).broken(0) == ("greater_than", 0)
    assert schema.Range(ge=0, gt=-1, le=5).broken(3) is None


# --------------------------------------------------------------------------------- names


@pytest.mark.parametrize("text", ["Ä 1 (north)", "NO", "數據", "a" * 100, "S19j Pro+", "1/2"])
def test_good_names(text: str) -> None:
    assert TypeAdapter(Name).validate_python(text) == text


@pytest.mark.parametrize(
    "text", ["", "a" * 101, "a\nb", "a\tb", "a\u202eb", "a\u200bb", "\ufeffa", " a", "a ", "a\x00"]
)
def test_bad_names(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python(text)


# ---------------------------------------------------------------------------- JSON Schema


def test_json_schema_is_for_editors() -> None:
    found = schema.json_schema()
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"]
    assert found["title"]
    assert {"site", "sites"} <= set(found["properties"])
    assert "sites" not in found["required"]
    assert found["additionalProperties"] is False
    assert found["$defs"]["Covenant"]["properties"]["from"]["description"]
    mw = found["$defs"]["Hall"]["properties"]["asic_mw"]
    assert (mw["type"], mw["minimum"]) == ("number", 0)
    steps = found["$defs"]["StepCurve"]  # or every mapping would be one, and `oneOf` two forms
    assert steps["additionalProperties"] is False
    assert list(steps["patternProperties"]) == [r"^\d{4}-(0[1-9]|1[0-2])$"]
    assert mw["description"] == "IT MW for miners today. Default 0."


def test_every_reference_of_the_json_schema_leads_somewhere() -> None:
    found = schema.json_schema()

    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if "$ref" in part else []
            return own + [one for value in part.values() for one in references(value)]
        return [one for item in part for one in references(item)] if isinstance(part, list) else []

    assert {ref.removeprefix("#/$defs/") for ref in references(found)} == set(found["$defs"])


# -------------------------------------------------------------------------------- lookup


@pytest.mark.parametrize(
    ("loc", "key"),
    [
        ((), "horizon"),
        (("sites", 0, "halls", 3, "conversion"), "usd_per_mw"),
        (("sites", 0, "power", "supply", 0, "<block>"), "resale"),
        (("sites", 0, "power", "supply", 0, "<market>", "price", "<hourly>"), "hourly_csv"),
        (("sites", 0, "power", "supply", 0, "<market>", "price", "<monthly>", "<csv>"), "column"),
        (("contracts", 0, "mw", "<mapping>"), "step"),
        (("finance", "debts", 0, "<construction>"), "funds"),
        (("objective", "discount_rate_pct", "<mapping>"), "hosting"),
        (("market", "btc_price_usd", "<growth>"), "growth_pct_per_year"),
    ],
)
def test_keys_at_a_location(loc: tuple[str | int, ...], key: str) -> None:
    assert key in lookup.keys_at(loc)


@pytest.mark.parametrize("loc", [("nowhere",), ("name",), ("sites", "x"), ("sites", 0, "<block>")])
def test_no_keys_where_there_is_no_mapping(loc: tuple[str | int, ...]) -> None:
    assert lookup.keys_at(loc) == {}


def test_homes_of_a_key() -> None:
    assert {model.__name__ for model in lookup.homes_of("pue")} == {"Hall"}
    assert get_args(schema.Debt)
