"""From a problem to a program: the families in the order in which they need each other."""

from dataclasses import dataclass

from optimizer.formulation.capex import add_capex_limit, capex_by_kind
from optimizer.formulation.cash import Cash, add_cash, overhead_flow
from optimizer.formulation.covenants import Covenants, add_covenants
from optimizer.formulation.cures import Cures, add_cures
from optimizer.formulation.debts import Debts, add_debts
from optimizer.formulation.discounting import Discounting
from optimizer.formulation.equity import EquityBlock, add_equity
from optimizer.formulation.gpus import Gpus, add_gpus
from optimizer.formulation.halls import Halls, add_halls
from optimizer.formulation.hosting import Hosting, Late, add_hosting, add_late, add_space
from optimizer.formulation.lines import Flow
from optimizer.formulation.miners import Miners, add_miners
from optimizer.formulation.objective import net_present_value
from optimizer.formulation.power import Power, add_power
from optimizer.formulation.sets import Sets, make_sets
from optimizer.formulation.strips import make_strips
from optimizer.formulation.terminal import TerminalLine, terminal_lines
from optimizer.formulation.treasury import TreasuryBlock, add_treasury
from optimizer.inputs.problem import Problem
from optimizer.lp import Model, Program


@dataclass(frozen=True, eq=False)
class Formulation:
    """The program of a problem, and what its columns mean.

    Attributes:
        problem: what was formulated.
        program: the frozen program.
        sets: the shared axes.
        halls .. covenants: each family's expressions; None where the fleet has none.
        flows: all money lines' parts.
        terminal: the terminal value's lines.
    """

    problem: Problem
    program: Program
    sets: Sets
    halls: Halls
    miners: Miners
    hosting: Hosting
    gpus: Gpus
    late: Late | None
    power: Power
    treasury: TreasuryBlock | None
    debts: Debts
    equity: EquityBlock | None
    cures: Cures | None
    cash: Cash | None
    covenants: Covenants
    flows: tuple[Flow, ...]
    terminal: tuple[TerminalLine, ...]


def formulate(problem: Problem) -> Formulation:
    """Build the program of a problem."""
    model, sets, discounting = Model(), make_sets(problem), Discounting.of(problem)
    halls = add_halls(model, problem, sets)
    miners = add_miners(model, problem, sets, halls)
    hosting = add_hosting(model, problem, sets)
    gpus = add_gpus(model, problem, sets)
    add_space(model, hosting, gpus.mw, halls.hpc_mw)
    late, hosting, gpus = add_late(model, problem, sets, halls, hosting, gpus)
    strips = make_strips(problem, sets)
    power = add_power(model, problem, sets, strips, halls, miners, hosting, gpus)
    operations = (*halls.flows, *miners.flows, *hosting.flows, *gpus.flows, *power.flows)
    treasury = add_treasury(model, problem, sets, power.flows)
    capex = capex_by_kind(operations, sets)
    add_capex_limit(model, problem, sets, capex)
    debts = add_debts(model, problem, sets, capex, treasury, discounting)
    equity = add_equity(model, problem, sets)
    flows = (
        *operations,
        *overhead_flow(problem, sets),
        *(treasury.flows if treasury else ()),
        *debts.flows,
        *(equity.flows if equity else ()),
    )
    cures = add_cures(model, problem, sets, flows)
    flows = (*flows, *(cures.flows if cures else ()))
    cash = add_cash(model, problem, sets, flows)
    covenants = add_covenants(model, problem, sets, debts, cash, cures)
    terminal = terminal_lines(problem, sets, halls, miners, hosting, gpus, treasury, debts)
    program = model.maximize(net_present_value(flows, terminal, sets, discounting))
    return Formulation(
        problem=problem,
        program=program,
        sets=sets,
        halls=halls,
        miners=miners,
        hosting=hosting,
        gpus=gpus,
        late=late,
        power=power,
        treasury=treasury,
        debts=debts,
        equity=equity,
        cures=cures,
        cash=cash,
        covenants=covenants,
        flows=flows,
        terminal=terminal,
    )
