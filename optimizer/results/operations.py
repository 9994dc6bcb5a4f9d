"""Megawatts, hashes and machines by month."""

import numpy as np
import pandas as pd

from optimizer.formulation import Formulation
from optimizer.formulation.lines import ENERGY, HOSTING_ENERGY, POWER_RESALE, MoneyLine
from optimizer.formulation.sets import MachineGroup
from optimizer.formulation.strips.segments import sell_fee_on_mined
from optimizer.lp import AnyAxis, Expression, table, zeros
from optimizer.lp.expression import FloatArray
from optimizer.units import HOURS_PER_DAY, W_PER_MW


def site_frame(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    """Use of the grid by site and month; see ``Plan.sites``."""
    problem, sets = formulation.problem, formulation.sets
    axes, hours = (sets.sites, sets.months), problem.horizon.hours
    pue = table((sets.halls,), [hall.pue_hpc for hall in problem.halls])

    def at_meter(mw: Expression) -> FloatArray:
        return (mw * pue).sum_to(*axes).value(x)

    mining_mwh = _run_mwh(formulation).sum_to(*axes).value(x)
    hosting, gpu = formulation.hosting.draw.value(x), at_meter(formulation.gpus.draw)
    auxiliary = np.array([site.auxiliary_mw for site in problem.sites])[:, None]
    energy = mining_mwh + (hosting + gpu + auxiliary) * hours
    bill = -sum(_by_site(formulation, line, x) for line in (ENERGY, HOSTING_ENERGY, POWER_RESALE))
    with np.errstate(divide="ignore", invalid="ignore"):
        price = np.where(energy > 1e-9, bill / energy, np.nan)
        able = _able_mwh(formulation, x)
        idle = np.where(able > 1e-9, 100.0 * np.clip(1.0 - mining_mwh / able, 0.0, 1.0), np.nan)
    columns = {
        "grid_mw": np.array([site.grid_mw for site in problem.sites]),
        "mining_mw": mining_mwh / hours,
        "hosting_mw": hosting,
        "gpu_mw": gpu,
        "auxiliary_mw": np.broadcast_to(auxiliary, hosting.shape),
        "peak_mw": _highest_load(formulation, x),
        "energy_mwh": energy,
        "energy_usd_per_mwh": price,
        "hashrate_ph": _hashrate(formulation).sum_to(*axes).value(x),
        "curtailed_hours_pct": idle,
    }
    index = pd.MultiIndex.from_product(
        [sets.sites.labels, sets.months.labels], names=["site", "month"]
    )
    return pd.DataFrame({k: v.ravel() for k, v in columns.items()}, index=index)


def hall_frame(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    """Space by hall and month; see ``Plan.halls``."""
    sets, halls = formulation.sets, formulation.halls
    columns = {
        "asic_mw": halls.asic_mw,
        "hpc_ready_mw": halls.hpc_mw,
        "reserved_mw": formulation.hosting.reserved + formulation.gpus.mw,
        "building_mw": halls.building_mw,
    }
    names = [hall.name for hall in formulation.problem.halls]
    index = pd.MultiIndex.from_product([names, sets.months.labels], names=["hall", "month"])
    return pd.DataFrame({k: e.value(x).ravel() for k, e in columns.items()}, index=index)


def asic_frame(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    """Machines by group and month; see ``Plan.asics``."""
    sets, miners = formulation.sets, formulation.miners
    axes, hours = (sets.groups, sets.months), formulation.problem.horizon.hours
    segments, strips = formulation.power.strips.segments, formulation.power.strips
    it_mwh = _run_mwh(formulation) * table((strips.axis,), 1.0 / segments.pue[strips.segment])
    strike, break_even = _strikes(formulation)
    columns = {
        "owned": miners.owned.value(x),
        "installed": miners.installed.sum_to(*axes).value(x),
        "running_mw": it_mwh.sum_to(*axes).value(x) / hours,
        "hashrate_ph": _hashrate(formulation).sum_to(*axes).value(x),
        "strike_usd_per_mwh": strike,
        "break_even_hashprice_usd_per_ph_day": break_even,
    }
    labels = [group.label for group in sets.machine_groups]
    index = pd.MultiIndex.from_product([labels, sets.months.labels], names=["group", "month"])
    return pd.DataFrame({k: v.ravel() for k, v in columns.items()}, index=index)


def mining_mwh(formulation: Formulation, x: FloatArray) -> FloatArray:
    """Gross MWh that each group of machines draws, shape (groups, T)."""
    axes = (formulation.sets.groups, formulation.sets.months)
    return _run_mwh(formulation).sum_to(*axes).value(x)


def _run_mwh(formulation: Formulation) -> Expression:
    """Gross MWh of every strip."""
    strips = formulation.power.strips
    return formulation.power.strip_gross * table((strips.axis,), strips.hours)


def _hashrate(formulation: Formulation) -> Expression:
    """Mean PH/s over the month of every strip."""
    strips = formulation.power.strips
    hours = formulation.problem.horizon.hours[strips.month]
    ph = strips.segments.ph_per_mw[strips.segment] * strips.hours / hours
    return formulation.power.strip * table((strips.axis,), ph)


def _able_mwh(formulation: Formulation, x: FloatArray) -> FloatArray:
    """Gross MWh if installed machines ran at nameplate in every hour, (sites, T)."""
    problem, sets = formulation.problem, formulation.sets
    groups = [sets.machine_groups[g] for g in sets.pairs.codes[0]]
    pue = np.zeros(len(sets.spaces))
    pue[sets.halls.codes[1]] = [hall.pue_asic for hall in problem.halls]
    mw = [
        group.machine.power_w / W_PER_MW * group.machine.uptime * pue[s]
        for group, s in zip(groups, sets.pairs.codes[1], strict=True)
    ]
    able = (formulation.miners.installed * table((sets.pairs,), mw)).value(x)
    out = np.zeros((len(problem.sites), sets.horizon))
    for group, row in zip(groups, able, strict=True):
        out[group.site] += row * problem.horizon.hours
    return out


def _highest_load(formulation: Formulation, x: FloatArray) -> FloatArray:
    """Largest load of any class, tenants and GPUs at all that they may draw, (sites, T)."""
    power, sets = formulation.power, formulation.sets
    site, _, month = power.strips.classes.axis.codes
    out = np.zeros((len(sets.sites), sets.horizon))
    np.maximum.at(out, (site, month), power.load.value(x))
    return out + power.extra.value(x)


def _by_site(formulation: Formulation, line: MoneyLine, x: FloatArray) -> FloatArray:
    axes: tuple[AnyAxis, ...] = (formulation.sets.sites, formulation.sets.months)
    out = zeros(*axes)
    for flow in formulation.flows:
        if flow.line is line:
            out = out + flow.amount.sum_to(*axes)
    return out.value(x)


def _strikes(formulation: Formulation) -> tuple[FloatArray, FloatArray]:
    """Strike price and break-even hashprice of each group at nameplate, (groups, T).

    The strike is the power price up to which a machine runs; the break-even hashprice is the
    one at which it just pays for power at the site's reference price.
    """
    problem, sets = formulation.problem, formulation.sets
    fee = 1.0 - sell_fee_on_mined(problem)
    strike = np.zeros((len(sets.machine_groups), sets.horizon))
    break_even = np.zeros_like(strike)
    for g, group in enumerate(sets.machine_groups):
        site = problem.sites[group.site]
        kept = fee * (1.0 - site.mining.pool_fee)
        # USD per gross MWh for one USD per PH/s and day.
        rate = kept * 1000.0 / (HOURS_PER_DAY * _j_per_th(group) * _pue(formulation, group))
        strike[g] = problem.market.hashprice * rate + site.mining.demand_response
        net = site.power.reference_price - site.mining.demand_response
        break_even[g] = net / rate if rate > 0 else np.nan
    return strike, break_even


def _j_per_th(group: MachineGroup) -> float:
    return group.machine.power_w / group.machine.hashrate_th


def _pue(formulation: Formulation, group: MachineGroup) -> float:
    """PUE of the hall that suits the group best; 1 where it fits none."""
    halls = formulation.problem.halls
    return min((halls[h].pue_asic for h in group.halls), default=1.0)
