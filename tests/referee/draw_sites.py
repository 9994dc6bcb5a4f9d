"""Random sites: halls, machines, GPU servers."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.referee.draft import Draft, Spec
from tests.referee.draw_power import draw_power

# Nameplate TH/s and W, with the power targets of a real ladder that is not concave at its low end.
MACHINES: tuple[tuple[float, float, tuple[tuple[float, float], ...]], ...] = (
    (100, 2970, ((65, 1740), (76, 1850), (80, 2000), (87, 2300), (96, 2700))),
    (200, 3500, ((150, 2400), (215, 3950), (224, 4400))),
    (270, 3645, ((205, 2550), (289, 4050))),
    (112, 3472, ((82, 2350), (100, 3050))),
    (335, 5360, ((250, 3700), (300, 4700))),
)


@dataclass
class Room:
    """What is left of a site for leases and servers that are already there."""

    site: str
    # Critical IT MW ready at the start, by short name of hall.
    ready_mw: dict[str, float] = field(default_factory=dict)
    hpc_halls: list[str] = field(default_factory=list)
    firm_gross_mw: float = 0.0
    has_market: bool = False


def machine(draft: Draft, cooling: str) -> Spec:
    """A kind of machine with its power targets."""
    hashrate, power, ladder = draft.pick(MACHINES)
    spec: Spec = {"hashrate_th": hashrate, "power_w": power, "cooling": cooling}
    if cooling == "air" and draft.chance(0.5):
        del spec["cooling"]
    if draft.chance(0.5):
        spec["modes"] = [
            {"name": f"at-{watts:.0f}", "hashrate_th": th, "power_w": watts}
            for th, watts in draft.some(ladder)
        ]
    draft.maybe(spec, 0.5, "uptime_pct", draft.between(85, 99, 1))
    draft.maybe(spec, 0.5, "opex_usd_per_unit_month", draft.curve(1, 12))
    return spec


def draw_site(draft: Draft, name: str) -> tuple[Spec, Room]:
    """A site and the room that it has for leases."""
    room = Room(name, has_market=draft.chance(0.8))
    halls = [_hall(draft, room, f"h{i}") for i in range(draft.pick((1, 1, 2)))]
    asic_mw = sum(hall.get("asic_mw", 0) for hall in halls)
    site: Spec = {"name": name, "halls": halls}
    if asic_mw:
        site["asics"] = [_group(draft, halls, f"g{i}") for i in range(draft.pick((1, 1, 2, 3)))]
    if room.ready_mw and draft.chance(0.25):
        site["gpus"] = [_owned_gpus(draft, room)]
    draft.maybe(site, 0.4, "fixed_cost_usd_per_month", draft.curve(5_000, 40_000, 0))
    if draft.chance(0.4):
        site["auxiliary_mw"] = draft.between(0.05, 0.5)
        room.firm_gross_mw += site["auxiliary_mw"]
    if draft.chance(0.7):
        site["mining"] = _mining(draft)
    return site, room


def finish_site(draft: Draft, site: Spec, room: Room) -> None:
    """Grid and power, once what must be carried is known."""
    gross = room.firm_gross_mw
    for hall in site["halls"]:
        conversion = hall.get("conversion", {}).get("hpc_mw", 0)
        gross += 1.1 * hall.get("asic_mw", 0) + 0.7 * conversion + 0.5 * hall.get("hpc_mw", 0)
    low = max(room.firm_gross_mw * 1.02, 0.7 * gross)
    steps = draft.chance(0.3)
    grid = draft.between(low + 0.1, 1.2 * gross + 0.3)
    site["grid_mw"] = grid
    if steps:
        first = 0.0 if room.firm_gross_mw == 0 and draft.chance(0.3) else round(low + 0.05, 2)
        site["grid_mw"] = {
            draft.named_month(0): first,
            draft.month(1, draft.months - 1): max(grid, round(low + 0.05, 2)),
        }
    site["power"] = draw_power(draft, site["name"], grid, room.firm_gross_mw, room.has_market)


def _hall(draft: Draft, room: Room, name: str) -> Spec:
    hall: Spec = {"name": name}
    if draft.chance(0.9):
        hall["asic_mw"] = draft.between(1, 20, 1)
    if draft.chance(0.4) or "asic_mw" not in hall:
        hall["hpc_mw"] = draft.between(0.5, 6, 1)
        room.ready_mw[name] = hall["hpc_mw"]
    cooling = draft.pick(("air", "air", "hydro", "immersion"))
    if cooling != "air" or draft.chance(0.3):
        hall["cooling"] = cooling
    if draft.chance(0.6):
        pue = {"asic": draft.between(1.0, 1.12), "hpc": draft.between(1.15, 1.5)}
        hall["pue"] = pue if draft.chance(0.7) else {"hpc": pue["hpc"]}
    if "asic_mw" in hall and draft.months >= 3 and draft.chance(0.9 if draft.growth else 0.4):
        hall["conversion"] = _conversion(draft, hall["asic_mw"])
    if draft.chance(0.2):
        hall["building"] = {
            "hpc_mw": draft.between(1, 6, 1),
            "ready": draft.month(1, draft.months - 1),
            "remaining_usd": draft.between(0.2e6, 6e6, -3),
        }
    if {"hpc_mw", "conversion", "building"} & hall.keys():
        room.hpc_halls.append(name)
    return hall


def _conversion(draft: Draft, asic_mw: float) -> Spec:
    months = draft.rng.randint(1, min(3, draft.months - 2))
    conversion: Spec = {
        "hpc_mw": round(asic_mw * draft.between(0.4, 0.8), 1),
        "months": months,
        "usd_per_mw": draft.between(0.2e6, 1.2e6 if draft.growth else 4e6, -4),
    }
    draft.maybe(conversion, 0.6, "phases", draft.rng.randint(1, 4))
    last = draft.months - 1 - months
    draft.maybe(conversion, 0.3, "earliest", draft.month(0, last))
    if draft.chance(0.3):
        first = conversion.get("earliest", draft.named_month(0))
        latest = draft.month(0, draft.months - 1)
        conversion["latest"] = max(first, latest)
    return conversion


def _group(draft: Draft, halls: list[Spec], name: str) -> Spec:
    hall = draft.pick([h for h in halls if "asic_mw" in h])
    cooling = hall.get("cooling", "air")
    if draft.chance(0.05):
        cooling = draft.pick(("air", "hydro", "immersion"))
    group: Spec = {"name": name, **machine(draft, cooling)}
    mw = hall["asic_mw"] * draft.between(0.2, 1.2)
    group["units"] = int(mw * 1e6 / group["power_w"]) + 1
    if draft.chance(0.2):
        group["halls"] = draft.some([h["name"] for h in halls])
    draft.maybe(group, 0.5, "resale_usd_per_th", draft.curve(1, 12))
    draft.maybe(group, 0.15, "arrives", draft.month(0, draft.months - 1))
    return group


def server(draft: Draft) -> Spec:
    """A GPU server and what it earns."""
    spec: Spec = {
        "gpus": 8,
        "power_kw": draft.between(8, 16, 1),
        "usd_per_gpu_hour": draft.curve(0.8, 2.6),
        "utilization_pct": draft.between(40, 90, 0),
    }
    draft.maybe(spec, 0.5, "opex_usd_per_server_month", draft.curve(200, 1200, 0))
    draft.maybe(spec, 0.5, "load_factor_pct", draft.between(60, 95, 0))
    return spec


def _owned_gpus(draft: Draft, room: Room) -> Spec:
    name = draft.pick(sorted(room.ready_mw))
    spec: Spec = {"name": "owned-gpus", "hall": name, **server(draft)}
    mw = draft.between(0.1, 0.5) * room.ready_mw[name]
    spec["servers"] = max(1, int(mw * 1000 / spec["power_kw"]))
    mw = spec["servers"] * spec["power_kw"] / 1000
    room.ready_mw[name] -= mw
    room.firm_gross_mw += mw * 1.5
    draft.maybe(spec, 0.5, "until", draft.month(0, draft.months - 1))
    return spec


def _mining(draft: Draft) -> Spec:
    mining: Spec = {}
    draft.maybe(mining, 0.6, "pool_fee_pct", draft.between(0.5, 2.5))
    draft.maybe(mining, 0.3, "price_responsive", False)
    draft.maybe(mining, 0.35, "demand_response_usd_per_mwh", draft.curve(1, 8))
    draft.maybe(mining, 0.4, "curtailment_pct", draft.between(1, 15, 1))
    return mining
