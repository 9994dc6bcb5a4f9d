"""What was decided in months gone by, as bounds of the columns that say so.

Whatever is believed of prices, a fleet's programs have the same decisions; only what runs when
depends on prices, and that leaves nothing behind but cash and coins. Coins mined are held, so that
nobody mines afterwards at a loss what he has come to know will be dear; cash then follows again
from what happened. So a month that is over is held by fixing its decisions.

Every block of a program is of one kind: chosen when a plan is made, answered month by month,
renewed with the next plan, following from these by equations, dispatched hour by hour at prices
that are over (open again, but its margin is cash and EBITDA of that month whenever it is worked
out), or absent from a walk, which knows no late builds and lets nobody breach a covenant.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import Formulation
from optimizer.lp import Axis, Block, Program, Relation
from optimizer.months import Month

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

CHOSEN = (
    "halls.phases",
    "hosting.signed",
    "hosting.size",
    "hosting.placed",
    "miners.ordered",
    "gpus.ordered",
)
"""Blocks that are decided when a plan is made again."""

ANSWERED = (
    "miners.delivered",
    "miners.sold",
    "treasury.mined",
    "treasury.sold",
    "construction.draw",
    "revolvers.balance",
    "equity.raised",
    "cures.paid",
)
"""Blocks that answer every month."""

LEASES = ("hosting.signed", "hosting.size")
"""Blocks of a lease that is signed before it starts; where it will sit is left open."""

RENEWED = ("covenants.used",)
"""Blocks that a plan decides until the next one: whether a facility may be drawn at all."""

FOLLOWING = (
    "cash.ebitda",
    "cash.held",
    "construction.balance",
    "construction.basis",
    "construction.drawn",
    "construction.joint_basis",
    "covenants.ebitda",
    "covenants.service",
    "equity.total",
    "gpus.running",
    "halls.started",
    "hosting.at_meter",
    "hosting.begun",
    "hosting.delivered",
    "hosting.draw",
    "hosting.reserved",
    "hosting.steps",
    "miners.owned",
    "treasury.held",
    "treasury.opening",
)
"""Blocks that follow from what is held."""

DISPATCHED = (
    "miners.installed",
    "power.coincident",
    "power.firm",
    "power.flat",
    "power.load",
    "power.peak",
    "power.strip",
)
"""Blocks that say what ran in a month, and at which price it bought."""

ABSENT = ("cash.broken", "covenants.broken", "late.idle", "late.undelivered")
"""Blocks of risks that a walk does not know."""

_SLACK = 1e-7
"""Room around a number that a solver found, relative to the block's scale or the number."""

_LEAST_MW = 1e-6
"""A lease of less is none."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A block's decisions.

    Attributes:
        block: its name.
        values: of its columns, shape (n,).
        known: which of them are decided, shape (n,).
    """

    block: str
    values: FloatArray
    known: BoolArray


