"""Running the machines and buying the power, hour by hour."""

from __future__ import annotations

from tests.referee.context import Context, Group
from tests.referee.lp import Expr, total
from tests.referee.reading import Spec
from tests.referee.tariff import Hour, MonthTariff

# IT MW by (group's place in the list, hall, mode).
Running = dict[tuple[int, str, int], Expr]


def add_power(model: Context) -> None:
    """Every site, every month, every hour."""
    for site in model.sites:
        fixed = model.reader.curve(site.get("fixed_cost_usd_per_month"))
        response = model.reader.curve(site.get("mining", {}).get("demand_response_usd_per_mwh"))
        for t in model.months:
            model.ledger.add("fixed_cost", t, -fixed[t])
            _month(model, site, t, response[t])


def _month(model: Context, site: Spec, t: int, response: float) -> None:
    name, mining = site["name"], site.get("mining", {})
    tariff = model.tariffs[name][t]
    halls = model.halls_of(name)
    auxiliary = site.get("auxiliary_mw", 0.0)

    def gross(kind: str) -> Expr:
        return total(model.contract_mw(h.name, t, kind) * h.pue_hpc for h in halls)

    firm = gross("average") + auxiliary
    unused = gross("delivered") - gross("average")
    key = f"{name},{t}"
    model.lp.at_most(f"reserved[{key}]", gross("reserved") + auxiliary, tariff.grid_mw)

    peak = model.lp.variable(f"peak[{key}]")
    coincident = model.lp.variable(f"coincident_peak[{key}]")
    model.ledger.add("demand_charge", t, peak * -tariff.demand_usd_per_mw)
    model.ledger.add("coincident_peak", t, coincident * -tariff.peak_usd_per_mw)

    off = mining.get("curtailment_pct", 0.0) / 100
    constant: Running | None = None
    if not mining.get("price_responsive", True):
        constant = _running(model, name, t, "every_hour")
    for i, hour in enumerate(tariff.hours):
        running = _running(model, name, t, str(i)) if constant is None else constant
        it_mw = {h.name: total(x for k, x in running.items() if k[1] == h.name) for h in halls}
        miners = total(it_mw[h.name] * h.pue_asic for h in halls)
        load = firm + miners
        model.lp.at_most(f"grid[{key},{i}]", load, tariff.grid_mw)
        model.lp.at_most(f"peak[{key},{i}]", load + unused, peak)
        if hour.candidate:
            model.lp.at_most(f"coincident_peak[{key},{i}]", load, coincident)
        # The curtailed share of the hour: miners off, everybody else as before.
        _buy(model, tariff, hour, f"{key},{i}", t, load, 1 - off)
        if off > 0:
            _buy(model, tariff, hour, f"{key},{i},curtailed", t, firm, off)
        _earn(model, running, t, hour.weight * (1 - off), mining)
        mwh = miners * (hour.weight * (1 - off))
        model.ledger.add("demand_response", t, mwh * response)


def _running(model: Context, site: str, t: int, hour: str) -> Running:
    """Machines of every group in every mode in every hall, within what is installed."""
    running: Running = {}
    for g, group in enumerate(model.groups):
        if group.site != site:
            continue
        for hall in group.halls:
            label = f"{site},{group.name},{hall.name},{t},{hour}"
            busy = []
            for m, mode in enumerate(group.modes):
                it_mw = model.lp.variable(f"running[{label},{mode.name}]")
                running[g, hall.name, m] = it_mw
                busy.append(it_mw * (group.nameplate.power_w / mode.power_w))
            model.lp.at_most(
                f"running[{label}]", total(busy), group.installed_mw[t][hall.name] * group.uptime
            )
    for hall in model.halls_of(site):
        it_mw = total(x for key, x in running.items() if key[1] == hall.name)
        model.lp.at_most(f"asic_power[{hall.name},{t},{hour}]", it_mw, hall.asic_mw[t])
    return running


def _earn(model: Context, running: Running, t: int, hours: float, mining: Spec) -> None:
    """Coins of the machines that run, at their month's price, and the fee for selling them."""
    keep = 1 - mining.get("pool_fee_pct", 0.0) / 100
    treasury = (model.finance or {}).get("treasury", {})
    sell_fee = treasury.get("sell_fee_pct", 0.0) / 100
    usd = []
    for (g, _, m), it_mw in running.items():
        petahash_per_mw = _terahash_per_mw(model.groups[g], m) / 1000
        usd.append(it_mw * (petahash_per_mw * model.hashprice[t] / 24 * hours * keep))
    earned = total(usd)
    model.ledger.add("mining", t, earned)
    model.ledger.add("sell_fee", t, earned * -sell_fee)


def _terahash_per_mw(group: Group, m: int) -> float:
    """TH/s of a MW of machines in a mode."""
    mode = group.modes[m]
    return mode.hashrate_th * 1e6 / mode.power_w


def _buy(
    model: Context, tariff: MonthTariff, hour: Hour, key: str, t: int, load: Expr, share: float
) -> None:
    """Supply a load in a share of an hour; book what it costs."""
    hours = hour.weight * share
    supplied = []
    for b, block in enumerate(tariff.blocks):
        used = model.lp.variable(f"block[{key},{b}]", upper=block.mw)
        supplied.append(used)
        if not block.take_or_pay:
            model.ledger.add("energy", t, used * (-block.usd_per_mwh * hours))
            continue
        model.ledger.add("energy", t, -block.mw * block.usd_per_mwh * hours)
        if block.resale:
            left = total([block.mw, -used])
            model.ledger.add("resale", t, left * ((hour.price - block.resale_fee) * hours))
    if tariff.has_market:
        limit = float("inf") if tariff.market_max_mw is None else tariff.market_max_mw
        bought = model.lp.variable(f"market[{key}]", upper=limit)
        supplied.append(bought)
        model.ledger.add("energy", t, bought * (-(hour.price + tariff.adder) * hours))
    model.lp.equal(f"balance[{key}]", total(supplied), load)
