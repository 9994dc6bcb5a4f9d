"""Leases on the calendar: rent, reimbursements, and what follows after the horizon."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import (
    MONTHS_A_YEAR,
    ONE,
    THOUSAND,
    ZERO,
    Monthly,
    add_up,
    compounded,
    exact,
    share,
)
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import Case
from optimizer.ledger.leases import LeaseMonth, lease_months
from optimizer.ledger.lines import Line, TerminalLine
from optimizer.ledger.signing import Signed
from optimizer.ledger.space import Space
from optimizer.ledger.tariff import Tariff
from optimizer.ledger.tenancy import Tenancies
from optimizer.schema import Contract


@dataclass(frozen=True)
class _Month:
    """A month of a lease: offset, terms, chance that the tenant stays, and whether it is lost."""

    t: int
    terms: LeaseMonth
    survival: Decimal
    there: bool


def _calendar(case: Case, lease: Signed) -> Iterator[_Month]:
    """Months of a lease from its start or the horizon's, whichever is later, to its end."""
    terms = lease_months(lease.contract)
    first = max(lease.start, 0)
    remaining = len(terms) - (first - lease.start)
    stays = compounded(ONE - share(lease.contract.default_pct_per_year), remaining)
    lost, expected_from = _lost_from(case, lease.contract), _expected_from(case)
    for n in range(remaining):
        t = first + n
        survival = stays[max(t - max(first, expected_from), 0)]
        yield _Month(t, terms[first - lease.start + n], survival, lost is None or t < lost)


def _expected_from(case: Case) -> int:
    """First month in which defaults are an expectation: until then a future may say who is lost."""
    drawn = case.scenario is not None and case.scenario.defaults_drawn
    return case.timeline.months if drawn else 0


def _lost_from(case: Case, contract: Contract) -> int | None:
    """First month without the tenant."""
    return None if case.scenario is None else case.scenario.lost_from(contract.name)


def book_hosting(
    case: Case, leases: tuple[Signed, ...], tariffs: dict[str, Tariff], tenancies: Tenancies
) -> None:
    """Book every lease inside the horizon."""
    for lease in leases:
        price = _pass_through(case, lease.contract, tariffs)
        lost = _lost_from(case, lease.contract)
        if lease.start in case.timeline.all and (lost is None or lease.start < lost):
            fit_out = exact(lease.contract.fit_out_usd_per_mw) * lease.mw
            case.journal.post(Line.FIT_OUT, lease.start, -fit_out)
            funding = exact(lease.contract.tenant_funding_usd_per_mw) * lease.mw
            case.journal.post(Line.TENANT_FUNDING, lease.start, funding)
        for month in _calendar(case, lease):
            if month.t in case.timeline.all and not month.there:
                for space, mw in lease.halls:
                    tenancies[space.name].let(month.t, mw, ZERO, ZERO)
                    tenancies[space.name].wait(month.t, mw)
            elif month.t in case.timeline.all:
                _book_rent(case, lease, month)
                _book_power(case, lease, month, price, tariffs, tenancies)


def _undelivered(case: Case, lease: Signed, space: Space, t: int) -> Decimal:
    """MW of a lease in a hall that wait for a late build."""
    return add_up(
        exact(one.mw)
        for one in case.schedule.undelivered
        if (one.contract, one.hall, one.month) == (lease.contract.name, space.name, t)
    )


def _book_rent(case: Case, lease: Signed, month: _Month) -> None:
    missed = add_up(_undelivered(case, lease, space, month.t) for space, _ in lease.halls)
    weight = (lease.mw - missed) * month.survival
    case.journal.post(Line.RENT, month.t, weight * month.terms.rent)
    case.journal.post(Line.RENT_CREDITS, month.t, -weight * month.terms.credit)
    case.journal.post(Line.HOSTING_OPEX, month.t, -weight * month.terms.opex)


