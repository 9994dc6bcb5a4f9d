"""The site-year in PuLP, solved by CBC: a variable and a row at a time, as tutorials have it."""

import pulp

from benchmarks.peers.hourly import SiteYear


def solve(fleet: SiteYear, gap: float) -> float:
    """Optimal NPV, USD."""
    model = pulp.LpProblem("site", pulp.LpMaximize)
    months, machines = range(fleet.months), list(enumerate(fleet.machines))
    hours_of: list[list[int]] = [[] for _ in months]
    for i, t in enumerate(fleet.month.tolist()):
        hours_of[t].append(i)
    space, average, unused, reserved, flows, later = _decisions(model, fleet)
    cash = fleet.cash
    worth = [later]
    owned = {}
    sunk = fleet.sunk_by_month
    for t in months:
        flow = [flows[t]]
        installed = {}
        for g, group in machines:
            sold = pulp.LpVariable(f"sold_{g}_{t}", 0, group.units)
            owned[g, t] = pulp.LpVariable(f"owned_{g}_{t}", 0, group.units)
            installed[g] = pulp.LpVariable(f"installed_{g}_{t}", 0, group.units)
            before = group.units if t == 0 else owned[g, t - 1]
            model += owned[g, t] == before - sold
            model += installed[g] <= owned[g, t]
            flow += [sold * group.resale[t], installed[g] * -group.opex[t]]
        used = pulp.lpSum(installed[g] * group.mw for g, group in machines)
        model += used + space[t] <= fleet.hall_mw
        model += reserved[t] * fleet.pue_hpc <= fleet.grid[t] - fleet.auxiliary
        peak = pulp.LpVariable(f"peak_{t}", 0)
        coincident = pulp.LpVariable(f"coincident_{t}", 0)
        flow += [peak * -fleet.demand_usd[t], coincident * -fleet.peak_usd[t]]
        for i in hours_of[t]:
            weight, price = float(fleet.weight[i]), float(fleet.price[i])
            run = []
            for g, group in machines:
                mw = pulp.LpVariable(f"run_{g}_{i}", 0)
                model += mw <= installed[g] * (group.mw * group.uptime)
                run.append(mw)
                flow.append(mw * (fleet.pue_asic * float(group.usd_per_mwh[t]) * weight))
            hedge = pulp.LpVariable(f"hedge_{i}", 0, float(fleet.hedge_mw[t]))
            bought = pulp.LpVariable(f"bought_{i}", 0)
            load = pulp.LpVariable(f"load_{i}", 0, float(fleet.grid[t]))
            model += load == pulp.lpSum(run) * fleet.pue_asic + average[t] + fleet.auxiliary
            model += load == hedge + bought
            model += load + unused[t] <= peak
            if fleet.candidate[i]:
                model += load <= coincident
            flow.append(hedge * (-(price - fleet.resale_fee) * weight))
            flow.append(bought * (-(price + float(fleet.adder[t])) * weight))
        total = pulp.lpSum(flow)
        worth.append(total * float(fleet.discount[t]))
        if cash is not None:
            held = pulp.LpVariable(f"cash_{t}", float(fleet.min_cash[t]))
            model += held == cash + total + float(sunk[t])
            cash = held
    end = fleet.months - 1
    worth += [owned[g, end] * float(group.resale[-1] * fleet.discount[-1]) for g, group in machines]
    model.setObjective(pulp.lpSum(worth))
    status = model.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=gap))
    if pulp.LpStatus[status] != "Optimal":
        raise RuntimeError(f"CBC ended {pulp.LpStatus[status]}")
    return float(pulp.value(model.objective)) + fleet.sunk_usd


def _decisions(model, fleet: SiteYear):  # noqa: ANN001, ANN202
    """Space taken, average draw, the rest delivered, reserved, flows; and worth later."""
    months = range(fleet.months)
    none = [pulp.LpAffineExpression() for _ in months]
    plan = fleet.rebuild
    if plan is None:
        return none, none, none, none, none, pulp.LpAffineExpression()
    window = range(plan.earliest, plan.latest + 1)
    phases = {u: pulp.LpVariable(f"phases_{u}", 0, plan.phases, "Integer") for u in window}
    model += pulp.lpSum(phases.values()) <= plan.phases
    begun = [pulp.lpSum(z for u, z in phases.items() if u <= t) for t in months]
    done = [pulp.lpSum(z for u, z in phases.items() if u + plan.months <= t) for t in months]
    flows = [(begun[t] - done[t]) * -plan.usd_per_month for t in months]
    average, unused, reserved = list(none), list(none), list(none)
    later = []
    for c, tenant in enumerate(fleet.tenants):
        starts = list(enumerate(tenant.starts.tolist()))
        signed = [pulp.LpVariable(f"signed_{c}_{u}", cat="Binary") for _, u in starts]
        size = [pulp.LpVariable(f"size_{c}_{u}", 0, tenant.most) for _, u in starts]
        steps = pulp.LpVariable(f"steps_{c}", 0, round(tenant.most / tenant.step), "Integer")
        model += pulp.lpSum(signed) <= 1
        model += pulp.lpSum(size) == steps * tenant.step
        for k, _ in starts:
            model += size[k] >= signed[k] * tenant.least
            model += size[k] <= signed[k] * tenant.most
        later += [size[k] * float(tenant.later_usd[k]) for k, _ in starts]
        for t in months:
            gross = pulp.lpSum(
                size[k] * float(tenant.delivered[k, t] * fleet.pue_hpc) for k, _ in starts
            )
            average[t] = average[t] + gross * tenant.load_factor
            unused[t] = unused[t] + gross * (1 - tenant.load_factor)
            reserved[t] = reserved[t] + pulp.lpSum(
                size[k] * float(tenant.reserved[k, t]) for k, _ in starts
            )
            flows[t] = flows[t] + pulp.lpSum(size[k] * float(tenant.usd[k, t]) for k, _ in starts)
    for t in months:
        model += reserved[t] <= done[t] * (plan.hpc_mw / plan.phases)
    space = [begun[t] * (fleet.hall_mw / plan.phases) for t in months]
    return space, average, unused, reserved, flows, pulp.lpSum(later)
