"""Cash, debt and covenants by month."""

import numpy as np
import pandas as pd

from optimizer.formulation import Formulation
from optimizer.formulation.covenants import CovenantTest
from optimizer.formulation.debts import DebtBook
from optimizer.formulation.lines import MONEY_LINES, MoneyGroup
from optimizer.inputs.problem import CovenantKind
from optimizer.lp.expression import FloatArray
from optimizer.units import MONTHS_PER_YEAR

_DUST_USD = 1.0


def group_total(money: pd.DataFrame, *groups: MoneyGroup) -> FloatArray:
    """Sum of the money lines of some groups by month, USD."""
    names = [line.name for line in MONEY_LINES if line.group in groups]
    out: FloatArray = money[names].to_numpy(dtype=float).sum(axis=1)
    return out


def monthly_frame(formulation: Formulation, x: FloatArray, money: pd.DataFrame) -> pd.DataFrame:
    """Company-wide quantities by month; see ``Plan.monthly``."""
    problem = formulation.problem
    ebitda = group_total(money, MoneyGroup.EBITDA)
    service = 0.0 - group_total(money, MoneyGroup.DEBT_SERVICE)
    absent = np.full(len(money), np.nan)
    has_finance = formulation.cash is not None
    treasury, books = formulation.treasury, formulation.debts.books
    debt = sum((book.balance.value(x) for book in books), np.zeros(len(money)))
    dscr, leverage = ratios(formulation, x, ebitda, debt)
    return pd.DataFrame(
        {
            "cash_usd": formulation.cash.held.value(x) if formulation.cash else absent,
            "debt_usd": debt if has_finance else absent,
            "btc": treasury.held.value(x) if treasury else absent,
            "ebitda_usd": ebitda,
            "cfads_usd": group_total(money, MoneyGroup.EBITDA, MoneyGroup.TREASURY),
            "debt_service_usd": service if has_finance else absent,
            "dscr": dscr,
            "leverage": leverage,
            "min_cash_usd": problem.finance.min_cash if problem.finance else absent,
            "hashprice_usd_per_ph_day": problem.market.hashprice,
        },
        index=money.index,
    )


def ratios(
    formulation: Formulation, x: FloatArray, ebitda: FloatArray, debt: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """DSCR and leverage of all debts over twelve months, NaN where they have no meaning."""
    books, window = formulation.debts.books, MONTHS_PER_YEAR
    service = sum((book.tested_service.value(x) for book in books), np.zeros(len(ebitda)))

    def trailing(values: FloatArray) -> FloatArray:
        out = np.full(len(values), np.nan)
        if len(values) >= window:
            out[window - 1 :] = np.convolve(values, np.ones(window), mode="valid")
        return out

    earned, served = trailing(ebitda), trailing(service)
    return ratio(earned, served), ratio(debt, earned) if books else np.full(len(debt), np.nan)


def ratio(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Quotients, NaN where the divisor is nothing to speak of."""
    out = np.full(len(top), np.nan)
    np.divide(top, bottom, out=out, where=bottom > _DUST_USD)
    return out


def debt_frame(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    """Every debt by month; see ``Plan.debts``."""
    books, months = formulation.debts.books, formulation.sets.months.labels
    index = pd.MultiIndex.from_product([[b.name for b in books], months], names=["debt", "month"])
    parts = [_debt_columns(book, x) for book in books]
    columns = ["drawn_usd", "repaid_usd", "interest_usd", "fees_usd", "balance_usd"]
    data = np.concatenate(parts) if parts else np.zeros((0, len(columns)))
    return pd.DataFrame(data, index=index, columns=columns)


def _debt_columns(book: DebtBook, x: FloatArray) -> FloatArray:
    net = book.drawn.value(x)
    return np.column_stack(
        (
            np.maximum(net, 0.0),
            book.principal.value(x) + np.maximum(-net, 0.0),
            book.interest.value(x),
            book.fees.value(x),
            book.balance.value(x),
        )
    )


def covenant_frame(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    """Every covenant in every month in which its window fits; see ``Plan.covenants``."""
    columns = ["covenant", "kind", "month", "required", "actual", "headroom_usd", "tested"]
    parts = [_covenant_rows(formulation, test, x) for test in formulation.covenants.tests]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns]


def _covenant_rows(formulation: Formulation, test: CovenantTest, x: FloatArray) -> pd.DataFrame:
    covenant = test.covenant
    shown = test.always | test.if_used
    drawn = any(
        book.use is not None and bool((book.use.value(x) > _DUST_USD).any())
        for book in (formulation.debts.books[d] for d in covenant.debts)
    )
    earned, served, debt = (e.value(x) for e in (test.ebitda, test.service, test.debt))
    if covenant.kind is CovenantKind.MIN_DSCR:
        actual = ratio(earned, served)
    else:
        actual = ratio(debt, earned * MONTHS_PER_YEAR / covenant.window_months)
    frame = pd.DataFrame(
        {
            "month": formulation.sets.months.labels,
            "required": covenant.ratio,
            "actual": actual,
            "headroom_usd": test.headroom.value(x),
            "tested": test.always | (test.if_used & drawn),
        }
    )
    return frame[shown].assign(covenant=covenant.name, kind=str(covenant.kind))