def _book_power(
    case: Case,
    lease: Signed,
    month: _Month,
    price: dict[str, Monthly],
    tariffs: dict[str, Tariff],
    tenancies: Tenancies,
) -> None:
    """Load in the halls, reimbursements, and energy at the site's reference price."""
    contract, t = lease.contract, month.t
    for space, mw in lease.halls:
        tariff = tariffs[space.site]
        missed = _undelivered(case, lease, space, t)
        what = f"MW of {contract.name} that wait in {space.name}"
        case.breaches.at_least("late", t, what, missed, ZERO, Unit.MW)
        case.breaches.at_most("late", t, what, missed, mw, Unit.MW)
        delivered = (mw - missed) * month.terms.delivered
        tenancies[space.name].wait(t, missed)
        average = delivered * share(contract.load_factor_pct)
        tenancies[space.name].let(t, mw, delivered, average)
        full, drawn = delivered * space.pue_hpc, average * space.pue_hpc
        mwh = drawn * case.timeline.hours(t)
        back = ZERO
        if "energy" in contract.passes:
            back += mwh * price[space.site][t]
        if "demand" in contract.passes:
            back += full * THOUSAND * tariff.demand_usd_per_kw[t]
        if "coincident_peak" in contract.passes:
            back += drawn * THOUSAND * tariff.peak_usd_per_kw[t]
        energy = mwh * tariff.reference_price[t]
        case.journal.post(Line.REIMBURSEMENTS, t, back)
        case.journal.post(Line.HOSTING_ENERGY, t, -energy)
        case.journal.post(Line.ENERGY, t, energy)


def _pass_through(case: Case, contract: Contract, tariffs: dict[str, Tariff]) -> dict[str, Monthly]:
    """USD/MWh that the tenant reimburses, by site."""
    price = contract.pass_through_price
    if price == "reference":
        return {site: tariff.reference_price for site, tariff in tariffs.items()}
    if price == "market":
        return {site: tariff.market_price for site, tariff in tariffs.items()}
    curve = case.curve(price)
    return dict.fromkeys(tariffs, curve)


def book_runoff(
    case: Case, leases: tuple[Signed, ...], tariffs: dict[str, Tariff], rate: Decimal
) -> None:
    """What leases bring after the horizon, or what is owed to tenants then.

    Args:
        case, leases, tariffs: as before.
        rate: discount rate of the hosting stream.
    """
    last = case.timeline.last
    longest = max((lease.start + lease.contract.term_months for lease in leases), default=0)
    monthly = compounded(ONE + rate, max(longest, case.timeline.months) + 1)
    factors = [ONE / growth for growth in monthly[1:]]
    runs_off = case.fleet.objective.terminal.contract_runoff
    for lease in leases:
        for month in _calendar(case, lease):
            if not month.there:
                continue
            if runs_off and month.t > last:
                _book_later(case, lease, month, tariffs, factors[month.t])
            elif not runs_off and month.t == last:
                owed = lease.mw * month.terms.owed * factors[last]
                case.journal.post_terminal(TerminalLine.TENANT_FUNDING_OWED, -owed)


def _book_later(
    case: Case, lease: Signed, month: _Month, tariffs: dict[str, Tariff], factor: Decimal
) -> None:
    """A month after the horizon."""
    contract, terms = lease.contract, month.terms
    weight = factor * month.survival * lease.mw
    case.journal.post_terminal(TerminalLine.RUNOFF_RENT, weight * (terms.rent - terms.credit))
    case.journal.post_terminal(TerminalLine.RUNOFF_OPEX, -weight * terms.opex)
    hours, load_factor = case.timeline.hours(month.t), share(contract.load_factor_pct)
    for space, mw in lease.halls:
        tariff = tariffs[space.site]
        cost = ZERO  # USD per delivered gross MW
        if "energy" not in contract.passes:
            cost += load_factor * hours * mean_of_last_year(tariff.reference_price)
        if "demand" not in contract.passes:
            cost += THOUSAND * mean_of_last_year(tariff.demand_usd_per_kw)
        if "coincident_peak" not in contract.passes:
            cost += load_factor * THOUSAND * mean_of_last_year(tariff.peak_usd_per_kw)
        gross = mw * terms.delivered * space.pue_hpc
        case.journal.post_terminal(TerminalLine.RUNOFF_POWER, -factor * gross * cost)


def mean_of_last_year(values: Monthly) -> Decimal:
    """The plain mean over the last twelve months, or all where there are fewer."""
    last = values[-MONTHS_A_YEAR:]
    return add_up(last) / len(last)
