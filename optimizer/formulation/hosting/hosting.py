r"""# Hosting: which leases to sign, how large, where and when

An *option* is a contract that starts in one month at one site; a *placement* is an option's
share in one hall of that site.

**Variables**

| name | | unit |
|---|---|---|
| `hosting.signed` | $y_{c,s,u} \in \{0,1\}$, contract $c$ starts in month $u$ at site $s$ | |
| `hosting.begun` | $Y_{c,s,u} \in \{0,1\}$, contract $c$ has started at site $s$ by month $u$ | |
| `hosting.size` | $m_{c,s,u} \ge 0$, its MW where the size is not fixed | MW |
| `hosting.steps` | $k_c \in \mathbb{Z}$, MW of contract $c$ in steps where its size has one, wherever and whenever it starts | steps |
| `hosting.placed` | $a_{c,h,u} \ge 0$, its MW in hall $h$ | MW |
| `hosting.reserved` | MW reserved in hall $h$ in month $t$ | MW |
| `hosting.at_meter` | $G_{c,s,u}$, its MW at the meter if all of it is drawn | gross MW |
| `hosting.delivered` | MW delivered (after ramp) at site $s$ in month $t$ | gross MW |
| `hosting.draw` | average draw: delivered times load factor | gross MW |

**Rows**

| name | |
|---|---|
| `hosting.once` | $\sum_{s,u} y_{c,s,u} \le 1$ |
| `hosting.must_sign` | $\sum_{s,u} y_{c,s,u} = 1$ instead, if it runs already or must be signed |
| `hosting.begun` | $Y_{c,s,u} = Y_{c,s,u-1} + y_{c,s,u}$: deciding "by when" halves the window, where "exactly when" rules out one month |
| `hosting.excludes` | $\sum y_c + \sum y_d \le 1$ for a pair that excludes each other |
| `hosting.least`, `hosting.most` | $\text{min} \, y \le m \le \text{max} \, y$ |
| `hosting.stepped` | $\sum_{s,u} m_{c,s,u} = \text{step}_c \, k_c$ |
| `hosting.place` | $\sum_h a_{c,h,u} =$ the option's MW: fixed MW times $y$, or $m$ |
| `hosting.at_meter` | $G_{c,s,u} = \sum_h PUE^{hpc}_h a_{c,h,u}$ |
| `hosting.reserved`, `hosting.delivered`, `hosting.draw` | running balances: what starts is added, what ends is taken away |
| `hosting.space` | reserved MW + GPU servers' MW $\le Q_{h,t}$, in the months in which the left side can change |

The balances hold each option in two rows (and one for every month of its ramp) instead of one
for every month of its term.

**Money**, per MW as in [leases](#leases): `rent`, `rent_credits`, `hosting_opex`, `fit_out` and
`tenant_funding` in the start month; per gross MW `reimbursements` of energy (average load
$\cdot$ hours at the pass-through price), of the demand charge (full delivered MW) and of the
coincident peak charge (average load). `hosting_energy` is the tenants' energy at
the site's reference price, so that it can be discounted with the hosting stream.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import scales
from optimizer.formulation.hosting.leases import stays
from optimizer.formulation.hosting.offers import Offers, make_offers
from optimizer.formulation.hosting.rates import RateTables, hosting_flows, rate_tables
from optimizer.formulation.lines import Flow
from optimizer.formulation.order import Order
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Contract, Problem
from optimizer.lp import AnyAxis, Expression, Model, Relation, table

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Hosting:
    """Leases by option, placement and month.

    Attributes:
        offers: options, placements and their schedules.
        rates: what a MW of each option earns and costs by month.
        signed: over options.
        mw: MW of each option.
        placed: MW over placements.
        at_meter: gross MW of each option, if all of it is drawn.
        reserved: MW over (hall, month).
        delivered, draw: gross MW over (site, month).
        flows: money lines.
    """

    offers: Offers
    rates: RateTables
    signed: Expression
    mw: Expression
    placed: Expression
    at_meter: Expression
    reserved: Expression
    delivered: Expression
    draw: Expression
    flows: tuple[Flow, ...]


def add_hosting(model: Model, problem: Problem, sets: Sets) -> Hosting:
    """Add signing, size and place of leases, and the load that follows."""
    offers = make_offers(problem, sets)
    options, placements = offers.options, offers.placements
    signed = model.variables(
        "hosting.signed", options, upper=1.0, unit="", integer=True, priority=Order.EXACTLY_WHEN
    )
    mw = _add_size(model, problem, offers, signed)
    most = np.array([_largest(c) for c in problem.contracts])[offers.contract]
    placed = model.variables(
        "hosting.placed", placements, upper=most[placements.codes[0]], unit="MW", scale=scales.MW
    )
    model.rows("hosting.place", placed.sum_to(options).equals(mw), unit="MW", scale=scales.MW)
    _add_choice(model, problem, offers, signed)
    pue = table((sets.halls,), [hall.pue_hpc for hall in problem.halls]).on(placements)
    at_meter = model.define(
        "hosting.at_meter", (placed * pue).sum_to(options), unit="MW", scale=scales.MW
    )
    reserved, delivered, draw = _add_load(model, problem, sets, offers, placed, at_meter)
    rates = rate_tables(problem, sets, offers)
    flows = hosting_flows(sets, offers, rates, mw, at_meter)
    return Hosting(offers, rates, signed, mw, placed, at_meter, reserved, delivered, draw, flows)


def _add_size(model: Model, problem: Problem, offers: Offers, signed: Expression) -> Expression:
    """MW of every option, by the way its size is given."""
    contracts = [problem.contracts[c] for c in offers.contract]
    least = np.array([c.mw_min for c in contracts])
    most = np.array([_largest(c) for c in contracts])
    open_size = np.array([c.mw_step is not None for c in contracts], dtype=bool) | (least < most)
    fixed = np.where(open_size, 0.0, most)
    free = Relation.of("open option", (offers.options,), (np.flatnonzero(open_size),))
    size = model.variables(
        "hosting.size", free, upper=most[free.codes[0]], unit="MW", scale=scales.MW
    ).sum_to(offers.options)
    _add_steps(model, problem, offers, size)
    model.rows(
        "hosting.least",
        signed * table((offers.options,), least) <= size,
        unit="MW",
        scale=scales.MW,
        where=open_size,
    )
    model.rows(
        "hosting.most",
        size <= signed * table((offers.options,), most),
        unit="MW",
        scale=scales.MW,
        where=open_size,
    )
    return signed * table((offers.options,), fixed) + size


def _add_steps(model: Model, problem: Problem, offers: Offers, size: Expression) -> None:
    """The size of a contract as a number of steps, wherever and whenever it starts."""
    stepped = [(c, own.mw_step) for c, own in enumerate(problem.contracts) if own.mw_step]
    axis = Relation.of("stepped contract", (offers.contracts,), ([c for c, _ in stepped],))
    step = np.array([each for _, each in stepped])
    most = np.array([_largest(problem.contracts[c]) for c, _ in stepped])
    number = model.variables(
        "hosting.steps",
        axis,
        upper=np.round(most / step),
        unit="steps",
        integer=True,
        priority=Order.HOW_MUCH,
    )
    total = size.sum_to(offers.contracts).on(axis)
    model.rows(
        "hosting.stepped", total.equals(number * table((axis,), step)), unit="MW", scale=scales.MW
    )


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
    # Options stand in order of contract, site and month.
    run = np.cumsum(
        np.diff(offers.contract, prepend=-1).astype(bool)
        | np.diff(offers.site, prepend=-1).astype(bool)
    )
    model.running(
        "hosting.begun",
        offers.options,
        run,
        signed,
        upper=1.0,
        unit="",
        integer=True,
        priority=(Order.BY_WHEN, Order.WHETHER),
    )


def _add_load(
    model: Model,
    problem: Problem,
    sets: Sets,
    offers: Offers,
    placed: Expression,
    at_meter: Expression,
) -> tuple[Expression, Expression, Expression]:
    """Running balances of reserved MW by hall, and of delivered and drawn MW by site."""
    horizon = sets.horizon
    reserved = np.zeros((len(offers.options), horizon))
    delivered = np.zeros_like(reserved)
    factor = np.array([c.load_factor for c in problem.contracts])[offers.contract]
    for i, (c, u) in enumerate(zip(offers.contract, offers.start, strict=True)):
        share = offers.schedules[c].delivered
        first, last = max(int(u), 0), min(int(u) + len(share), horizon)
        reserved[i, first:last] = 1.0
        there = stays(problem.contracts[c], np.arange(first, last))
        delivered[i, first:last] = share[first - u : last - u] * there

    def balance(
        name: str, mw: Expression, owner: Relation, place: AnyAxis, profile: FloatArray
    ) -> Expression:
        change = np.diff(profile, axis=1, prepend=0.0)
        where, when = np.nonzero(change)
        events = Relation.of(f"{name} change", (owner, sets.months), (where, when))
        step = (mw.on(events) * table((events,), change[where, when])).sum_to(place, sets.months)
        return model.balance(
            f"hosting.{name}", sets.months, step, lower=0.0, unit="MW", scale=scales.MW
        )

    by_placement = reserved[offers.placements.codes[0]]
    drawn = delivered * factor[:, None]
    return (
        balance("reserved", placed, offers.placements, sets.halls, by_placement),
        balance("delivered", at_meter, offers.options, sets.sites, delivered),
        balance("draw", at_meter, offers.options, sets.sites, drawn),
    )


def add_space(model: Model, hosting: Hosting, gpu_mw: Expression, hpc_mw: Expression) -> None:
    """Tenants' and GPU servers' MW fit the HPC-ready space, ``hosting.space``.

    Space never shrinks: where nothing is added or taken away, the month before says it all.
    """
    taken = hosting.reserved + gpu_mw
    model.rows(
        "hosting.space",
        taken <= hpc_mw,
        unit="MW",
        scale=scales.MW,
        where=taken.changes(taken.axes[-1]),
    )
