"""Random contracts and orders."""

from __future__ import annotations

from tests.referee.draft import Draft, Spec
from tests.referee.draw_sites import Room, machine, server


def draw_running_lease(draft: Draft, rooms: list[Room]) -> Spec | None:
    """A lease signed before the horizon, in a hall that has room for it."""
    places = [(room, hall) for room in rooms for hall in sorted(room.ready_mw)]
    places = [(room, hall) for room, hall in places if room.ready_mw[hall] >= 0.4]
    if not places:
        return None
    room, hall = draft.pick(places)
    age = draft.rng.randint(1, 20)
    contract: Spec = {
        "name": "running",
        "mw": round(draft.between(0.3, 0.9) * room.ready_mw[hall], 2),
        "halls": [f"{room.site}/{hall}"],
        "start": draft.named_month(-age),
        "term_months": age + draft.rng.randint(1, 30),
        "usd_per_kw_month": draft.between(90, 160, 1),
    }
    _terms(draft, contract, [room])
    room.ready_mw[hall] -= contract["mw"]
    room.firm_gross_mw += contract["mw"] * 1.5
    return contract


def draw_offer(draft: Draft, rooms: list[Room], name: str) -> Spec | None:
    """An offer that may be signed."""
    places = [f"{room.site}/{hall}" for room in rooms for hall in room.hpc_halls]
    if not places:
        return None
    last = draft.months - 1
    contract: Spec = {
        "name": name,
        "mw": draft.between(0.3, 4, 1),
        "term_months": draft.rng.randint(30 if draft.growth else 1, 90),
        "usd_per_kw_month": draft.between(130 if draft.growth else 70, 190, 1),
    }
    if draft.chance(0.6):
        low = draft.between(0.2, 2, 1)
        contract["mw"] = {"min": low, "max": round(low + draft.between(0.5, 6, 1), 1)}
        draft.maybe(contract["mw"], 0.6, "step", draft.pick((0.2, 0.5, 1.0, 1.5)))
    if draft.chance(0.5):
        contract["halls"] = draft.some(places)
    if draft.growth:
        earliest = draft.rng.randint(1, 3)
        contract["start"] = {
            "earliest": draft.named_month(earliest),
            "latest": draft.month(last - 1, last),
        }
    elif draft.chance(0.6):
        earliest = draft.rng.randint(0, last)
        latest = draft.rng.randint(earliest, min(last, earliest + 4))
        contract["start"] = {
            "earliest": draft.named_month(earliest),
            "latest": draft.named_month(latest),
        }
    else:
        contract["start"] = draft.month(0, last)
    if draft.chance(0.3 if draft.growth else 0.1):
        contract["must_sign"] = True
        # A late start can be met by a conversion.
        contract["start"] = {"earliest": draft.month(0, last), "latest": draft.named_month(last)}
    named = {place.split("/")[0] for place in contract.get("halls", places)}
    _terms(draft, contract, [room for room in rooms if room.site in named])
    return contract


def _terms(draft: Draft, contract: Spec, rooms: list[Room]) -> None:
    draft.maybe(contract, 0.4, "ramp_months", draft.rng.randint(1, 6))
    draft.maybe(contract, 0.5, "escalator_pct_per_year", draft.between(1, 4, 1))
    draft.maybe(contract, 0.5, "load_factor_pct", draft.between(60, 95, 0))
    if draft.chance(0.6):
        kinds = ("energy", "demand", "coincident_peak")
        contract["passes"] = [] if draft.chance(0.2) else draft.some(kinds)
    if draft.chance(0.5):
        options = ["reference", "curve"]
        if all(room.has_market for room in rooms):
            options += ["market", "market"]
        chosen = draft.pick(options)
        contract["pass_through_price"] = draft.curve(25, 60) if chosen == "curve" else chosen
    draft.maybe(contract, 0.5, "opex_usd_per_kw_month", draft.between(3, 20, 1))
    draft.maybe(contract, 0.4, "fit_out_usd_per_mw", draft.between(0.05e6, 1e6, -3))
    if draft.chance(0.4):
        contract["tenant_funding_usd_per_mw"] = draft.between(0.1e6, 2.5e6, -3)
        draft.maybe(contract, 0.6, "rent_credit_pct", draft.between(10, 90, 0))
    draft.maybe(contract, 0.4, "sla_credit_pct", draft.between(0.5, 5, 1))
    draft.maybe(contract, 0.4, "default_pct_per_year", draft.between(0.5, 8, 1))


def draw_contracts(draft: Draft, rooms: list[Room]) -> list[Spec]:
    """Offers, some of which exclude each other."""
    offers = [
        draw_offer(draft, rooms, f"offer-{i}")
        for i in range(draft.pick((1, 2, 2, 3) if draft.growth else (0, 1, 1, 2)))
    ]
    contracts = [offer for offer in offers if offer is not None]
    if len(contracts) > 1 and draft.chance(0.4):
        contracts[-1]["excludes"] = [contracts[0]["name"]]
    return contracts


def draw_asic_order(draft: Draft, sites: list[Spec], name: str) -> Spec | None:
    """An order of machines that fit a hall of the first site named."""
    halls = [hall for site in sites for hall in site["halls"] if "asic_mw" in hall]
    if not halls or draft.months < 2:
        return None
    cooling = draft.pick(halls).get("cooling", "air")
    lead = draft.rng.randint(0, min(3, draft.months - 1))
    order: Spec = {
        "name": name,
        **machine(draft, cooling),
        "sites": draft.some([site["name"] for site in sites]),
        "max_units": draft.rng.randint(50, 2500),
        "usd_per_th": draft.curve(1.4, 7),
        "delivery_months": lead,
    }
    # Below any order price, so that nobody buys to sell.
    draft.maybe(order, 0.6, "resale_usd_per_th", draft.curve(0.2, 0.9, flat=0.7))
    if isinstance(order["usd_per_th"], dict) and "start" in order["usd_per_th"]:
        growth = order["usd_per_th"]["growth_pct_per_year"]
        order["usd_per_th"]["growth_pct_per_year"] = max(growth, -20.0)
    _window(draft, order, lead)
    return order


def draw_gpu_order(draft: Draft, rooms: list[Room], name: str) -> Spec | None:
    """An order of GPU servers for some of the halls."""
    places = [f"{room.site}/{hall}" for room in rooms for hall in room.hpc_halls]
    if not places:
        return None
    lead = draft.rng.randint(0, min(3, draft.months - 1))
    order: Spec = {
        "name": name,
        **server(draft),
        "halls": draft.some(places),
        "max_servers": draft.rng.randint(3, 80),
        "usd_per_server": draft.curve(25_000, 250_000, 0),
        "delivery_months": lead,
    }
    draft.maybe(order, 0.6, "life_months", draft.pick((2, 4, 8, 24, 48)))
    _window(draft, order, lead)
    return order


def _window(draft: Draft, order: Spec, lead: int) -> None:
    last = draft.months - 1 - lead
    first = draft.rng.randint(0, last)
    draft.maybe(order, 0.3, "earliest", draft.named_month(first))
    if draft.chance(0.4):
        order["latest"] = draft.month(first, draft.months - 1)
