r"""# Hosting: which leases to sign, how large, where and when

An *option* is a contract that starts in one month at one site; a *placement* is an option's
share in one hall of that site.

**Variables**

| name | | unit |
|---|---|---|
| `hosting.signed` | $y_{c,s,u} \in \{0,1\}$, contract $c$ starts in month $u$ at site $s$ | |
| `hosting.begun` | $Y_{c,s,u} \in \{0,1\}$, contract $c$ has started at site $s$ by month $u$ | |
| `hosting.size` | $m_{c,s,u} \ge 0$, its MW where the size is free between min and max | MW |
| `hosting.steps` | $k_{c,s,u} \in \mathbb{Z}$, its MW in steps where the size has one | steps |
| `hosting.placed` | $a_{c,h,u} \ge 0$, its MW in hall $h$ | MW |
| `hosting.reserved` | MW reserved in hall $h$ in month $t$ | MW |
| `hosting.delivered` | MW delivered (after ramp) | MW |
| `hosting.draw` | average draw: delivered times load factor | MW |

**Rows**

| name | |
|---|---|
| `hosting.once` | $\sum_{s,u} y_{c,s,u} \le 1$ |
| `hosting.must_sign` | $\sum_{s,u} y_{c,s,u} = 1$ instead, if it runs already or must be signed |
| `hosting.begun` | $Y_{c,s,u} = Y_{c,s,u-1} + y_{c,s,u}$: deciding "by when" halves the window, where "exactly when" rules out one month |
| `hosting.excludes` | $\sum y_c + \sum y_d \le 1$ for a pair that excludes each other |
| `hosting.least`, `hosting.most` | $\text{min} \, y \le m \le \text{max} \, y$ (or $\text{step} \cdot k$ in place of $m$) |
| `hosting.place` | $\sum_h a_{c,h,u} =$ the option's MW: fixed MW times $y$, or $m$, or $\text{step} \cdot k$ |
| `hosting.reserved`, `hosting.delivered`, `hosting.draw` | running balances: what starts is added, what ends is taken away |
| `hosting.space` | reserved MW + GPU servers' MW $\le Q_{h,t}$ |

The balances hold each placement in two rows (and one for every month of its ramp) instead of one
for every month of its term.

**Money**, per MW as in [leases](#leases): `rent`, `rent_credits`, `hosting_opex`, `fit_out` and
`tenant_funding` in the start month, `reimbursements` of energy (average load $\cdot$ PUE
$\cdot$ hours at the pass-through price), of the demand charge (full delivered MW $\cdot$ PUE) and
of the coincident peak charge (average load $\cdot$ PUE). `hosting_energy` is the tenants' energy at
the site's reference price, so that it can be discounted with the hosting stream.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import scales
from optimizer.formulation.hosting.offers import Offers, make_offers
from optimizer.formulation.hosting.rates import hosting_flows
from optimizer.formulation.lines import Flow
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Contract, Problem
from optimizer.lp import Expression, Model, Relation, table

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Hosting:
    """Leases by option, placement and month.

    Attributes:
        offers: options, placements and their schedules.
        signed: over options.
        mw: MW of each option.
        placed: MW over placements.
        reserved, delivered, draw: MW over (hall, month).
        flows: money lines.
    """

    offers: Offers
    signed: Expression
    mw: Expression
    placed: Expression
    reserved: Expression
    delivered: Expression
    draw: Expression
    flows: tuple[Flow, ...]


def add_hosting(model: Model, problem: Problem, sets: Sets) -> Hosting:
    """Add signing, size and place of leases, and the load that follows."""
    offers = make_offers(problem, sets)
    options, placements = offers.options, offers.placements
    signed = model.variables("hosting.signed", options, upper=1.0, unit="", integer=True)
    mw = _add_size(model, problem, offers, signed)
    most = np.array([_largest(c) for c in problem.contracts])[offers.contract]
    placed = model.variables(
        "hosting.placed", placements, upper=most[placements.codes[0]], unit="MW", scale=scales.MW
    )
    model.rows("hosting.place", placed.sum_to(options).equals(mw), unit="MW", scale=scales.MW)
    _add_choice(model, problem, offers, signed)
    reserved, delivered, draw = _add_load(model, problem, sets, offers, placed)
    flows = hosting_flows(problem, sets, offers, mw, placed)
    return Hosting(offers, signed, mw, placed, reserved, delivered, draw, flows)


def _add_size(model: Model, problem: Problem, offers: Offers, signed: Expression) -> Expression:
    """MW of every option, by the way its size is given."""
    contracts = [problem.contracts[c] for c in offers.contract]
    steps = np.array([c.mw_step or 0.0 for c in contracts])
    least = np.array([c.mw_min for c in contracts])
    most = np.array([_largest(c) for c in contracts])
    stepped = Relation.of("stepped option", (offers.options,), (np.flatnonzero(steps > 0),))
    ranged = Relation.of(
        "ranged option", (offers.options,), (np.flatnonzero((steps == 0) & (least < most)),)
    )
    fixed = np.where((steps == 0) & (least == most), most, 0.0)
    of_step, of_range = stepped.codes[0], ranged.codes[0]
    count = np.round(most[of_step] / steps[of_step])
    number = model.variables("hosting.steps", stepped, upper=count, unit="steps", integer=True)
    size = model.variables("hosting.size", ranged, upper=most[of_range], unit="MW", scale=scales.MW)
    free = (number * table((stepped,), steps[of_step])).sum_to(offers.options) + size.sum_to(
        offers.options
    )
    open_size = (steps > 0) | (least < most)
    model.rows(
        "hosting.least",
        signed * table((offers.options,), least) <= free,
        unit="MW",
        scale=scales.MW,
        where=open_size,
    )
    model.rows(
        "hosting.most",
        free <= signed * table((offers.options,), most),
        unit="MW",
        scale=scales.MW,
        where=open_size,
    )
    return signed * table((offers.options,), fixed) + free


def _largest(contract: Contract) -> float:
    """Most MW that a contract can have: its maximum, or the multiple of its step below that."""
    if contract.mw_step is None:
        return contract.mw_max
    # With care for a quotient like 2.9999999999999996.
    return float(np.floor(contract.mw_max / contract.mw_step + 1e-9)) * contract.mw_step


def _add_choice(model: Model, problem: Problem, offers: Offers, signed: Expression) -> None:
    """At most one option of a contract, and of a pair that excludes each other."""
    chosen = signed.sum_to(offers.contracts)
    forced = np.array([c.running or c.must_sign for c in problem.contracts], dtype=float)
    one = table((offers.contracts,), 1.0)
    _add_begun(model, offers, signed)
    model.rows("hosting.once", chosen <= one, unit="", where=forced == 0)
    model.rows("hosting.must_sign", chosen.equals(one), unit="", where=forced > 0)
    pairs = [(c, d) for c, own in enumerate(problem.contracts) for d in own.excludes if c < d]
    left = Relation.of("first", (offers.contracts,), ([c for c, _ in pairs],))
    right = Relation.of("second", (offers.contracts,), ([d for _, d in pairs],))
    exclusive = Relation.of(
        "exclusion", (left, right), (np.arange(len(pairs)), np.arange(len(pairs)))
    )
    both = chosen.on(left).on(exclusive) + chosen.on(right).on(exclusive)
    model.rows("hosting.excludes", both <= 1.0, unit="")


def _add_begun(model: Model, offers: Offers, signed: Expression) -> None:
    """Whether a contract has started by each month of its window, for the solver to branch on."""
    options = offers.options
    begun = model.variables("hosting.begun", options, upper=1.0, unit="", integer=True)
    # Options stand in order of contract, site and month, so the one before is the month before.
    same = np.zeros(len(options))
    same[1:] = (np.diff(offers.contract) == 0) & (np.diff(offers.site) == 0)
    before = begun.shift(options, 1) * table((options,), same)
    model.rows("hosting.begun", begun.equals(before + signed), unit="")


def _add_load(
    model: Model, problem: Problem, sets: Sets, offers: Offers, placed: Expression
) -> tuple[Expression, Expression, Expression]:
    """Running balances of reserved, delivered and drawn MW by hall."""
    horizon = sets.horizon
    contract = offers.contract[offers.placements.codes[0]]
    start = offers.start[offers.placements.codes[0]]
    reserved = np.zeros((len(contract), horizon + 1))
    delivered = np.zeros_like(reserved)
    factor = np.array([c.load_factor for c in problem.contracts])
    for i, (c, u) in enumerate(zip(contract, start, strict=True)):
        share = offers.schedules[c].delivered
        first, last = max(int(u), 0), min(int(u) + len(share), horizon)
        reserved[i, first:last] = 1.0
        delivered[i, first:last] = share[first - u : last - u]
    drawn = delivered * factor[contract][:, None]
    out = []
    for name, profile in (("reserved", reserved), ("delivered", delivered), ("draw", drawn)):
        change = np.diff(profile, axis=1, prepend=0.0)[:, :horizon]
        where, when = np.nonzero(change)
        events = Relation.of(f"{name} change", (offers.placements, sets.months), (where, when))
        step = placed.on(events) * table((events,), change[where, when])
        out.append(
            model.balance(
                f"hosting.{name}",
                sets.months,
                step.sum_to(sets.halls, sets.months),
                lower=0.0,
                unit="MW",
                scale=scales.MW,
            )
        )
    return out[0], out[1], out[2]


def add_space(model: Model, hosting: Hosting, gpu_mw: Expression, hpc_mw: Expression) -> None:
    """Tenants' and GPU servers' MW fit the HPC-ready space, ``hosting.space``."""
    model.rows("hosting.space", hosting.reserved + gpu_mw <= hpc_mw, unit="MW", scale=scales.MW)
