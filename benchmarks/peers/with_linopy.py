"""The site-year in linopy, solved by HiGHS: arrays with labels, as its documentation has it."""

import linopy
import numpy as np
import pandas as pd
import xarray as xr

from benchmarks.peers.hourly import SiteYear


def solve(fleet: SiteYear, gap: float) -> float:
    """Optimal NPV, USD."""
    months = pd.RangeIndex(fleet.months, name="month")
    hours = pd.RangeIndex(len(fleet.price), name="hour")
    groups = pd.RangeIndex(len(fleet.machines), name="group")
    of_hour = xr.DataArray(fleet.month, coords=[hours])

    def by_month(values: np.ndarray) -> xr.DataArray:
        return xr.DataArray(values, coords=[months])

    def by_hour(values: np.ndarray) -> xr.DataArray:
        return xr.DataArray(values, coords=[hours])

    def by_group(values: list[float]) -> xr.DataArray:
        return xr.DataArray(np.array(values), coords=[groups])

    def table(values: list[np.ndarray]) -> xr.DataArray:
        return xr.DataArray(np.array(values), coords=[groups, months])

    model = linopy.Model()
    units = by_group([m.units for m in fleet.machines])
    mw = by_group([m.mw for m in fleet.machines])
    uptime = by_group([m.uptime for m in fleet.machines])
    sold = model.add_variables(0, units, coords=[groups, months], name="sold")
    owned = model.add_variables(0, units, coords=[groups, months], name="owned")
    installed = model.add_variables(0, units, coords=[groups, months], name="installed")
    run = model.add_variables(0, coords=[groups, hours], name="run")
    hedge = model.add_variables(0, by_hour(fleet.hedge_mw[fleet.month]), name="hedge")
    bought = model.add_variables(0, coords=[hours], name="bought")
    load = model.add_variables(0, by_hour(fleet.grid[fleet.month]), name="load")
    peak = model.add_variables(0, coords=[months], name="peak")
    coincident = model.add_variables(0, coords=[months], name="coincident")
    model.add_constraints(
        owned.isel(month=0) + sold.isel(month=0) == units.drop_vars([]), name="first"
    )
    model.add_constraints(
        owned - owned.shift(month=1) + sold == 0, name="stock", mask=_rest(months)
    )
    model.add_constraints(installed <= owned, name="stored")
    model.add_constraints(run <= (installed * mw * uptime).sel(month=of_hour), name="running")

    space, average, unused, flows, later = _decisions(model, fleet, months)
    model.add_constraints((installed * mw).sum("group") + space <= fleet.hall_mw, name="space")
    draw = run.sum("group") * fleet.pue_asic
    if average is not None:
        draw = draw + average.sel(month=of_hour)
    model.add_constraints(load - draw == fleet.auxiliary, name="load")
    model.add_constraints(load - hedge - bought == 0, name="balance")
    over = load if unused is None else load + unused.sel(month=of_hour)
    model.add_constraints(over - peak.sel(month=of_hour) <= 0, name="peak")
    candidates = by_hour(fleet.candidate)
    model.add_constraints(
        load - coincident.sel(month=of_hour) <= 0, name="coincident", mask=candidates
    )
    worth = xr.DataArray(
        np.array([m.usd_per_mwh[fleet.month] for m in fleet.machines]) * fleet.pue_asic,
        coords=[groups, hours],
    )
    weight = by_hour(fleet.weight)
    hourly = (run * worth * weight).sum("group")
    hourly = hourly - hedge * (by_hour(fleet.hedge_give_up) * weight)
    hourly = hourly - bought * (by_hour(fleet.price + fleet.adder[fleet.month]) * weight)
    monthly = hourly.groupby(of_hour.rename("month")).sum()
    monthly = monthly + (sold * table([m.resale for m in fleet.machines])).sum("group")
    monthly = monthly - (installed * table([m.opex for m in fleet.machines])).sum("group")
    monthly = monthly - peak * by_month(fleet.demand_usd) - coincident * by_month(fleet.peak_usd)
    if flows is not None:
        monthly = monthly + flows
    objective = (monthly * by_month(fleet.discount)).sum()
    last = by_group([m.resale[-1] * fleet.discount[-1] for m in fleet.machines])
    objective = objective + (owned.isel(month=fleet.months - 1) * last).sum()
    if later is not None:
        objective = objective + later
    if fleet.cash is not None:
        cash = model.add_variables(by_month(fleet.min_cash), name="cash")
        sunk = by_month(fleet.sunk_by_month)
        first = fleet.cash * by_month((np.arange(fleet.months) == 0) * 1.0)
        model.add_constraints(cash - cash.shift(month=1) - monthly == sunk + first, name="cash")
    model.add_objective(objective, sense="max")
    status, condition = model.solve("highs", io_api="direct", mip_rel_gap=gap, output_flag=False)
    if status != "ok":
        raise RuntimeError(f"linopy ended {status}, {condition}")
    return float(model.objective.value) + fleet.sunk_usd


