"""What a plan decides that it could decide otherwise, and programs that decide so."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import Formulation
from optimizer.lp import Expression, Program
from optimizer.results.reasoning import Kind

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_TAKEN = 1e-6
"""Less than this of a machine is the solver's dust."""


@dataclass(frozen=True, eq=False)
class Choice:
    """One thing that a plan does or leaves.

    Attributes:
        kind, name: what it is.
        columns: the program's columns that are all nil where it is left.
        taken: the plan does it.
    """

    kind: Kind
    name: str
    columns: IntArray
    taken: bool


def choices(formulation: Formulation, x: FloatArray) -> tuple[Choice, ...]:
    """Leases on offer, halls that may be rebuilt, and orders, in the order of the file.

    Leases that run or must be signed are no choice. An order of mining machines that the plan
    leaves is none either: there is no smallest one to try, and its marginal value says the same.
    """
    return tuple(
        choice
        for choice in (*_leases(formulation, x), *_builds(formulation, x), *_orders(formulation, x))
        if len(choice.columns)
    )


def otherwise(program: Program, choice: Choice) -> Program:
    """The program with one thing decided the other way."""
    return without(program, choice.columns) if choice.taken else with_some(program, choice.columns)


def without(program: Program, columns: IntArray) -> Program:
    """The program with some columns held at nil."""
    upper = program.col_upper.copy()
    upper[columns] = 0.0
    return program.with_bounds(program.col_lower, upper)


def with_some(program: Program, columns: IntArray) -> Program:
    """The program in which some whole-number columns come to one at least."""
    coefficients = np.zeros(program.shape[1])
    coefficients[columns] = 1.0
    return program.with_row("reasons.forced", coefficients, 1.0, np.inf)


def columns_of(expression: Expression) -> IntArray:
    """Column numbers of a block of columns, shape of its axes."""
    out: IntArray = np.full(expression.size, -1, dtype=np.int64)
    out[expression.rows] = expression.cols
    return out.reshape(expression.shape)


def lease_columns(formulation: Formulation, contract: int) -> IntArray:
    """The columns that say whether a contract is signed."""
    signed = columns_of(formulation.hosting.signed)
    own: IntArray = signed[formulation.hosting.offers.contract == contract]
    return own


def _leases(formulation: Formulation, x: FloatArray) -> Iterator[Choice]:
    for c, contract in enumerate(formulation.problem.contracts):
        if not (contract.running or contract.must_sign):
            own = lease_columns(formulation, c)
            yield Choice(Kind.LEASE, contract.name, own, bool((x[own] > 0.5).any()))


def _builds(formulation: Formulation, x: FloatArray) -> Iterator[Choice]:
    halls = formulation.halls
    phases = columns_of(halls.phases)
    for own, h in zip(phases, halls.conversions.codes[0], strict=True):
        able = own[formulation.program.col_upper[own] > 0]
        name = formulation.problem.halls[h].name
        yield Choice(Kind.BUILD, name, able, bool((x[able] > 0.5).any()))


def _orders(formulation: Formulation, x: FloatArray) -> Iterator[Choice]:
    problem, gpus = formulation.problem, formulation.gpus
    for order, own in zip(problem.asic_orders, columns_of(formulation.miners.ordered), strict=True):
        if (x[own] > _TAKEN).any():
            yield Choice(Kind.ASIC_ORDER, order.name, own, taken=True)
    servers = columns_of(gpus.ordered)
    for o, gpu_order in enumerate(problem.gpu_orders):
        own = servers[gpus.places.codes[0] == o].ravel()
        able = own[formulation.program.col_upper[own] > 0]
        yield Choice(Kind.GPU_ORDER, gpu_order.name, able, bool((x[able] > 0.5).any()))
