"""Money of dispatch: what strips earn and what supplies cost, as flows."""

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.lines import (
    DEMAND_RESPONSE,
    ENERGY,
    HOSTING_ENERGY,
    MINING_REVENUE,
    POOL_FEES,
    POWER_RESALE,
    SELL_FEES,
    Flow,
)
from optimizer.formulation.sets import Sets
from optimizer.formulation.strips import Strips
from optimizer.formulation.strips.segments import sell_fee_on_mined
from optimizer.inputs.problem import Problem
from optimizer.lp import Expression, table

FloatArray = NDArray[np.float64]


def power_flows(
    problem: Problem,
    sets: Sets,
    strips: Strips,
    strip: Expression,
    firm: Expression,
    hosting: tuple[Flow, ...],
) -> tuple[Flow, ...]:
    """Money lines of mining revenue and of energy.

    Args:
        problem: the problem.
        sets: shared axes.
        strips: what one MW of each strip uses and earns.
        strip: IT MW over strips.
        firm: gross MW over slots.
        hosting: flows of hosting; tenants' energy at the reference price is taken out of the
            bill here because it stands in a line of its own there.
    """
    return (
        *_mining_flows(problem, strips, strip),
        *_energy_flows(problem, sets, strips, strip, firm),
        *(Flow(ENERGY, -flow.amount) for flow in hosting if flow.line is HOSTING_ENERGY),
    )


def _mining_flows(problem: Problem, strips: Strips, strip: Expression) -> tuple[Flow, ...]:
    segments = strips.segments
    site = segments.site[strips.segment]
    mwh = strips.hours * segments.pue[strips.segment]  # gross MWh per IT MW
    pool_fee = np.array([s.mining.pool_fee for s in problem.sites])[site]
    response = np.array([s.mining.demand_response for s in problem.sites])[site, strips.month]
    revenue = mwh * segments.hash_value[strips.segment, strips.month]

    def per_mw(usd: FloatArray) -> Expression:
        return strip * table((strips.axis,), usd)

    return (
        Flow(MINING_REVENUE, per_mw(revenue)),
        Flow(POOL_FEES, per_mw(-pool_fee * revenue)),
        Flow(SELL_FEES, per_mw(-sell_fee_on_mined(problem) * (1.0 - pool_fee) * revenue)),
        Flow(DEMAND_RESPONSE, per_mw(mwh * response)),
    )


def _energy_flows(
    problem: Problem, sets: Sets, strips: Strips, strip: Expression, firm: Expression
) -> tuple[Flow, ...]:
    tiers = strips.tiers
    strip_cost = strips.cost * strips.segments.pue[strips.segment]
    strip_resells = tiers.resells[strips.tier]
    slot_resells = tiers.resells[strips.slots.codes[0]]

    def used(resells: bool) -> tuple[Expression, Expression]:
        """USD of the tiers that give up resale, or of the others."""
        of_strips = strip * table((strips.axis,), np.where(strip_resells == resells, strip_cost, 0))
        of_firm = firm * table(
            (strips.slots,), np.where(slot_resells == resells, strips.slot_cost, 0.0)
        )
        return of_strips, of_firm

    bought_strips, bought_firm = used(resells=False)
    given_strips, given_firm = used(resells=True)
    whole = np.where(slot_resells, strips.slot_size, 0.0) * np.where(
        slot_resells, strips.slot_cost, 0.0
    )
    return (
        Flow(ENERGY, -bought_strips),
        Flow(ENERGY, -bought_firm),
        Flow(ENERGY, -table((sets.sites, sets.months), _sunk(problem))),
        Flow(POWER_RESALE, table((strips.slots,), whole)),
        Flow(POWER_RESALE, -given_strips),
        Flow(POWER_RESALE, -given_firm),
    )


def _sunk(problem: Problem) -> FloatArray:
    """USD of take-or-pay blocks, used or not, shape (sites, T)."""
    hours = problem.horizon.hours
    out = np.zeros((len(problem.sites), problem.horizon.months))
    for s, site in enumerate(problem.sites):
        for block in site.power.blocks:
            if block.take_or_pay:
                out[s] += np.where(block.active, block.mw * block.price * hours, 0.0)
    return out
