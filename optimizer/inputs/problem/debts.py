"""What is owed and what may be drawn."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from optimizer.inputs.problem.arrays import FloatArray


class Repayment(StrEnum):
    """How a term loan is paid back."""

    LEVEL = "level"
    LINEAR = "linear"
    BULLET = "bullet"


class CapexKind(StrEnum):
    """What a construction facility may fund."""

    CONVERSION = "conversion"
    FIT_OUT = "fit_out"
    ASICS = "asics"
    GPUS = "gpus"


@dataclass(frozen=True, eq=False)
class TermLoan:
    """A loan already drawn.

    Attributes:
        name: unique among debts.
        balance: USD owed at the start.
        rate: fraction per year, shape (T,).
        repayment: level, linear or bullet.
        matures: offset of the month of the last payment, >= 0, may lie after the horizon.
    """

    name: str
    balance: float
    rate: FloatArray
    repayment: Repayment
    matures: int


@dataclass(frozen=True, eq=False)
class Construction:
    """A delayed-draw construction facility.

    Attributes:
        name: unique among debts.
        limit, drawn: USD; ``drawn`` is owed at the start and counts against the limit.
        rate: fraction per year, shape (T,).
        advance: largest share of the funded capex, fraction.
        funds: kinds of capex funded.
        funds_interest: its own interest and fees up to ``draw_until`` are funded too.
        draw_until: offset of the last draw month (may be negative or after the horizon).
        repay_from: offset of the first repayment, after ``draw_until``.
        repay_months: number of equal repayments.
        commitment_fee: fraction per year of the limit not drawn before the month.
        upfront_fee: fraction of each draw.
    """

    name: str
    limit: float
    drawn: float
    rate: FloatArray
    advance: float
    funds: frozenset[CapexKind]
    funds_interest: bool
    draw_until: int
    repay_from: int
    repay_months: int
    commitment_fee: float
    upfront_fee: float


@dataclass(frozen=True, eq=False)
class Revolver:
    """Drawn and repaid freely; backed by BTC where ``max_ltv`` is given.

    Attributes:
        name: unique among debts.
        limit, drawn: USD.
        rate: fraction per year, shape (T,).
        commitment_fee: fraction per year of the limit not drawn at the month's start.
        matures: offset of the month from which the balance is nil, None for after the horizon.
        max_ltv: balance over the value of the BTC held, fraction; None for a plain revolver.
    """

    name: str
    limit: float
    drawn: float
    rate: FloatArray
    commitment_fee: float
    matures: int | None
    max_ltv: float | None


Debt: TypeAlias = TermLoan | Construction | Revolver
