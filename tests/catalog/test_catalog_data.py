"""The shipped figures: enough of them, plausible, sourced, and found under one name each."""

from collections import Counter

import pytest

from optimizer import catalog
from optimizer.catalog import AsicModel, GpuModel
from optimizer.catalog.load import squeeze

ASICS = catalog.asics()
GPUS = catalog.gpus()

# Power target in W to TH/s, as published for the S19j Pro.
S19J_PRO_LADDER: list[tuple[float, float]] = [
    (1740, 65), (1850, 76), (2000, 80), (2300, 87), (2700, 96), (2970, 100),
]  # fmt: skip


def named(machine):
    return machine.name


def test_there_are_enough_machines():
    assert len(ASICS) >= 60
    assert len(GPUS) >= 8
    assert {asic.maker for asic in ASICS} == {"Bitmain", "MicroBT", "Canaan", "Bitdeer"}
    assert {asic.cooling for asic in ASICS} == {"air", "hydro", "immersion"}


def test_every_spelling_is_of_one_machine_and_given_once():
    spellings = Counter(squeeze(s) for m in (*ASICS, *GPUS) for s in (m.name, *m.aliases))
    assert {s: n for s, n in spellings.items() if n > 1} == {}


@pytest.mark.parametrize("machine", [*ASICS, *GPUS], ids=named)
def test_every_machine_says_where_its_figures_are_from(machine):
    assert len(machine.source) >= 20
    assert machine.source == " ".join(machine.source.split())


@pytest.mark.parametrize("machine", ASICS, ids=named)
def test_efficiency_of_a_miner_is_plausible(machine: AsicModel):
    points = list(machine.operating_points())
    assert (machine.power_w, machine.hashrate_th) in points
    for power_w, hashrate_th in points:
        assert 8 <= power_w / hashrate_th <= 40
    assert machine.j_per_th == machine.power_w / machine.hashrate_th
    # From a home device to a rack-mounted double; one that draws more is never cooled by air.
    assert 500 <= machine.power_w <= 15_000
    assert machine.cooling != "air" or machine.power_w <= 4_500


@pytest.mark.parametrize("machine", ASICS, ids=named)
def test_a_name_agrees_with_the_figures(machine: AsicModel):
    for name in (machine.name, *machine.aliases):
        last = name.replace("-", " ").split()[-1]
        if last.endswith("T") and last[:-1].replace(".", "").isdigit():
            assert float(last[:-1]) == machine.hashrate_th
    for word, cooling in [("Hyd", "hydro"), ("Immersion", "immersion"), ("Air", "air")]:
        if word in machine.name:
            assert machine.cooling == cooling


@pytest.mark.parametrize("machine", GPUS, ids=named)
def test_power_of_a_gpu_system_is_plausible(machine: GpuModel):
    assert machine.kw_per_gpu == machine.power_kw / machine.gpus
    assert 0.7 <= machine.kw_per_gpu <= 2.5
    assert machine.gpus % 8 == 0
    assert "network" in machine.source


def test_the_ladder_of_the_s19j_pro_is_whole():
    machine = catalog.asic("S19j Pro 100T")
    assert list(machine.operating_points()) == S19J_PRO_LADDER
    assert (machine.power_w, machine.hashrate_th) == S19J_PRO_LADDER[-1]
    assert [mode.name for mode in machine.modes] == [f"{w:g} W" for w, _ in S19J_PRO_LADDER[:-1]]
    assert min(machine.modes, key=lambda mode: mode.j_per_th).power_w == 1850


@pytest.mark.parametrize(
    ("name", "j_per_th"),
    [("S19 XP", 21.5), ("S21", 17.5), ("S21 XP", 13.5), ("S21 Pro", 15.0), ("M60S", 18.5)],
)
def test_well_known_efficiencies(name, j_per_th):
    assert catalog.asic(name).j_per_th == pytest.approx(j_per_th)


@pytest.mark.parametrize(
    ("name", "cooling"),
    [("M60S", "air"), ("M63S", "hydro"), ("M66S", "immersion"), ("M79", "hydro")],
)
def test_cooling_follows_the_maker_digits(name, cooling):
    assert catalog.asic(name).cooling == cooling


# The promise that a released name stays: add to this list, never take away.
RELEASED = """
S19j Pro 100T, S19j Pro 104T, S19k Pro, S19 XP, S21, T21, S21 Pro, S21+, S21 XP, S21 XP Hyd, S23,
M50S, M60S, M63S, M66S, M70S, Avalon A1566, SealMiner A2, SealMiner A3 Pro Air
"""
RELEASED_GPUS = ["DGX A100", "DGX H100", "DGX H200", "DGX B200", "DGX B300", "32 x DGX B200",
                 "GB200 NVL72", "GB300 NVL72"]  # fmt: skip


@pytest.mark.parametrize("name", [" ".join(name.split()) for name in RELEASED.split(",")])
def test_a_released_miner_keeps_its_name(name):
    assert catalog.asic(name).name == name


@pytest.mark.parametrize("name", RELEASED_GPUS)
def test_a_released_gpu_system_keeps_its_name(name):
    assert catalog.gpu(name).name == name
