"""Random markets, price files and power contracts."""

from __future__ import annotations

from tests.referee.draft import Draft, Spec

HOURS_OF_DAY = (0, 4, 9, 13, 17, 18, 21)
# Days of November on which clocks are set back in the United States.
SET_BACK = {2023: 5, 2024: 3}


def draw_market(draft: Draft) -> Spec:
    """Hashprice given, or from the network; a BTC price either way."""
    if draft.chance(0.6):
        return {
            "hashprice_usd_per_ph_day": draft.curve(25, 36 if draft.growth else 60),
            "btc_price_usd": draft.curve(60_000, 130_000, 0),
        }
    network: Spec = {
        "btc_price_usd": draft.curve(70_000, 130_000, 0),
        "hashrate_eh": draft.curve(700, 1000, 0),
    }
    draft.maybe(network, 0.5, "fees_btc_per_block", draft.curve(0.02, 0.3))
    draft.maybe(network, 0.3, "block_subsidy_btc", draft.curve(1.5, 3.2))
    return {"network": network}


def draw_price_file(draft: Draft, name: str) -> list[int]:
    """Write an hourly price file; returns the hours of the day that it has."""
    budget = max(4, 110 // draft.months)
    hours = sorted(draft.rng.sample(HOURS_OF_DAY, draft.rng.randint(2, min(4, budget))))
    years = [2024, 2023] if draft.chance(0.3) else [2024]
    days = max(1, min(30, budget) // (len(hours) * len(years)))
    separator = draft.pick((" ", "T"))
    level = draft.between(15, 60)
    stamps = []
    for year in sorted(years):
        for month in range(1, 13):
            for day in draft.rng.sample(range(1, 29), days):
                stamps += [(year, month, day, hour) for hour in hours]
        if draft.chance(0.5):
            # The night in which clocks are set back: the hour from one to two stands twice.
            stamps += [(year, 11, SET_BACK[year], 1)] * 2
    lines = ["timestamp,usd_per_mwh"]
    for year, month, day, hour in sorted(stamps):
        stamp = f"{year}-{month:02d}-{day:02d}{separator}{hour:02d}:00"
        lines.append(f"{stamp},{_price(draft, level)}")
    draft.files[name] = "\n".join(lines) + "\n"
    return hours


def _price(draft: Draft, level: float) -> float:
    kind = draft.rng.random()
    if kind < 0.12:
        return draft.between(-40, 0, 1)
    if kind < 0.22:
        return draft.between(150, 2000, 0)
    if kind < 0.45:
        # Round prices tie with one another.
        return float(draft.pick((20, 30, 40)))
    return draft.between(0.5 * level, 2 * level)


def draw_power(draft: Draft, name: str, grid_mw: float, firm_mw: float, has_market: bool) -> Spec:
    """Supplies that can carry the firm load, demand charge and coincident peak."""
    hours: list[int] = []
    supply: list[Spec] = []
    if has_market:
        market: Spec = {"name": "market", "kind": "market", "price": draft.curve(20, 70)}
        if draft.chance(0.75):
            file = f"prices-{name}.csv"
            hours = draw_price_file(draft, file)
            market["price"] = {"hourly_csv": file, "column": "usd_per_mwh"}
            draft.maybe(market["price"], 0.4, "scale", draft.curve(0.7, 1.4))
        draft.maybe(market, 0.5, "adder_usd_per_mwh", draft.curve(1, 12))
        draft.maybe(market, 0.3, "max_mw", round(firm_mw + draft.between(0.3, 0.9) * grid_mw, 2))
        supply.append(market)
    for number in range(draft.pick((0, 1, 1, 2)) if has_market else 1):
        block = _block(draft, f"block-{number}", grid_mw, has_market)
        if not has_market:
            block["mw"] = round(firm_mw + block["mw"], 2)
        supply.append(block)
    if not has_market and draft.chance(0.5):
        extra = _block(draft, "block-extra", grid_mw, has_market)
        supply.append(extra)
    if has_market or len(supply) > 1:
        _limit_blocks(draft, supply[1:])
    draft.rng.shuffle(supply)
    power: Spec = {"supply": supply}
    draft.maybe(power, 0.5, "demand_usd_per_kw_month", draft.curve(1, 14))
    if draft.chance(0.5):
        power["coincident_peak"] = _coincident_peak(draft, hours)
    return power


def _block(draft: Draft, name: str, grid_mw: float, has_market: bool) -> Spec:
    block: Spec = {
        "name": name,
        "kind": "block",
        "mw": round(draft.between(0.2, 0.9) * grid_mw, 2),
        "usd_per_mwh": draft.curve(20, 60),
    }
    if draft.chance(0.6):
        block["take_or_pay"] = True
        if has_market and draft.chance(0.6):
            block["resale"] = True
            draft.maybe(block, 0.6, "resale_fee_usd_per_mwh", draft.between(0.5, 5))
    return block


def _limit_blocks(draft: Draft, blocks: list[Spec]) -> None:
    """Blocks beside the one that always carries the firm load may come and go."""
    for block in blocks:
        if draft.chance(0.3):
            block["from"] = draft.month(-2, draft.months - 1)
        if draft.chance(0.3):
            earliest = max(0, _index(draft, block.get("from", draft.named_month(0))))
            block["until"] = draft.month(earliest, draft.months)


def _index(draft: Draft, text: str) -> int:
    year, month = text.split("-")
    return int(year) * 12 + int(month) - 1 - draft.start


def _coincident_peak(draft: Draft, hours: list[int]) -> Spec:
    peak: Spec = {"usd_per_kw_year": draft.curve(20, 140)}
    first = draft.start % 12
    inside = [(first + t) % 12 + 1 for t in range(draft.months)]
    if draft.chance(0.7):
        peak["months"] = sorted(set(draft.some(inside)) | set(draft.some(range(1, 13))))
    if draft.chance(0.5):
        # At least one hour that the price file has, so that every month has candidates.
        chosen = set(draft.rng.sample(range(24), draft.rng.randint(1, 4)))
        peak["hours_of_day"] = sorted(chosen | set(draft.some(hours) if hours else []))
    else:
        peak["dearest_hours_per_month"] = draft.pick((1, 4, 40, 150, 400))
    return peak
