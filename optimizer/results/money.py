"""Money by line: monthly, discounted, and after the horizon."""

import numpy as np
import pandas as pd

from optimizer.formulation import Formulation
from optimizer.formulation.discounting import Discounting
from optimizer.formulation.lines import MONEY_LINES, Stream, line_total
from optimizer.lp.expression import FloatArray


def money_frame(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    """USD per month, a column per money line; inflow positive."""
    months = formulation.sets.months
    columns = {
        line.name: line_total(formulation.flows, months, line).value(x) for line in MONEY_LINES
    }
    return pd.DataFrame(columns, index=pd.Index(months.labels, name="month"))


def without_dust(money: pd.DataFrame) -> pd.DataFrame:
    """Amounts as they are shown: what is tiny beside the month's money is a solver's dust."""
    size = 1e-12 * float(money.abs().to_numpy().sum())
    return money.where(money.abs() > size, 0.0)


def discounted_lines(formulation: Formulation, money: pd.DataFrame) -> "pd.Series[float]":
    """USD per line over the horizon, discounted in the line's stream."""
    discounting = Discounting.of(formulation.problem)
    return pd.Series(
        {
            line.name: float(discounting.months(line.stream) @ money[line.name].to_numpy())
            for line in MONEY_LINES
            if line.stream is not Stream.NOT_IN_NPV
        },
        dtype=float,
        name="usd",
    )


def terminal_series(formulation: Formulation, x: FloatArray) -> "pd.Series[float]":
    """Discounted terminal value by line."""
    return pd.Series(
        {line.name: float(np.asarray(line.amount.value(x))) for line in formulation.terminal},
        dtype=float,
        name="usd",
    )
