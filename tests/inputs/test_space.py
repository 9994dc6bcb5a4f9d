"""Sites, halls and machines: names become indices, windows become offsets."""

import pytest

CONVERSION = {"hpc_mw": 8, "phases": 2, "months": 2, "usd_per_mw": 9e6}


def test_a_minimal_fleet_has_the_defaults_of_the_format(fleet):
    problem = fleet.load()
    (site,) = problem.sites
    a, b = problem.halls
    (group,) = problem.asics
    assert (problem.name, problem.description, problem.horizon.months) == ("minimal", "", 6)
    assert problem.path.name == "site.yaml"
    assert len(problem.sha256) == 64
    assert (site.auxiliary_mw, site.fixed_cost.tolist()) == (0, [0.0] * 6)
    assert (site.mining.pool_fee, site.mining.curtailment) == (0, 0)
    assert site.mining.price_responsive
    assert (a.name, a.site, a.asic_mw, a.hpc_mw, a.cooling) == ("north/a", 0, 10, 0, "air")
    assert (b.pue_asic, b.pue_hpc, b.conversion, b.building) == (1.05, 1.35, None, None)
    assert (group.name, group.units, group.arrives, group.halls) == ("north/old", 1000, 0, (0, 1))
    assert group.machine.modes.tolist() == [[3000, 100]]
    assert (group.machine.uptime, group.machine.resale.tolist()) == (1, [0.0] * 6)
    assert (problem.objective.default_rate, problem.objective.hosting_rate) == (0.12, 0.12)
    assert problem.objective.contract_runoff
    assert problem.finance is None
    assert (problem.contracts, problem.gpus, problem.asic_orders, problem.gpu_orders) == ((),) * 4


def test_percentages_become_fractions(fleet):
    fleet.site["mining"] = {"pool_fee_pct": 2, "curtailment_pct": 5}
    fleet.site["asics"][0]["uptime_pct"] = 96
    fleet.document["objective"] = {"discount_rate_pct": {"default": 15, "hosting": 8}}
    problem = fleet.load()
    assert (problem.sites[0].mining.pool_fee, problem.sites[0].mining.curtailment) == (0.02, 0.05)
    assert problem.asics[0].machine.uptime == 0.96
    assert (problem.objective.default_rate, problem.objective.hosting_rate) == (0.15, 0.08)


def test_a_single_site_may_be_written_as_such(fleet):
    fleet.document["site"] = fleet.document.pop("sites")[0]
    assert [site.name for site in fleet.load().sites] == ["north"]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ({}, (0, 3)),  # two months to build, ready in month 5 of 0..5 at the latest
        ({"earliest": "2026-02", "latest": "2026-03"}, (1, 2)),
        ({"earliest": "2025-01", "latest": "2027-01"}, (0, 3)),
    ],
)
def test_the_window_of_a_conversion_is_cut_to_what_is_ready_in_time(fleet, window, expected):
    fleet.site["halls"][0]["conversion"] = {**CONVERSION, **window}
    conversion = fleet.load().halls[0].conversion
    assert (conversion.earliest, conversion.latest) == expected
    assert (conversion.hpc_mw, conversion.phases, conversion.months) == (8, 2, 2)


def test_what_a_building_still_costs_is_spread_up_to_the_month_before_it_is_ready(fleet):
    building = {"hpc_mw": 4, "ready": "2026-05", "remaining_usd": 8e6}
    fleet.site["halls"][1]["building"] = building
    found = fleet.load().halls[1].building
    assert found.ready == 4
    assert found.spend.tolist() == [2e6] * 4 + [0, 0]


# ----------------------------------------------------------------------------------- machines


def test_a_model_brings_its_nameplate_and_cooling_but_no_modes(fleet):
    fleet.site["asics"][0] = {"name": "old", "model": "S19j Pro 100T", "units": 10}
    machine = fleet.load().asics[0].machine
    assert (machine.hashrate_th, machine.power_w) == (100, 2970)
    assert machine.modes.tolist() == [[2970, 100]]


def test_modes_come_after_the_nameplate_as_watts_and_terahash(fleet):
    modes = [{"name": "eco", "hashrate_th": 76, "power_w": 1850}]
    fleet.site["asics"][0] = {"name": "o", "model": "S19j Pro 100T", "units": 1, "modes": modes}
    assert fleet.load().asics[0].machine.modes.tolist() == [[2970, 100], [1850, 76]]


