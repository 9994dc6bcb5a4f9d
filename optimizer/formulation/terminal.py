r"""# Terminal value: what lies after the horizon

Stocks count at $\delta_{T-1}$, flows after $T$ at their own month's $\delta$; "mean" is the plain
mean over the last $\min(12, T)$ months.

| line | stream | |
|---|---|---|
| `runoff_rent`, `runoff_opex` | hosting | rent net of credits, and opex, with survival, to the end of each term |
| `runoff_power` | hosting | what tenants do not reimburse of energy (average load at the mean reference price), demand charge (full delivered MW at the mean rate) and coincident peak charge (average load at the mean monthly rate) |
| `tenant_funding_owed` | hosting | without run-off: tenant funding not yet credited is owed back |
| `machines` | default | machines owned at the end, at the last month's resale price |
| `gpu_servers` | default | remaining share of life times the lower of the price paid and the last month's price |
| `coins` | default | coins held, at the last month's price less the sell fee |
| `hpc_residual` | default | HPC-ready MW not under lease in the last month |
| `debt_interest` | default | interest after $T$ on the scheduled balances of term loans and construction facilities |

Mining earns nothing after $T$ but the resale of its machines; leases earn their term. The report
shows how much of the NPV lies after $T$.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.debts import Debts
from optimizer.formulation.discounting import Discounting
from optimizer.formulation.gpus import Gpus
from optimizer.formulation.halls import Halls
from optimizer.formulation.hosting import Hosting, stays, survival
from optimizer.formulation.lines import Stream
from optimizer.formulation.miners import Miners
from optimizer.formulation.sets import Sets
from optimizer.formulation.treasury import TreasuryBlock
from optimizer.inputs.problem import Contract, Problem, Site
from optimizer.lp import Expression, table, zeros
from optimizer.months import Horizon
from optimizer.units import HOURS_PER_DAY, KW_PER_MW, MONTHS_PER_YEAR

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TerminalLine:
    """A line of the terminal value.

    Attributes:
        name: stable key.
        title: what people read.
        amount: discounted USD, a single expression.
        stream: at whose rate it is discounted.
    """

    name: str
    title: str
    amount: Expression
    stream: Stream = Stream.DEFAULT


def terminal_lines(
    problem: Problem,
    sets: Sets,
    halls: Halls,
    miners: Miners,
    hosting: Hosting,
    gpus: Gpus,
    treasury: TreasuryBlock | None,
    debts: Debts,
) -> tuple[TerminalLine, ...]:
    """Every line of the terminal value, discounted."""
    discounting, objective = Discounting.of(problem), problem.objective
    end = discounting.end(Stream.DEFAULT)
    machines = zeros()
    if objective.asic_resale:
        worth = miners.owned * miners.sale_price
        machines = worth.at(sets.months, sets.horizon - 1).sum() * end
    coins = zeros()
    if treasury is not None:
        value = treasury.held * treasury.price * (1.0 - treasury.sell_fee)
        coins = value.at(sets.months, sets.horizon - 1).sum() * end
    free = (halls.hpc_mw - hosting.reserved).at(sets.months, sets.horizon - 1).sum()
    interest = zeros()
    for book in debts.books:
        interest = interest - book.later_interest
    return (
        *_run_off(problem, hosting, discounting),
        TerminalLine("machines", "Machines at resale price", machines),
        TerminalLine("gpu_servers", "GPU servers", _gpu_servers(problem, sets, gpus, end)),
        TerminalLine("coins", "Coins held", coins),
        TerminalLine(
            "hpc_residual",
            "HPC-ready MW not leased",
            free * (objective.hpc_residual_usd_per_mw * end),
        ),
        TerminalLine("debt_interest", "Interest after the horizon", interest),
    )


def _gpu_servers(problem: Problem, sets: Sets, gpus: Gpus, end: float) -> Expression:
    """Remaining share of life at the lower of price paid and last price."""
    worth = np.zeros((len(gpus.places), sets.horizon))
    ordered = np.arange(sets.horizon)
    for i, o in enumerate(gpus.places.codes[0]):
        order = problem.gpu_orders[o]
        used = sets.horizon - (ordered + order.delivery_months)
        left = np.clip(1.0 - used / order.life_months, 0.0, 1.0)
        worth[i] = left * np.minimum(order.price, order.price[-1])
    return (gpus.ordered * table((gpus.places, sets.months), worth * end)).sum()


def _run_off(
    problem: Problem, hosting: Hosting, discounting: Discounting
) -> tuple[TerminalLine, ...]:
    """Leases after the horizon."""
    offers = hosting.offers
    rent, opex, owed, power = (np.zeros(len(offers.options)) for _ in range(4))
    for o, (c, u) in enumerate(zip(offers.contract, offers.start, strict=True)):
        contract, schedule = problem.contracts[c], offers.schedules[c]
        later = np.arange(problem.horizon.months, u + contract.term_months)
        if not len(later):
            continue
        month = later - u
        there = stays(contract, later)
        factor = discounting.at(Stream.HOSTING, later) * there
        weight = factor * survival(contract, int(u), later)
        rent[o] = weight @ (schedule.rent - schedule.credit)[month]
        opex[o] = -(weight @ schedule.opex[month])
        # A tenant who is gone is owed nothing.
        still = stays(contract, later[:1] - 1).all()
        owed[o] = -schedule.owed[month[0] - 1] * discounting.end(Stream.HOSTING) * still
        cost = _unreimbursed(contract, problem.sites[offers.site[o]], problem.horizon, later)
        power[o] = -float((factor * schedule.delivered[month]) @ cost)

    def per_mw(amount: Expression, usd: FloatArray, counts: bool) -> Expression:
        return (amount * table(amount.axes, usd * counts)).sum()

    hosting_stream = Stream.HOSTING
    run_off = problem.objective.contract_runoff
    return (
        TerminalLine(
            "runoff_rent",
            "Rent after the horizon",
            per_mw(hosting.mw, rent, run_off),
            hosting_stream,
        ),
        TerminalLine(
            "runoff_opex",
            "Opex after the horizon",
            per_mw(hosting.mw, opex, run_off),
            hosting_stream,
        ),
        TerminalLine(
            "runoff_power",
            "Power not reimbursed after the horizon",
            per_mw(hosting.at_meter, power, run_off),
            hosting_stream,
        ),
        TerminalLine(
            "tenant_funding_owed",
            "Tenant funding owed back",
            per_mw(hosting.mw, owed, not run_off),
            hosting_stream,
        ),
    )


def _unreimbursed(
    contract: Contract, site: Site, horizon: Horizon, later: NDArray[np.int64]
) -> FloatArray:
    """USD per delivered gross MW that we bear in each month after the horizon."""
    power = site.power

    def mean(values: FloatArray) -> float:
        return float(np.mean(values[-min(MONTHS_PER_YEAR, horizon.months) :]))

    cost = np.zeros(len(later))
    if not contract.passes_energy:
        hours = HOURS_PER_DAY * np.array([(horizon.start + int(n)).days for n in later])
        cost += contract.load_factor * hours * mean(power.reference_price)
    if not contract.passes_demand:
        cost += KW_PER_MW * mean(power.demand_rate)
    if not contract.passes_peak:
        cost += contract.load_factor * KW_PER_MW * mean(power.peak_rate)
    return cost
