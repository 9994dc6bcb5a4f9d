"""The cheapest repair: which business rows give, by how much, and when."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.diagnosis.clock import Clock
from optimizer.diagnosis.elastic import Elastic, Give, elastic
from optimizer.diagnosis.gives import CAPEX, CASH, COVENANTS, LEASES, only, roomy
from optimizer.formulation import Formulation
from optimizer.formulation.covenants import CovenantTest
from optimizer.formulation.lines import MoneyGroup, total
from optimizer.inputs.problem import CovenantKind
from optimizer.solvers.base import Reason, SolveResult
from optimizer.units import MONTHS_PER_YEAR

FloatArray = NDArray[np.float64]

NOTICE_USD = 0.5
"""Less than this is rounding."""

HASTE = 0.05
"""To see when cash is missing, it costs so much more a month earlier: more than the interest that
it might save."""


@dataclass(frozen=True, eq=False)
class Waiver:
    """What is missing from a covenant's tests.

    Attributes:
        test: the covenant's index.
        usd: EBITDA of the window missing in the worst month.
        month: that month's offset.
        failing: offsets of the months in which it fails.
        reached: the worst ratio, None where no ratio would do.
        exact: no stricter ratio does at this price; not known where a facility is tested.
    """

    test: int
    usd: float
    month: int
    failing: tuple[int, ...]
    reached: float | None
    exact: bool


@dataclass(frozen=True, eq=False)
class Repair:
    """A plan in which business rows give.

    Attributes:
        cost: USD.
        proved: nothing cheaper does.
        cash: cash put in by month, as late as this plan allows, USD, shape (T,).
        waivers: covenants that give.
        capex: overspent by calendar year, USD.
        leases: indices of the contracts that are not signed.
        x: the plan, shape (n,) of the original program.
    """

    cost: float
    proved: bool
    cash: FloatArray
    waivers: tuple[Waiver, ...]
    capex: tuple[tuple[int, float], ...]
    leases: tuple[int, ...]
    x: FloatArray

    @property
    def total_cash(self) -> float:
        """All cash put in, USD."""
        return float(self.cash.sum())


@dataclass(frozen=True, eq=False)
class NoRepair:
    """There is none of the kind, or none was found in time."""

    impossible: bool


def repair(formulation: Formulation, gives: tuple[Give, ...], clock: Clock) -> Repair | NoRepair:
    """The cheapest repair by some gives."""
    program = roomy(formulation) if only(gives, CASH) else formulation.program
    stretched = elastic(program, gives)
    result = clock.solve(stretched.program, program.shape[1])
    if result is None or not result.has_plan:
        return NoRepair(result is not None and result.reason is Reason.INFEASIBLE)
    return _read(formulation, gives, stretched, result)


def _read(
    formulation: Formulation, gives: tuple[Give, ...], stretched: Elastic, result: SolveResult
) -> Repair:
    """What gives in a plan of the elastic program."""
    x = result.x
    amounts = {
        give.name: x[numbers] for give, numbers in zip(gives, stretched.columns, strict=True)
    }
    put_in = amounts.get(CASH, np.zeros(formulation.sets.horizon))
    own = x[: formulation.program.shape[1]]
    cash = _latest(formulation, own, put_in)
    waivers = _waivers(formulation, own) if COVENANTS in amounts else ()
    capex = _overspent(formulation, amounts)
    leases = _dropped(formulation, amounts)
    price = dict(zip(_forced(formulation), _prices(gives, LEASES), strict=False))
    cost = float(cash.sum()) + sum(w.usd for w in waivers) + sum(usd for _, usd in capex)
    cost += sum(price[c] for c in leases)
    proved = result.reason is Reason.OPTIMAL
    return Repair(cost, proved, cash, waivers, capex, leases, own)


def postponed(
    formulation: Formulation, gives: tuple[Give, ...], found: Repair, clock: Clock
) -> Repair:
    """The same repair, or one with its whole numbers that begins to put cash in later.

    Put in early it may be less, since it saves interest; put in late it says when it is missing.
    """
    if found.total_cash <= 0:
        return found
    horizon = formulation.sets.horizon
    late = 1.0 + HASTE * np.arange(horizon - 1, -1, -1, dtype=np.float64)
    dearer = tuple(replace(g, price=late) if g.name == CASH else g for g in gives)
    clock.assignments.remember(formulation.program.integer, found.x)
    stretched = elastic(roomy(formulation), dearer)
    result = clock.by_hand(stretched.program)
    if result is None:
        return found
    other = _read(formulation, dearer, stretched, result)
    return other if _first(other.cash) > _first(found.cash) else found


def _first(cash: FloatArray) -> int:
    """The first month in which cash is put in; one after the last where none is."""
    return int(np.argmax(cash >= NOTICE_USD)) if (cash >= NOTICE_USD).any() else len(cash)


def _latest(formulation: Formulation, x: FloatArray, put_in: FloatArray) -> FloatArray:
    """The same plan's cash put in, each dollar in the month in which it is first missed."""
    if formulation.cash is None or formulation.problem.finance is None:
        return np.zeros_like(put_in)
    alone = formulation.cash.held.value(x) - np.cumsum(put_in)
    missing = np.maximum.accumulate(np.maximum(formulation.problem.finance.min_cash - alone, 0.0))
    out: FloatArray = np.diff(missing, prepend=0.0)
    return out if missing[-1] > NOTICE_USD else np.zeros_like(out)


