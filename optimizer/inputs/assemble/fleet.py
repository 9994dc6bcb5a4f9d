"""The whole problem of a fleet file."""

from pathlib import Path

from optimizer import schema
from optimizer.inputs.assemble.contracts import contracts
from optimizer.inputs.assemble.finance import finance
from optimizer.inputs.assemble.machines import Machines
from optimizer.inputs.assemble.market import market
from optimizer.inputs.assemble.places import Places
from optimizer.inputs.assemble.reading import Reading
from optimizer.inputs.assemble.scenarios import scenarios
from optimizer.inputs.assemble.sites import hall, site
from optimizer.inputs.problem import Objective, Problem, Risk
from optimizer.units import fraction


def assemble(said: schema.Fleet, reading: Reading, path: Path, sha256: str) -> Problem:
    """The problem of a fleet whose parts have been checked against each other.

    Args:
        said: what the fleet file says.
        reading: collects what goes wrong; where it has errors, the problem is not to be used.
        path: the fleet file.
        sha256: of the fleet file's bytes.
    """
    halls = tuple(
        hall(one, home.name, s, reading) for s, home in enumerate(said.sites) for one in home.halls
    )
    places = Places(tuple(home.name for home in said.sites), halls)
    machines = Machines(places, reading)
    prices = market(said.market, reading, ("market",))
    return Problem(
        name=said.name,
        description=said.description,
        path=path,
        sha256=sha256,
        horizon=reading.horizon,
        market=prices,
        sites=tuple(site(home, reading, ("sites", s)) for s, home in enumerate(said.sites)),
        halls=halls,
        asics=tuple(
            machines.asic_group(group, s, ("sites", s, "asics", i))
            for s, home in enumerate(said.sites)
            for i, group in enumerate(home.asics)
        ),
        gpus=tuple(
            machines.gpu_group(group, s, ("sites", s, "gpus", i))
            for s, home in enumerate(said.sites)
            for i, group in enumerate(home.gpus)
        ),
        contracts=contracts(said.contracts, places, reading),
        asic_orders=tuple(
            machines.asic_order(order, ("asic_orders", i))
            for i, order in enumerate(said.asic_orders)
        ),
        gpu_orders=tuple(
            machines.gpu_order(order, ("gpu_orders", i)) for i, order in enumerate(said.gpu_orders)
        ),
        finance=None if said.finance is None else finance(said.finance, reading, ("finance",)),
        objective=_objective(said.objective),
        said=said,
        scenarios=scenarios(said, prices, reading),
        risk=_risk(said.risk),
    )


def _risk(said: schema.Risk) -> Risk:
    """How much the bad end of the futures weighs."""
    return Risk(
        weight=float(said.weight),
        level=fraction(said.level_pct),
        min_cash_breach=fraction(said.min_cash_breach_probability_pct),
        cure_cost=None if said.cure_cost_pct is None else fraction(said.cure_cost_pct),
    )


def _objective(said: schema.Objective) -> Objective:
    """How months are weighed and what counts after the horizon."""
    return Objective(
        default_rate=fraction(said.default_rate_pct),
        hosting_rate=fraction(said.hosting_rate_pct),
        contract_runoff=said.terminal.contract_runoff,
        asic_resale=said.terminal.asic_resale,
        hpc_residual_usd_per_mw=float(said.terminal.hpc_residual_usd_per_mw),
        integer_units=said.integer_units,
    )
