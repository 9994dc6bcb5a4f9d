"""The rules that are compared: what each may do, what it looks at, what it believes.

Every rule keeps to cash, covenants and debts as the fleet file has them. Rules differ in what they
sign, build and order; machines run, are sold and are paid for as well as they can be under each.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import Formulation
from optimizer.formulation.lines import MoneyGroup, total
from optimizer.inputs.problem import Hall, Problem
from optimizer.lp import Expression, Program, table
from optimizer.studies.backtest.belief import Belief
from optimizer.units import W_PER_MW

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

TIE_BREAK = 1e-3
"""Weight of the NPV where a rule looks at something else: of the same use the better one."""

USD_PER_MW_MONTH = 1e5
"""What a rule that wants a use gives for a MW of it in a month: more than any MW earns."""


class Aim(StrEnum):
    """What a rule maximises when it decides."""

    NPV = "npv"
    MINING = "mining"
    HOSTING = "hosting"
    MARGIN = "margin"


@dataclass(frozen=True)
class Rule:
    """A way to decide.

    Attributes:
        key: stable name.
        title: what people read.
        words: what it does.
        aim: what it maximises when it decides.
        belief: what it believes of hashprice.
        leases: whether it signs leases and rebuilds halls.
        miners: whether it orders miners.
        servers: whether it orders GPU servers.
        futures: random futures that it plans for; 0 for the one that it believes in.
        once: it plans once, at the start, and knows what comes.
    """

    key: str
    title: str
    words: str
    aim: Aim = Aim.NPV
    belief: Belief = Belief.STAYS
    leases: bool = True
    miners: bool = True
    servers: bool = True
    futures: int = 0
    once: bool = False

    @property
    def plans(self) -> bool:
        """Whether it maximises NPV over all that may be done."""
        return self.aim is Aim.NPV and self.leases and self.miners and self.servers


RULES = (
    Rule(
        "stays",
        "fleetopt, prices stay",
        "plans again as if hashprice stayed, but for the halvings",
    ),
    Rule(
        "trend",
        "fleetopt, trend goes on",
        "plans again as if hashprice went on along its trend",
        belief=Belief.TREND,
    ),
    Rule(
        "futures",
        "fleetopt, random futures",
        "plans again for random futures around the trend, the bad end weighed",
        belief=Belief.TREND,
        futures=8,
    ),
    Rule(
        "still",
        "Holding still",
        "signs, builds and orders nothing",
        leases=False,
        miners=False,
        servers=False,
    ),
    Rule(
        "mining",
        "All mining",
        "fills every MW with miners as soon as cash allows, signs nothing",
        aim=Aim.MINING,
        leases=False,
        servers=False,
    ),
    Rule(
        "hosting",
        "All hosting",
        "gives every MW it can to tenants and GPU servers, as soon as it can; orders no miners",
        aim=Aim.HOSTING,
        miners=False,
    ),
    Rule(
        "greedy",
        "Greedy margin per MW",
        "does what earns most as if hashprice stayed, whatever it costs to build or buy",
        aim=Aim.MARGIN,
    ),
    Rule(
        "foresight",
        "Perfect foresight",
        "knows what comes, and plans once",
        belief=Belief.TRUE,
        once=True,
    ),
)
"""All rules; the one that knows what comes is the last."""


def closed(formulation: Formulation, rule: Rule) -> Program:
    """The program without what a rule never does; what must be signed stays, with its builds."""
    program, problem = formulation.program, formulation.problem
    upper = program.col_upper.copy()
    shut = []
    if not rule.leases:
        agreed = [c for c in problem.contracts if c.must_sign and not c.running]
        needed = {h for c in agreed for h in c.halls}
        idle = [int(h) not in needed for h in formulation.halls.conversions.codes[0]]
        _shut(program, upper, "halls.phases", np.array(idle, dtype=bool))
        free = np.array([not (c.running or c.must_sign) for c in problem.contracts], dtype=bool)
        _shut(program, upper, "hosting.signed", free[formulation.hosting.offers.contract])
    if not rule.miners:
        shut.append("miners.ordered")
    if not rule.servers:
        shut.append("gpus.ordered")
    for block in program.columns:
        if block.name in shut:
            upper[block.numbers] = 0.0
    return program.with_bounds(program.col_lower, upper)


@dataclass(frozen=True)
class Notice:
    """How far ahead offers are heard of, in months before the first in which they are open.

    Attributes:
        leases: of leases.
        orders: of machines and servers.
    """

    leases: int
    orders: int


def unheard(formulation: Formulation, program: Program, month: int, notice: Notice) -> Program:
    """A program without the offers that nobody has heard of yet.

    Args:
        formulation: what the columns mean.
        program: of the same shape.
        month: offset of today.
        notice: how far ahead offers are heard of.
    """
    problem = formulation.problem
    upper = program.col_upper.copy()
    signing, ordering = month + notice.leases, month + notice.orders
    later = np.array(
        [not c.must_sign and min(c.starts) > signing for c in problem.contracts], dtype=bool
    )
    _shut(program, upper, "hosting.signed", later[formulation.hosting.offers.contract])
    miners = np.array([o.earliest > ordering for o in problem.asic_orders], dtype=bool)
    _shut(program, upper, "miners.ordered", miners)
    servers = np.array([o.earliest > ordering for o in problem.gpu_orders], dtype=bool)
    _shut(program, upper, "gpus.ordered", servers[formulation.gpus.places.codes[0]])
    return program.with_bounds(program.col_lower, upper)


def _shut(program: Program, upper: FloatArray, name: str, which: NDArray[np.bool_]) -> None:
    """Close the columns of a block for some entries of its first axis."""
    for block in program.columns:
        if block.name == name:
            index = block.index[which]
            upper[index[index >= 0]] = 0.0


def aimed(formulation: Formulation, program: Program, aim: Aim) -> Program:
    """The program with what a rule maximises; the NPV decides between what is the same."""
    if aim is Aim.NPV:
        return program
    goal = _goal(formulation, aim)
    objective = TIE_BREAK * program.objective
    np.add.at(objective, goal.cols, goal.vals)
    offset = TIE_BREAK * program.offset + float(goal.constant)
    return replace(program, objective=objective, offset=offset)


def _goal(formulation: Formulation, aim: Aim) -> Expression:
    sets = formulation.sets
    if aim is Aim.MARGIN:
        return total(formulation.flows, sets.months, MoneyGroup.EBITDA).sum()
    if aim is Aim.HOSTING:
        used = formulation.hosting.reserved.sum() + formulation.gpus.mw.sum()
    else:
        power = table((sets.groups,), [g.machine.power_w / W_PER_MW for g in sets.machine_groups])
        used = (formulation.miners.installed * power.on(sets.pairs)).sum()
    return used * USD_PER_MW_MONTH


def notice_of(problem: Problem, every: int) -> int:
    """Months ahead that a lease is heard of: in time to rebuild for it, and a plan earlier."""
    return longest_build(problem) + every


def longest_build(problem: Problem) -> int:
    """Months of the longest conversion, 0 without any."""
    return max((_build(hall) for hall in problem.halls), default=0)


def builds_for(problem: Problem) -> IntArray:
    """Months of the longest conversion where each lease may sit, shape (contracts,)."""
    halls = problem.halls
    months = [max((_build(halls[h]) for h in c.halls), default=0) for c in problem.contracts]
    return np.array(months, dtype=np.int64)


def _build(hall: Hall) -> int:
    return hall.conversion.months if hall.conversion else 0
