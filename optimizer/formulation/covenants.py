r"""# Covenants: what lenders test at every month's end

With window $W$, over the debts that a covenant names:

$$ \text{DSCR:} \quad \sum_{u=t-W+1}^{t} \text{EBITDA}_u \ge
   \text{ratio} \cdot \sum_{u=t-W+1}^{t} \text{service}_u \qquad
   \text{leverage:} \quad \text{debt}_t \le
   \text{ratio} \cdot \tfrac{12}{W} \sum_{u=t-W+1}^{t} \text{EBITDA}_u $$

Service leaves out a loan's bullet, and a construction facility's interest and fees up to
`draw_until`. Tests run from `from` to `until`, once the window fits in the horizon: always while a
term loan among the debts is owed or was serviced in the window, or if a facility among them opens
drawn; otherwise only if the plan draws one of the facilities at any time.

**Variables**

| name | | unit |
|---|---|---|
| `covenants.ebitda` | running total of EBITDA; a window's sum is the difference of two | USD |
| `covenants.service` | running total of debt service, by set of debts | USD |
| `covenants.used` | $b_d \in \{0,1\}$: facility $d$ is drawn at some time, where a test depends on it | |
| `covenants.broken` | $v_k \in \{0,1\}$: covenant $k$ is broken in this future, where it may be in some | |

**Rows**

| name | |
|---|---|
| `covenants.ebitda`, `covenants.service` | running totals |
| `covenants.use` | $\text{draw}_{d,t} \le \text{limit}_d \, b_d$ |
| `covenants.dscr`, `covenants.leverage` | the tests that hold whatever the plan |
| `covenants.dscr_if_used`, `covenants.leverage_if_used` | those that depend on facility $d$, relaxed by $M (1 - b_d)$; $M$ is the test's worst value by interval arithmetic |

Where there are several futures, every test of a covenant that may be broken in some is relaxed by
$M v_k$ too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import scales
from optimizer.formulation.cash import Cash
from optimizer.formulation.cures import Cures
from optimizer.formulation.debts import DebtBook, Debts
from optimizer.formulation.order import Order
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Covenant, CovenantKind, Problem
from optimizer.lp import Axis, Expression, Model, Relation, table, zeros
from optimizer.units import MONTHS_PER_YEAR

BROKEN = "covenants.broken"
"""Block of the columns that say which covenants are broken in this future."""


@dataclass(frozen=True, eq=False)
class CovenantTest:
    """One covenant's quantities by month, for the rows and the report.

    Attributes:
        covenant: what is asked.
        ebitda: EBITDA of the window, over months.
        service: debt service of the window, over months.
        debt: gross debt at the month's end, over months.
        headroom: EBITDA that could be lost before a breach, USD, over months.
        long_headroom: the same month by month, without running totals: an expression with more
            terms and far narrower bounds.
        always: months in which it is tested whatever the plan, shape (T,).
        if_used: months in which it is tested if a facility is drawn, shape (T,).
    """

    covenant: Covenant
    ebitda: Expression
    service: Expression
    debt: Expression
    headroom: Expression
    long_headroom: Expression
    always: NDArray[np.bool_]
    if_used: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Covenants:
    """All covenants.

    Attributes:
        tests: one per covenant.
    """

    tests: tuple[CovenantTest, ...]


def add_covenants(
    model: Model,
    problem: Problem,
    sets: Sets,
    debts: Debts,
    cash: Cash | None,
    cures: Cures | None = None,
) -> Covenants:
    """Add the tests of every covenant."""
    asked = problem.finance.covenants if problem.finance else ()
    if not asked or cash is None:
        return Covenants(())
    months = sets.months
    counted = cash.ebitda if cures is None else cash.ebitda + cures.paid
    running = model.balance("covenants.ebitda", months, counted, unit="USD", scale=scales.USD)
    groups = sorted({covenant.debts for covenant in asked})
    sets_of_debts = Axis("debts", tuple(" + ".join(debts.books[d].name for d in g) for g in groups))
    service = zeros(sets_of_debts, months)
    for i, group in enumerate(groups):
        here = table((sets_of_debts,), np.eye(len(groups))[i])
        for d in group:
            service = service + here * debts.books[d].tested_service
    serviced = model.balance("covenants.service", months, service, unit="USD", scale=scales.USD)
    tests = tuple(
        _test(
            covenant,
            sets,
            debts,
            counted,
            running,
            serviced.at(sets_of_debts, groups.index(covenant.debts)),
        )
        for covenant in asked
    )
    _add_tests(model, sets, debts, tests, several=problem.future is not None)
    return Covenants(tests)


def _test(
    covenant: Covenant,
    sets: Sets,
    debts: Debts,
    monthly: Expression,
    ebitda: Expression,
    service: Expression,
) -> CovenantTest:
    """The quantities of a covenant and the months in which it is tested.

    Args:
        covenant, sets, debts: what is tested, when, on what.
        monthly: EBITDA by month.
        ebitda, service: running totals.
    """
    months, window = sets.months, covenant.window_months
    earned = ebitda - ebitda.shift(months, window)
    served = service - service.shift(months, window)
    books = [debts.books[d] for d in covenant.debts]
    owed, due = zeros(months), zeros(months)
    for book in books:
        owed, due = owed + book.balance, due + book.tested_service
    long_earned = _window_sum(monthly, months, window)
    if covenant.kind is CovenantKind.MIN_DSCR:
        headroom = earned - served * covenant.ratio
        long_headroom = long_earned - _window_sum(due, months, window) * covenant.ratio
    else:
        # In EBITDA of the window, so that both kinds speak of the same dollars.
        share = window / (covenant.ratio * MONTHS_PER_YEAR)
        headroom, long_headroom = earned - owed * share, long_earned - owed * share
    always, if_used = _tested_months(covenant, books, sets.horizon)
    return CovenantTest(covenant, earned, served, owed, headroom, long_headroom, always, if_used)


def _window_sum(values: Expression, months: Axis, window: int) -> Expression:
    out = values
    for back in range(1, min(window, len(months))):
        out = out + values.shift(months, back)
    return out


def _tested_months(
    covenant: Covenant, books: list[DebtBook], horizon: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    offsets, window = np.arange(horizon), covenant.window_months
    inside = (offsets >= covenant.first) & (offsets <= covenant.last) & (offsets >= window - 1)
    always = np.zeros(horizon, dtype=bool)
    for book in books:
        if book.serviced is None:
            always |= book.opens_drawn
        else:
            alive = np.concatenate((np.zeros(window - 1), book.serviced))
            always |= np.lib.stride_tricks.sliding_window_view(alive, window).max(axis=1) > 0
    facilities = any(book.use is not None and book.limit > 0 for book in books)
    return inside & always, inside & ~always & facilities


def _add_tests(
    model: Model, sets: Sets, debts: Debts, tests: tuple[CovenantTest, ...], *, several: bool
) -> None:
    """Rows of all tests, with a switch where they depend on a facility being used."""
    switched = sorted(
        {
            d
            for test in tests
            if test.if_used.any()
            for d in test.covenant.debts
            if debts.books[d].use is not None
        }
    )
    facilities = Axis("facility", tuple(debts.books[d].name for d in switched))
    used = model.variables(
        "covenants.used", facilities, upper=1.0, unit="", integer=True, priority=Order.FINANCED
    )
    use = zeros(facilities, sets.months)
    for i, d in enumerate(switched):
        drawn = debts.books[d].use
        assert drawn is not None
        use = use + table((facilities,), np.eye(len(switched))[i]) * drawn
    limit = table((facilities,), [debts.books[d].limit for d in switched])
    model.rows("covenants.use", use <= used * limit, unit="USD", scale=scales.USD)
    broken = _add_broken(model, tests, several=several)
    for name, kind in (
        ("covenants.dscr", CovenantKind.MIN_DSCR),
        ("covenants.leverage", CovenantKind.MAX_LEVERAGE),
    ):
        own = [test for test in tests if test.covenant.kind is kind]
        _add_kind(model, name, sets, own, used, facilities, switched, broken)


def _add_broken(
    model: Model, tests: tuple[CovenantTest, ...], *, several: bool
) -> Expression | None:
    """Whether each covenant that may be broken in some futures is in this one."""
    names = tuple(t.covenant.name for t in tests if t.covenant.breach_probability > 0)
    if not (several and names):
        return None
    return model.variables(
        BROKEN,
        Axis("covenant", names),
        upper=1.0,
        unit="",
        integer=True,
        priority=Order.WHETHER,
    )


def _placed(broken: Expression, tests: list[CovenantTest], axis: Axis) -> Expression:
    """The switches over some of the covenants; nil for one that must hold."""
    (known,) = broken.axes
    assert isinstance(known, Axis)
    position = {name: i for i, name in enumerate(known.labels)}
    where = [position.get(test.covenant.name, -1) for test in tests]
    return broken.gather((axis,), np.array(where, dtype=np.int64))


def _add_kind(
    model: Model,
    name: str,
    sets: Sets,
    tests: list[CovenantTest],
    used: Expression,
    facilities: Axis,
    switched: list[int],
    broken: Expression | None,
) -> None:
    axis = Axis("covenant", tuple(test.covenant.name for test in tests))
    headroom, long_headroom = zeros(axis, sets.months), zeros(axis, sets.months)
    for k, test in enumerate(tests):
        here = table((axis,), np.eye(len(tests))[k])
        headroom = headroom + here * test.headroom
        long_headroom = long_headroom + here * test.long_headroom
    if broken is not None:
        lowest, _ = model.interval(long_headroom)
        headroom = headroom + _placed(broken, tests, axis) * table(
            (axis, sets.months), np.maximum(0.0, -lowest)
        )
    always = np.array([test.always for test in tests], dtype=bool).reshape(-1, sets.horizon)
    model.rows(name, headroom >= 0.0, unit="USD", scale=scales.USD, where=always)
    entries = [
        (k, i, int(t))
        for k, test in enumerate(tests)
        for t in np.flatnonzero(test.if_used)
        for i, d in enumerate(switched)
        if d in test.covenant.debts
    ]
    codes = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    relation = Relation.of("test if used", (axis, facilities, sets.months), tuple(codes))
    lowest, _ = model.interval(long_headroom.on(relation))
    big = table((relation,), np.maximum(0.0, -lowest))
    model.rows(
        f"{name}_if_used",
        headroom.on(relation) + big * (1.0 - used.on(relation)) >= 0.0,
        unit="USD",
        scale=scales.USD,
    )
