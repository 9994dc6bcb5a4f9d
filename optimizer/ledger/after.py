"""What lies after the horizon, beside the leases: stocks that are left, interest still due."""

from decimal import Decimal

from optimizer.ledger.accounts import Loan
from optimizer.ledger.amounts import add_up, exact
from optimizer.ledger.case import Case
from optimizer.ledger.lines import TerminalLine
from optimizer.ledger.miners import Miners
from optimizer.ledger.space import Space
from optimizer.ledger.tenancy import Tenancies
from optimizer.ledger.timeline import discount_factors
from optimizer.ledger.treasury import Coins


def book_stocks(
    case: Case,
    miners: Miners,
    servers_usd: Decimal,
    coins: Coins | None,
    spaces: tuple[Space, ...],
    tenancies: Tenancies,
    factor: Decimal,
) -> None:
    """Machines, servers, coins and vacant halls, at the last month's factor."""
    post, terminal = case.journal.post_terminal, case.fleet.objective.terminal
    if terminal.asic_resale:
        for name, units in miners.owned_at_end.items():
            worth = units * miners.groups[name].machine.resale[-1]
            post(TerminalLine.MACHINES, worth * factor)
    post(TerminalLine.GPU_SERVERS, servers_usd * factor)
    if coins is not None:
        post(TerminalLine.COINS, coins.net_of_fee * factor)
    vacant = add_up(space.hpc_mw[-1] - tenancies[space.name].leased[-1] for space in spaces)
    post(TerminalLine.HPC_RESIDUAL, vacant * exact(terminal.hpc_residual_usd_per_mw) * factor)


def book_interest(case: Case, loans: tuple[Loan, ...], rate: Decimal) -> None:
    """Interest on scheduled balances, each month at its own factor."""
    months = case.timeline.months
    longest = max((len(loan.interest_after) for loan in loans), default=0)
    factors = discount_factors(rate, months + longest)
    for loan in loans:
        for n, interest in enumerate(loan.interest_after):
            usd = -interest * factors[months + n]
            case.journal.post_terminal(TerminalLine.DEBT_INTEREST, usd)
