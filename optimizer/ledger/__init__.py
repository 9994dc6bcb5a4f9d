"""A second opinion: the plan replayed in decimal arithmetic, sharing nothing with the model.

:func:`replay` takes the fleet file and the plan's decisions and works everything else out
anew: energy hour by hour, revenue, capex, debt, cash, coins, covenants, terminal value, net
present value. It says which rules the decisions break. :func:`compare` holds a report
against that, to the cent.
"""

from optimizer.ledger.audit import (
    Audit,
    Difference,
    Reported,
    ReportedAmounts,
    ReportedTerminal,
    ReportedTest,
    compare,
    describe,
)
from optimizer.ledger.lines import Line, TerminalLine
from optimizer.ledger.replay import replay
from optimizer.ledger.statement import (
    Breach,
    CovenantTest,
    DebtAccount,
    MoneyAmounts,
    SiteUse,
    Statement,
    TerminalAmount,
)

__all__ = [
    "Audit",
    "Breach",
    "CovenantTest",
    "DebtAccount",
    "Difference",
    "Line",
    "MoneyAmounts",
    "Reported",
    "ReportedAmounts",
    "ReportedTerminal",
    "ReportedTest",
    "SiteUse",
    "Statement",
    "TerminalAmount",
    "TerminalLine",
    "compare",
    "describe",
    "replay",
]