def test_a_model_that_the_catalogue_does_not_have_is_an_error_with_suggestions(fleet):
    fleet.site["asics"][0] = {"name": "old", "model": "S21 Prot", "units": 1}
    (error,) = fleet.errors()
    assert error.code == "E306"
    assert "S21 Pro" in error.hint
    assert error.path == "sites.north.asics.old.model"


def test_machines_fit_the_halls_of_their_cooling(fleet):
    fleet.site["halls"].append({"name": "wet", "asic_mw": 3, "cooling": "hydro"})
    wet = {"name": "wet", "hashrate_th": 400, "power_w": 7000, "cooling": "hydro", "units": 9}
    named = {**wet, "name": "named", "halls": ["wet", "a"]}
    full = {**wet, "name": "full", "halls": ["north/wet"]}
    fleet.site["asics"] += [wet, named, full]
    assert [group.halls for group in fleet.load().asics] == [(0, 1), (2,), (2,), (2,)]


def test_machines_without_a_hall_are_a_warning(fleet):
    fleet.site["asics"][0]["cooling"] = "immersion"
    problem, warnings = fleet.load_with_warnings()
    assert problem.asics[0].halls == ()
    assert "W343" in [warning.code for warning in warnings]


def test_machines_on_their_way_arrive_in_a_month(fleet):
    first = fleet.site["asics"][0]
    first["arrives"] = "2026-04"
    assert fleet.load().asics[0].arrives == 3
    first["arrives"] = "2025-04"
    assert fleet.load().asics[0].arrives == 0


def test_an_asic_order(fleet):
    south = {**fleet.site, "name": "south", "asics": []}
    fleet.document["sites"].append(south)
    order = {
        "name": "new",
        "model": "S21 Pro",
        "max_units": 500,
        "usd_per_th": {"start": 16, "growth_pct_per_year": -20},
        "delivery_months": 2,
    }
    bound = {**order, "name": "bound", "sites": ["south"], "latest": "2026-02"}
    fleet.document["asic_orders"] = [order, bound]
    anywhere, there = fleet.load().asic_orders
    assert (anywhere.sites, anywhere.halls) == ((0, 1), (0, 1, 2, 3))
    assert (there.sites, there.halls) == ((1,), (2, 3))
    assert (anywhere.earliest, anywhere.latest, there.latest) == (0, 3, 1)
    assert (anywhere.max_units, anywhere.delivery_months, anywhere.price[0]) == (500, 2, 16)


def test_gpus(fleet):
    server = {"gpus": 8, "power_kw": 10.2, "usd_per_gpu_hour": 2.5, "utilization_pct": 80}
    fleet.site["gpus"] = [
        {"name": "g", **server, "servers": 10, "hall": "b"},
        {"name": "h", **server, "servers": 1, "hall": "north/b", "until": "2026-03"},
    ]
    order = {"max_servers": 20, "usd_per_server": 3e5, "delivery_months": 1}
    fleet.document["gpu_orders"] = [
        {"name": "more", **server, **order},
        {"name": "named", **server, **order, "halls": ["north/b"], "life_months": 36},
    ]
    fleet.site["halls"][0]["conversion"] = CONVERSION
    problem = fleet.load()
    assert [(g.name, g.hall, g.until) for g in problem.gpus] == [
        ("north/g", 1, 5),
        ("north/h", 1, 2),
    ]
    assert problem.gpus[0].server.utilization == 0.8
    assert [order.halls for order in problem.gpu_orders] == [(0, 1), (1,)]
    assert [order.latest for order in problem.gpu_orders] == [4, 4]
    assert [order.life_months for order in problem.gpu_orders] == [60, 36]


def test_a_building_finished_before_the_horizon_is_there_from_its_first_month(fleet):
    fleet.site["halls"][1]["building"] = {"hpc_mw": 4, "ready": "2020-10", "remaining_usd": 0}
    found = fleet.load().halls[1].building
    assert found is not None
    assert found.ready == 0
    assert not found.spend.any()


def test_a_hall_that_does_not_exist_is_one_problem(fleet):
    fleet.site["asics"][0]["halls"] = ["nope"]
    assert [found.code for found in fleet.errors()] == ["E302"]


def test_a_horizon_too_short_for_any_conversion_is_not_told_to_build_in_no_time(fleet):
    fleet.site["halls"][0]["conversion"] = CONVERSION
    fleet.document["horizon"]["months"] = 1
    (found,) = [found for found in fleet.errors() if found.code == "E314"]
    assert found.allowed == "a horizon of 3 months"