def _waivers(formulation: Formulation, x: FloatArray) -> tuple[Waiver, ...]:
    found = []
    for k, test in enumerate(formulation.covenants.tests):
        headroom = np.where(tested(formulation, test, x), test.headroom.value(x), np.inf)
        failing = np.flatnonzero(headroom < -NOTICE_USD)
        if failing.size:
            worst = int(np.argmin(headroom))
            months = tuple(int(t) for t in failing)
            reached = _reached(test, x, months)
            exact = all(formulation.debts.books[d].use is None for d in test.covenant.debts)
            found.append(Waiver(k, float(-headroom[worst]), worst, months, reached, exact))
    return tuple(found)


def tested(formulation: Formulation, test: CovenantTest, x: FloatArray) -> NDArray[np.bool_]:
    """The months in which a plan is tested, shape (T,)."""
    books = [formulation.debts.books[d] for d in test.covenant.debts]
    drawn = any(
        book.use is not None and float(book.use.value(x).max(initial=0.0)) > NOTICE_USD
        for book in books
    )
    return test.always | (test.if_used & drawn)


def _reached(test: CovenantTest, x: FloatArray, months: tuple[int, ...]) -> float | None:
    """The worst ratio of some months, None where EBITDA leaves none."""
    at = list(months)
    ebitda, service = test.ebitda.value(x)[at], test.service.value(x)[at]
    debt = test.debt.value(x)[at]
    if (ebitda <= 0.0).any():
        return None
    if test.covenant.kind is CovenantKind.MIN_DSCR:
        return float((ebitda / service).min()) if (service > 0.0).all() else None
    yearly = ebitda * MONTHS_PER_YEAR / test.covenant.window_months
    return float((debt / yearly).max())


def _overspent(
    formulation: Formulation, amounts: dict[str, FloatArray]
) -> tuple[tuple[int, float], ...]:
    finance = formulation.problem.finance
    if CAPEX not in amounts or finance is None:
        return ()
    years = [year for year, _ in finance.capex_limit]
    over = zip(years, amounts[CAPEX], strict=True)
    return tuple((year, float(usd)) for year, usd in over if usd > NOTICE_USD)


def _forced(formulation: Formulation) -> list[int]:
    contracts = formulation.problem.contracts
    return [c for c, lease in enumerate(contracts) if lease.must_sign and not lease.running]


def _dropped(formulation: Formulation, amounts: dict[str, FloatArray]) -> tuple[int, ...]:
    if LEASES not in amounts:
        return ()
    pairs = zip(_forced(formulation), amounts[LEASES], strict=True)
    return tuple(c for c, share in pairs if share > 0.5)


def _prices(gives: tuple[Give, ...], name: str) -> FloatArray:
    return next((give.price for give in gives if give.name == name), np.zeros(0))


@dataclass(frozen=True, eq=False)
class MonthMoney:
    """Sums of a plan by month, USD, shape (T,)."""

    ebitda: FloatArray
    debt_service: FloatArray
    capex: FloatArray


def month_money(formulation: Formulation, x: FloatArray) -> MonthMoney:
    """What a plan earns, owes and builds by month."""
    months = formulation.sets.months

    def of(group: MoneyGroup, sign: float) -> FloatArray:
        return sign * total(formulation.flows, months, group).value(x)

    return MonthMoney(
        ebitda=of(MoneyGroup.EBITDA, 1.0),
        debt_service=of(MoneyGroup.DEBT_SERVICE, -1.0),
        capex=of(MoneyGroup.CAPEX, -1.0),
    )