def _rest(months: pd.RangeIndex) -> xr.DataArray:
    return xr.DataArray(np.arange(len(months)) > 0, coords=[months])


def _decisions(model: linopy.Model, fleet: SiteYear, months: pd.RangeIndex):  # noqa: ANN202
    """Space taken, tenants' average draw and what they do not draw, flows, worth after the end."""
    plan = fleet.rebuild
    if plan is None:
        return 0.0 * xr.DataArray(np.zeros(len(months)), coords=[months]), None, None, None, None
    window = (np.arange(fleet.months) >= plan.earliest) & (np.arange(fleet.months) <= plan.latest)
    most = xr.DataArray(window * plan.phases, coords=[months])
    starting = model.add_variables(0, most, integer=True, name="phases")
    ahead = np.arange(fleet.months)
    begun = ahead[:, None] >= ahead[None, :]  # (month, start)
    done = ahead[:, None] >= ahead[None, :] + plan.months
    starts = starting.rename(month="start")

    def spread(table: np.ndarray) -> linopy.LinearExpression:
        later = xr.DataArray(
            table * 1.0, coords=[months, pd.RangeIndex(fleet.months, name="start")]
        )
        return (starts * later).sum("start")

    model.add_constraints(starting.sum() <= plan.phases, name="all phases")
    space = spread(begun) * (fleet.hall_mw / plan.phases)
    flows = spread(begun & ~done) * -plan.usd_per_month
    average = unused = reserved = later = None
    for c, tenant in enumerate(fleet.tenants):
        options = pd.RangeIndex(len(tenant.starts), name=f"start of {c}")
        signed = model.add_variables(binary=True, coords=[options], name=f"signed {c}")
        size = model.add_variables(0, tenant.most, coords=[options], name=f"size {c}")
        steps = model.add_variables(
            0, round(tenant.most / tenant.step), integer=True, name=f"steps {c}"
        )
        model.add_constraints(signed.sum() <= 1, name=f"once {c}")
        model.add_constraints(size - signed * tenant.least >= 0, name=f"least {c}")
        model.add_constraints(size - signed * tenant.most <= 0, name=f"most {c}")
        model.add_constraints(size.sum() - steps * tenant.step == 0, name=f"steps {c}")

        def of(table: np.ndarray, size=size, options=options) -> linopy.LinearExpression:  # noqa: ANN001
            return (size * xr.DataArray(table, coords=[options, months])).sum(options.name)

        gross = of(tenant.delivered * fleet.pue_hpc)
        drawn, idle = gross * tenant.load_factor, gross * (1 - tenant.load_factor)
        held, paid = of(tenant.reserved), of(tenant.usd)
        worth = (size * xr.DataArray(tenant.later_usd, coords=[options])).sum()
        average = drawn if average is None else average + drawn
        unused = idle if unused is None else unused + idle
        reserved = held if reserved is None else reserved + held
        later = worth if later is None else later + worth
        flows = flows + paid
    if reserved is not None:
        ready = spread(done) * (plan.hpc_mw / plan.phases)
        model.add_constraints(reserved - ready <= 0, name="ready")
        grid = xr.DataArray(fleet.grid - fleet.auxiliary, coords=[months])
        model.add_constraints(reserved * fleet.pue_hpc <= grid, name="reserved")
    return space, average, unused, flows, later
