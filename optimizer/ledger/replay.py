"""Replaying a plan: from the fleet file and the decisions to the books."""

from decimal import localcontext
from pathlib import Path

from optimizer.ledger.accounts import Loan
from optimizer.ledger.after import book_interest, book_stocks
from optimizer.ledger.amounts import CONTEXT, Monthly, share
from optimizer.ledger.case import Case
from optimizer.ledger.cash import book_cures, book_equity, book_overhead, cash_balance
from optimizer.ledger.covenants import assess_covenants
from optimizer.ledger.debts import book_debts
from optimizer.ledger.dispatch import Dispatch, Prices
from optimizer.ledger.funding import check_advances, check_capex_limits
from optimizer.ledger.hosting import book_hosting, book_runoff
from optimizer.ledger.lines import CFADS, DEBT_SERVICE, EBITDA
from optimizer.ledger.market import hashprice
from optimizer.ledger.miners import Miners, book_miners
from optimizer.ledger.servers import book_servers
from optimizer.ledger.signing import signed_leases
from optimizer.ledger.space import Space, book_space
from optimizer.ledger.statement import SiteUse, Statement
from optimizer.ledger.tariff import Tariff, read_tariff
from optimizer.ledger.tenancy import Tenancies, Tenancy, check_hpc_space
from optimizer.ledger.timeline import discount_factors
from optimizer.ledger.treasury import Coins, book_treasury, fee_on_mined
from optimizer.scenario import Scenario
from optimizer.schedule import Schedule
from optimizer.schema import Fleet


def replay(
    fleet: Fleet,
    folder: Path,
    schedule: Schedule,
    scenario: Scenario | None = None,
    waived: frozenset[str] = frozenset(),
) -> Statement:
    """Work out a plan's books from nothing but the fleet and the decisions.

    Args:
        fleet: what the fleet file says, overrides applied.
        folder: where the file lies, for its CSV files.
        schedule: what the plan decides.
        scenario: the future in which it is replayed, None for the file's own curves.
        waived: what may be broken in that future.
    """
    with localcontext(CONTEXT):
        return _replay(Case.of(fleet, folder, schedule, scenario, waived))


def _replay(case: Case) -> Statement:
    """Operations, then finance, then what lies after the horizon."""
    objective = case.fleet.objective
    default = share(objective.default_rate_pct)
    hosting = share(objective.hosting_rate_pct)
    tariffs = {site.name: read_tariff(case, site) for site in case.fleet.sites}
    spaces = book_space(case)
    tenancies: Tenancies = {space.name: Tenancy(case.timeline.months) for space in spaces}
    miners = book_miners(case, spaces)
    leases = signed_leases(case, spaces)
    book_hosting(case, leases, tariffs, tenancies)
    servers_usd = book_servers(case, spaces, tenancies)
    check_hpc_space(case, spaces, tenancies)
    sites = _book_power(case, tariffs, spaces, miners, tenancies)
    book_overhead(case)
    coins = book_treasury(case)
    check_capex_limits(case)
    loans = book_debts(case, coins)
    check_advances(case, loans)
    book_equity(case)
    cures = book_cures(case)
    factors = discount_factors(default, case.timeline.months)
    book_runoff(case, leases, tariffs, hosting)
    book_stocks(case, miners, servers_usd, coins, spaces, tenancies, factors[-1])
    book_interest(case, loans, default)
    return _statement(
        case, cures, coins, loans, sites, factors, discount_factors(hosting, case.timeline.months)
    )


def _book_power(
    case: Case,
    tariffs: dict[str, Tariff],
    spaces: tuple[Space, ...],
    miners: Miners,
    tenancies: Tenancies,
) -> tuple[SiteUse, ...]:
    """Every site's power."""
    prices = Prices(hashprice(case), fee_on_mined(case))
    halls = {space.name for space in spaces}
    names = {site.name for site in case.fleet.sites}
    for run in case.schedule.runs:
        if run.hall not in halls:
            case.breaches.refuse("run", run.month, f"there is no hall {run.hall}")
    for supplied in case.schedule.firm:
        if supplied.site not in names:
            case.breaches.refuse("firm", supplied.month, f"there is no site {supplied.site}")
    uses = []
    for site in case.fleet.sites:
        own = {space.name: space for space in spaces if space.site == site.name}
        dispatch = Dispatch(case, site, tariffs[site.name], own, miners, prices)
        uses.append(dispatch.book(tenancies))
    return tuple(uses)


def _statement(
    case: Case,
    cures: Monthly,
    coins: Coins | None,
    loans: tuple[Loan, ...],
    sites: tuple[SiteUse, ...],
    default: Monthly,
    hosting: Monthly,
) -> Statement:
    """The books, closed."""
    journal = case.journal
    cash = cash_balance(case)
    covenants = assess_covenants(case, loans, cures)
    return Statement(
        labels=tuple(case.timeline.label(t) for t in case.timeline.all),
        money=journal.money(),
        terminal=journal.terminal(),
        npv_usd=journal.present_value(default, hosting),
        cash_usd=cash,
        btc=coins.held if coins else None,
        ebitda_usd=journal.total(EBITDA),
        cfads_usd=journal.total(CFADS),
        debt_service_usd=tuple(-usd for usd in journal.total(DEBT_SERVICE)),
        debts=tuple(loan.account() for loan in loans),
        covenants=covenants,
        sites=sites,
        breaches=case.breaches.found(),
    )
