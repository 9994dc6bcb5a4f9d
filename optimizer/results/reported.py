"""What a plan's report says, in the form in which the ledger compares it."""

import numpy as np
import pandas as pd

from optimizer.ledger import Reported, ReportedAmounts, ReportedTerminal, ReportedTest
from optimizer.results.result import Plan


def reported(plan: Plan) -> Reported:
    """The amounts of a plan that the ledger works out by itself."""
    debts = plan.debts["balance_usd"]
    names = debts.index.get_level_values(0)
    return Reported(
        npv_usd=plan.npv.npv_usd,
        money=tuple(
            ReportedAmounts(line.name, _floats(plan.money[line.name])) for line in plan.lines
        ),
        terminal=tuple(ReportedTerminal(str(k), float(usd)) for k, usd in plan.terminal.items()),
        cash_usd=_if_any(plan.monthly["cash_usd"]),
        btc=_if_any(plan.monthly["btc"]),
        debts=tuple(
            ReportedAmounts(str(name), _floats(debts[names == name])) for name in names.unique()
        ),
        covenants=tuple(
            ReportedTest(str(row.covenant), str(row.month), float(usd), bool(row.tested))
            for row, usd in zip(
                plan.covenants.itertuples(index=False),
                _floats(plan.covenants["headroom_usd"]),
                strict=True,
            )
        ),
    )


def _floats(values: "pd.Series[float]") -> tuple[float, ...]:
    return tuple(values.to_numpy(dtype=float).tolist())


def _if_any(values: "pd.Series[float]") -> tuple[float, ...] | None:
    """A stock by month, None where the fleet has none."""
    floats = values.to_numpy(dtype=float)
    return None if np.isnan(floats).all() else tuple(floats.tolist())
