"""What each preference measures, and that alike things are found."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from optimizer.choice.canonical import polish
from optimizer.choice.interchange import Swap, column_exchange
from optimizer.formulation import Formulation
from optimizer.formulation.alike import exchanges
from optimizer.formulation.preferences import (
    Preference,
    quantity_preferences,
    whole_preferences,
)
from optimizer.results.canonical_plan import IntegerTies, make_canonical
from optimizer.results.places import make_places
from tests.canonical.small import (
    CONVERSION,
    LEASE,
    Document,
    build,
    canonical,
    fleet,
    plan_of,
    with_other,
)

EVERYTHING: dict[str, Any] = {
    "halls": [
        {"name": "east", "asic_mw": 4, "hpc_mw": 1, "conversion": CONVERSION},
        {"name": "west", "asic_mw": 4, "hpc_mw": 1, "conversion": CONVERSION},
    ],
    "contracts": [{"name": name, **LEASE} for name in ("anna", "bert")],
    "asic_orders": [
        {
            "name": "new",
            "model": "S21 XP",
            "max_units": 100,
            "usd_per_th": 10,
            "delivery_months": 1,
        }
    ],
    "gpu_orders": [
        {
            "name": name,
            "gpus": 8,
            "power_kw": 10,
            "max_servers": 5,
            "usd_per_server": 250_000,
            "usd_per_gpu_hour": 2,
            "utilization_pct": 80,
            "delivery_months": 2,
        }
        for name in ("one", "two")
    ],
    "market": {"hashprice_usd_per_ph_day": 31, "btc_price_usd": 60_000},
    "finance": {
        "cash_usd": 9_000_000,
        "treasury": {"btc": 10, "policy": "optimize"},
        "equity": {"limit_usd": 1_000_000},
        "debts": [
            {"name": "line", "kind": "revolver", "limit_usd": 1_000_000, "rate_pct": 5},
            {
                "name": "facility",
                "kind": "construction",
                "limit_usd": 3_000_000,
                "rate_pct": 9,
                "advance_pct": 60,
                "funds": ["conversion"],
                "draw_until": "2027-08",
                "repay_from": "2027-10",
                "repay_months": 12,
            },
        ],
    },
}

# The blocks of columns that each preference weighs, all of them positively unless said.
MEASURES = {
    "deals": {"hosting.signed", "halls.phases", "gpus.ordered"},
    "late_deals": {"hosting.signed", "halls.phases", "gpus.ordered"},
    "lease_order": {"hosting.signed"},
    "build_order": {"halls.phases"},
    "machine_order": {"gpus.ordered"},
    "orders": {"miners.ordered"},
    "equity": {"equity.raised"},
    "debt": {"revolvers.balance", "construction.balance"},
    "sales": {"miners.sold"},
    "coin_sales": {"treasury.sold"},
    "rest": {"power.strip"},
    "moves": set(),
    "late": {
        "miners.ordered",
        "miners.sold",
        "equity.raised",
        "treasury.sold",
        "construction.draw",
    },
    "file_order": {
        "hosting.placed",
        "miners.owned",
        "miners.installed",
        "power.strip",
        "construction.balance",
    },
}


@pytest.fixture(scope="module")
def everything() -> Formulation:
    return build(fleet(**EVERYTHING), {})


def _all(formulation: Formulation) -> tuple[Preference, ...]:
    return (*whole_preferences(formulation), *quantity_preferences(formulation))


def test_the_preferences_and_their_order(everything: Formulation) -> None:
    assert [p.name for p in _all(everything)] == list(MEASURES)


def test_what_each_preference_weighs(everything: Formulation) -> None:
    for preference in _all(everything):
        weighed = {
            block.name
            for block in everything.program.columns
            if preference.cost[block.numbers].any()
        }
        assert weighed == MEASURES[preference.name], preference.name


def test_only_installed_machines_are_weighed_negatively(everything: Formulation) -> None:
    for preference in _all(everything):
        negative = {
            block.name
            for block in everything.program.columns
            if (preference.cost[block.numbers] < 0).any()
        }
        assert negative == ({"miners.installed"} if preference.name == "file_order" else set())


def test_later_weighs_less(everything: Formulation) -> None:
    preferences = {p.name: p for p in _all(everything)}
    phases = preferences["late_deals"].cost[everything.halls.phases.cols].reshape(2, -1)
    assert (np.diff(phases, axis=1) < 0).all()
    sold = preferences["late"].cost[everything.miners.sold.cols].reshape(2, -1)
    assert (np.diff(sold, axis=1) < 0).all()


def test_moves_are_weighed_by_megawatts(everything: Formulation) -> None:
    changes = next(p.changes for p in _all(everything) if p.name == "moves")
    assert changes is not None
    x = np.zeros(everything.program.shape[1])
    installed = everything.miners.installed
    columns = np.zeros(installed.size, dtype=int)
    columns[installed.rows] = installed.cols
    x[columns.reshape(installed.shape)[0, 3]] = 10.0
    group = everything.sets.machine_groups[everything.sets.pairs.codes[0][0]]
    moved = changes.weights @ np.abs(changes.matrix @ x)
    # Ten machines in and out again.
    assert moved == pytest.approx(2 * 10 * group.machine.power_w / 1e6)


def test_what_may_be_exchanged(everything: Formulation) -> None:
    found = {
        tuple(axis.labels[i] for axis, a, b in pairs for i in (a, b)): column_exchange(
            everything.program, Swap(pairs)
        )
        is not None
        for pairs in exchanges(everything)
    }
    assert found == {
        ("anna", "bert"): True,
        ("home/east", "home/west"): True,
        ("one", "two"): True,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"asic_mw": 4.001},
        {"hpc_mw": 1.5},
        {"pue": {"asic": 1.01}},
        {"conversion": CONVERSION | {"usd_per_mw": 1_000_001}},
    ],
)
def test_halls_that_differ_are_not_alike(change: dict[str, Any]) -> None:
    keys = copy.deepcopy(EVERYTHING)
    keys["halls"][1] |= change
    formulation = build(fleet(**keys), {})
    axis = formulation.sets.halls.parents[0]
    swap = Swap(((axis, 0, 1),))  # type: ignore[arg-type]
    assert column_exchange(formulation.program, swap) is None


def test_an_exchange_leaves_a_plan_as_good() -> None:
    formulation, found, picked, _ = canonical(fleet(**EVERYTHING))
    program = formulation.program
    for pairs in exchanges(formulation):
        partner = column_exchange(program, Swap(pairs))
        assert partner is not None
        assert (partner[partner] == np.arange(len(partner))).all()
        assert program.value(picked.x[partner]) == pytest.approx(found.objective, rel=1e-9)


def _wandering() -> Document:
    """The east is rebuilt in March; the west has room for all machines from the start."""
    halls = [
        {"name": "east", "asic_mw": 4, "conversion": CONVERSION},
        {"name": "west", "asic_mw": 4},
    ]
    return fleet(halls=halls, contracts=[{"name": "anna", **LEASE}])


def test_machines_start_where_they_can_stay() -> None:
    formulation, _, picked, _ = canonical(_wandering())
    assert list(plan_of(formulation, picked).decisions.conversions["month"]) == ["2027-03"]
    assert len(formulation.sets.spaces) == 1  # both halls are one space for the program
    placed = make_places(formulation, picked.x)
    west = placed.hall == 1
    assert np.allclose(placed.units[west], 900)
    assert np.allclose(placed.units[~west], 0)


def test_halls_are_rebuilt_as_late_as_they_may_be() -> None:
    document = fleet(
        halls=[{"name": "east", "asic_mw": 4, "conversion": CONVERSION}],
        contracts=[{"name": "anna", **LEASE}],
        market={"hashprice_usd_per_ph_day": 0},
        objective={"maximize": "npv", "discount_rate_pct": 0},
    )
    formulation, found, picked, how = canonical(document)
    assert how.integer_ties is IntegerTies.BROKEN
    program, phases = formulation.program, formulation.halls.phases.cols
    (started,) = (b.index.ravel() for b in program.columns if b.name == "halls.started")
    for month in range(3):
        x = picked.x.copy()
        x[phases], x[started] = 0.0, 0.0
        x[phases[month]], x[started[month:]] = 1.0, 1.0
        plan = polish(program, x)
        assert plan is not None
        assert program.value(plan.x) == pytest.approx(found.objective, rel=1e-9)
        again, _ = make_canonical(formulation, with_other(found, plan.x))
        decided = plan_of(formulation, again).decisions.conversions
        assert list(decided["month"]) == ["2027-03"]


def test_what_goes_into_one_hall_only_is_exchanged_along_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("optimizer.choice.ties.LARGEST_SEARCH", 0)
    halls = [{"name": name, "asic_mw": 4, "conversion": CONVERSION} for name in ("east", "west")]
    contracts = [
        {"name": "anna", "halls": ["home/west"], **LEASE},
        {"name": "bert", "halls": ["home/east"], "excludes": ["anna"], **LEASE},
    ]
    formulation, _, picked, how = canonical(fleet(halls=halls, contracts=contracts))
    (pairs,) = exchanges(formulation)
    assert [axis.labels[a] for axis, a, _ in pairs] == ["home/east", "bert"]
    partner = column_exchange(formulation.program, Swap(pairs))
    assert partner is not None
    for x in (picked.x, picked.x[partner]):
        again, how = make_canonical(formulation, with_other(picked, x))
        decisions = plan_of(formulation, again).decisions
        assert list(decisions.contracts["signed"]) == [True, False]
        assert how.integer_ties is IntegerTies.ALIKE


def test_ctrl_c_keeps_the_plan_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    formulation, found, _, _ = canonical(fleet())
    monkeypatch.setattr("optimizer.results.canonical_plan.select", interrupt)
    kept, how = make_canonical(formulation, found)
    assert kept is found
    assert not how.unique
    assert how.stages == ()