@dataclass(frozen=True, eq=False)
class Memory:
    """Everything that was decided.

    Attributes:
        kept: by block.
    """

    kept: tuple[Kept, ...] = ()

    def of(self, block: str) -> Kept | None:
        """What is kept of a block."""
        return next((one for one in self.kept if one.block == block), None)

    def held(self, program: Program) -> Program:
        """The program with what was decided held fixed."""
        lower, upper = program.col_lower.copy(), program.col_upper.copy()
        for block in program.columns:
            kept = self.of(block.name)
            if kept is None:
                continue
            numbers, values = block.numbers[kept.known], kept.values[kept.known]
            whole = program.integer[numbers]
            values = np.where(whole, np.round(values), values)
            room = np.where(whole, 0.0, _SLACK * np.maximum(block.scale, np.abs(values)))
            lower[numbers] = np.maximum(values - room, np.minimum(lower[numbers], values))
            # Some bounds follow from what is believed, as that of cures from what cash may lack:
            # what was done may lie outside of them.
            upper[numbers] = np.minimum(values + room, np.maximum(upper[numbers], values))
        return program.with_bounds(lower, upper)

    def renewed(self, formulation: Formulation, x: FloatArray) -> "Memory":
        """The memory with what a plan decides until the next one.

        Args:
            formulation: of a program whose plan was found.
            x: the plan, shape (n,).
        """
        _check(formulation, x)
        now = [
            Kept(block.name, x[block.numbers], np.ones(len(block.numbers), dtype=bool))
            for block in formulation.program.columns
            if block.name in RENEWED
        ]
        return Memory((*self.lasting().kept, *now))

    def lasting(self) -> "Memory":
        """The memory without what the next plan decides again."""
        return Memory(tuple(one for one in self.kept if one.block not in RENEWED))

    def columns(self, formulation: Formulation) -> FloatArray:
        """What was decided as columns of a program, nil for what is open, shape (n,)."""
        x = np.zeros(formulation.program.shape[1])
        for block in formulation.program.columns:
            kept = self.of(block.name)
            if kept is not None:
                x[block.numbers] = np.where(kept.known, kept.values, 0.0)
        return x

    def with_values(
        self, formulation: Formulation, x: FloatArray, blocks: Iterable[str], decided: "Decided"
    ) -> "Memory":
        """The memory with more decisions.

        Args:
            formulation: of a program whose plan was found.
            x: the plan, shape (n,).
            blocks: which of its blocks are looked at.
            decided: which of their columns are decided.
        """
        _check(formulation, x)
        wanted = set(blocks)
        kept = {one.block: one for one in self.kept}
        for block in formulation.program.columns:
            if block.name not in wanted:
                continue
            numbers, now = block.numbers, decided.in_block(formulation, block, x)
            old = kept.get(block.name)
            if old is None:
                kept[block.name] = Kept(block.name, np.where(now, x[numbers], 0.0), now)
                continue
            new = now & ~old.known
            kept[block.name] = Kept(
                block.name, np.where(new, x[numbers], old.values), old.known | now
            )
        return Memory(tuple(kept.values()))


@dataclass(frozen=True)
class Decided:
    """Which columns are decided: those of months before one.

    Attributes:
        before: offset of the first month that is open.
        only_chosen: only what the plan says yes to; what it leaves stays open.
        lead: months by which leases are decided earlier, by contract; None for none.
    """

    before: int
    only_chosen: bool = False
    lead: IntArray | None = None

    def in_block(self, formulation: Formulation, block: Block, x: FloatArray) -> BoolArray:
        """Which columns of a block are decided, shape (n,)."""
        months = months_of(formulation, block)
        if self.lead is not None:
            months = months - self.lead[_contracts_of(formulation, block)]
        decided: BoolArray = months < self.before
        if self.only_chosen:
            whole = formulation.program.integer[block.numbers]
            decided = decided & (x[block.numbers] > np.where(whole, 0.5, _LEAST_MW))
        return decided


def _check(formulation: Formulation, x: FloatArray) -> None:
    """A plan is read by the program it is of: others have other columns of power."""
    if len(x) != formulation.program.shape[1]:
        raise ValueError(f"{len(x)} values for {formulation.program.shape[1]} columns")


def months_of(formulation: Formulation, block: Block) -> IntArray:
    """Offset of the month in which each column of a block is decided, shape (n,)."""
    months, starts = formulation.sets.months, formulation.hosting.offers.starts
    axis = block.axes[-1]
    if axis == months:
        along = np.arange(len(months))
    else:
        place = _code(axis, starts)
        horizon = formulation.problem.horizon
        offsets = [horizon.offset(Month.parse(label)) for label in starts.labels]
        along = np.array(offsets, dtype=np.int64)[place]
    return _by_column(block, along)


def _contracts_of(formulation: Formulation, block: Block) -> IntArray:
    """Index of the contract of each column of a block of leases, shape (n,)."""
    return _by_column(block, _code(block.axes[-1], formulation.hosting.offers.contracts))


def _by_column(block: Block, along: IntArray) -> IntArray:
    """What is known along a block's last axis, for each of its columns, shape (n,)."""
    spread = np.broadcast_to(along, block.index.shape)
    return np.asarray(spread[block.index >= 0], dtype=np.int64)


def _code(axis: Axis | Relation, of: Axis) -> IntArray:
    found = axis.code(of) if isinstance(axis, Relation) else None
    if found is None:
        raise ValueError(f"the columns over {axis.name!r} have no {of.name}")
    return found
