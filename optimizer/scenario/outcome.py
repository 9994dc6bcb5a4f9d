"""What a plan comes to in a scenario, in plain numbers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """A plan in a scenario; its answers are the best there are.

    Attributes:
        scenario: name.
        probability: of the scenario.
        npv_usd: its worth there; None where nothing answers.
        cash_usd: cash at every month's end, () where the fleet has no finance or nothing answers.
        dscr: the lowest that a covenant tests, or without one that of all debts over twelve
            months, by month; None where it has no meaning.
        equity_usd: new equity raised over the horizon.
        cured_usd: what owners put in to survive.
        broken: covenants, or the floor of cash, that are broken as allowed.
    """

    scenario: str
    probability: float
    npv_usd: float | None
    cash_usd: tuple[float, ...] = ()
    dscr: tuple[float | None, ...] = ()
    equity_usd: float = 0.0
    cured_usd: float = 0.0
    broken: tuple[str, ...] = ()

    @property
    def lowest_cash(self) -> tuple[int, float] | None:
        """Month and amount of the lowest cash, None without any."""
        if not self.cash_usd:
            return None
        month = min(range(len(self.cash_usd)), key=lambda t: self.cash_usd[t])
        return month, self.cash_usd[month]

    @property
    def lowest_dscr(self) -> float | None:
        """Lowest DSCR, None where there is none."""
        return min((one for one in self.dscr if one is not None), default=None)
