"""Groups of machines one by one: when they run, what they cost, what they pay back.

Power costs a group what its site pays for a MWh on average, resale counted, as in the key figures:
who stands on a take-or-pay block pays for the block. What a site or the firm pays for all (demand
and peak charges, fixed costs, overhead, interest of corporate debt) is borne by use of energy.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.formulation import Formulation
from optimizer.formulation.sets import MachineGroup
from optimizer.inputs.problem import Site
from optimizer.results.kpis import shared_costs
from optimizer.results.operations import mining_mwh
from optimizer.results.result import Plan
from optimizer.units import HOURS_PER_DAY

FloatArray = NDArray[np.float64]

COLUMNS = [
    "j_per_th",
    "strike_usd_per_mwh",
    "in_the_money_pct",
    "break_even_hashprice_usd_per_ph_day",
    "hashcost_power",
    "hashcost_with_opex",
    "hashcost_all_in",
    "payback_months",
]

_NOTHING = 1e-9


def machine_figures(formulation: Formulation, plan: Plan) -> pd.DataFrame:
    """A row for each group of machines; see ``Reasons.machines``."""
    groups = formulation.sets.machine_groups
    mwh = mining_mwh(formulation, plan.x)
    energy = float(plan.sites["energy_mwh"].sum())
    common = shared_costs(formulation, plan.x, plan.money) / energy if energy > 0 else 0.0
    rows = [
        _Operation.of(formulation, plan, group, own, common).figures(plan)
        for group, own in zip(groups, mwh, strict=True)
    ]
    index = pd.Index([group.label for group in groups], name="group")
    return pd.DataFrame(rows, columns=COLUMNS, index=index, dtype=float)


@dataclass(frozen=True, eq=False)
class _Operation:
    """What a group does and costs over the horizon.

    Attributes:
        group, site: the machines and where they are.
        months: the group's months in the plan, a frame.
        ph_days: PH/s times days.
        revenue, fees, power, opex, common: USD; ``power`` less what demand response pays.
    """

    group: MachineGroup
    site: Site
    months: pd.DataFrame
    ph_days: float
    revenue: float
    fees: float
    power: float
    opex: float
    common: float

    @classmethod
    def of(
        cls,
        formulation: Formulation,
        plan: Plan,
        group: MachineGroup,
        mwh: FloatArray,
        common: float,
    ) -> "_Operation":
        """A group's operation.

        Args:
            formulation, plan: of the fleet.
            group: the group.
            mwh: gross MWh that it draws, shape (T,).
            common: USD per MWh of what all bear.
        """
        problem = formulation.problem
        site = problem.sites[group.site]
        months = plan.asics.loc[[group.label]]
        ph_days = months["hashrate_ph"].to_numpy() * problem.horizon.hours / HOURS_PER_DAY
        price = np.nan_to_num(plan.sites.loc[[site.name], "energy_usd_per_mwh"].to_numpy())
        revenue = float(ph_days @ problem.market.hashprice)
        return cls(
            group=group,
            site=site,
            months=months,
            ph_days=float(ph_days.sum()),
            revenue=revenue,
            fees=revenue * site.mining.pool_fee,
            power=float(mwh @ (price - site.mining.demand_response)),
            opex=float(months["installed"].to_numpy() @ group.machine.opex),
            common=common * float(mwh.sum()),
        )

    def figures(self, plan: Plan) -> list[float]:
        """The group's row, in the order of ``COLUMNS``."""
        strike = self.months["strike_usd_per_mwh"].to_numpy()
        machine, direct = self.group.machine, self.power + self.opex
        return [
            machine.power_w / machine.hashrate_th,
            float(strike.mean()),
            in_the_money_pct(self.site, strike),
            float(self.months["break_even_hashprice_usd_per_ph_day"].mean()),
            self._per_ph_day(self.power),
            self._per_ph_day(direct),
            self._per_ph_day(direct + self.fees + self.common),
            self._payback_months(plan),
        ]

    def _per_ph_day(self, usd: float) -> float:
        return usd / self.ph_days if self.ph_days > _NOTHING else np.nan

    def _payback_months(self, plan: Plan) -> float:
        """Months of margin that pay for a machine: its price where ordered, else its resale."""
        unit_months = float(self.months["installed"].sum())
        margin = self.revenue - self.fees - self.power - self.opex
        worth = self._worth_of_one(plan)
        if unit_months < _NOTHING or margin <= 0 or not worth > 0:
            return np.nan
        return worth / (margin / unit_months)

    def _worth_of_one(self, plan: Plan) -> float:
        """USD that one machine costs where it is ordered, or brings at the start where owned."""
        machine, order = self.group.machine, self.group.order
        if order is None:
            first = min(self.group.arrives, len(machine.resale) - 1)
            return float(machine.resale[first]) * machine.hashrate_th
        bought = plan.decisions.asic_orders
        name = self.group.label.split("/", 1)[1].removesuffix(" (ordered)")
        own = bought[bought["name"] == name]
        units = float(own["units"].sum())
        return float(own["usd"].sum()) / units if units > 0 else np.nan


def in_the_money_pct(site: Site, strike: FloatArray) -> float:
    """Share of the horizon's hours in which power costs less than a strike, %.

    Power is the market's, with its adder, where the site has one; else its mean block price.

    Args:
        site: the site.
        strike: USD/MWh, shape (T,).
    """
    paying = total = 0.0
    market, tables = site.power.market, site.power.hours
    for t, table in enumerate(tables):
        if market is None:
            cost = np.full(len(table.weight), site.power.reference_price[t])
        else:
            cost = table.price + market.adder[t]
        paying += float(table.weight[cost < strike[t]].sum())
        total += float(table.weight.sum())
    return 100.0 * paying / total if total > 0 else np.nan
