"""Money by line and month, and how each line is discounted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.referee.lp import Expr, total
from tests.referee.reading import Spec

# The model counts in thousands of USD, so that money and megawatts have like magnitudes.
USD = 1e-3

EBITDA = (
    "mining", "rent", "reimbursement", "gpu_revenue", "resale", "demand_response",
    "energy", "demand_charge", "coincident_peak", "asic_opex", "hosting_opex", "gpu_opex",
    "fixed_cost", "overhead", "sell_fee",
)  # fmt: skip
COINS = ("coins_sold",)
# Capex by the words of a facility's `funds`.
CAPEX = {
    "conversion": ("conversion", "building"),
    "fit_out": ("fit_out",),
    "asics": ("asic_orders",),
    "gpus": ("gpu_orders",),
}
OTHER_CASH = ("tenant_funding", "machine_sales", "interest", "fees", "equity_cost")
# Not cash: the contracts' energy leaves the default stream and enters the hosting stream.
TRANSFERS = ("energy_to_hosting", "energy_of_hosting")
TERMINAL = (
    "contract_runoff", "funding_owed", "interest_after", "asics_left", "gpus_left", "coins_left",
    "hpc_residual",
)  # fmt: skip
HOSTING = {
    "rent", "reimbursement", "hosting_opex", "fit_out", "tenant_funding", "conversion",
    "building", "energy_of_hosting", "contract_runoff", "funding_owed",
}  # fmt: skip
CAPEX_LINES = tuple(line for lines in CAPEX.values() for line in lines)
ALL_LINES = EBITDA + COINS + CAPEX_LINES + OTHER_CASH + TRANSFERS + TERMINAL


@dataclass
class Ledger:
    """Signed amounts in thousands of USD: inflows positive."""

    entries: dict[str, dict[int, list[Expr]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, line: str, t: int, usd: Expr | float) -> None:
        """Book an amount in USD on a line in month t (T and later only for terminal flows)."""
        if line not in ALL_LINES:
            raise KeyError(line)
        self.entries[line][t].append(total([usd]) * USD)

    def month(self, lines: tuple[str, ...], t: int) -> Expr:
        """The sum of some lines in month t, thousands of USD."""
        return total(part for line in lines for part in self.entries[line][t])

    def discounted(self, objective: Spec) -> dict[str, Expr]:
        """Each line's present value, thousands of USD."""
        rate = objective.get("discount_rate_pct", 12)
        default, hosting = (
            (rate["default"], rate["hosting"]) if isinstance(rate, dict) else (rate, rate)
        )
        lines = {}
        for line in ALL_LINES:
            pct = hosting if line in HOSTING else default
            lines[line] = total(
                part * (1 + pct / 100) ** (-(t + 1) / 12)
                for t, parts in self.entries[line].items()
                for part in parts
            )
        return lines
