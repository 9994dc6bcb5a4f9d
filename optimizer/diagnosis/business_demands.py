"""Demands on money: floors, debts, covenants, caps, leases and costs that cannot be refused."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from optimizer.diagnosis import keys
from optimizer.diagnosis.demands import (
    Demand,
    hall_loc,
    of_finance,
    of_hall,
    of_site,
)
from optimizer.diagnosis.lease_demands import lease_demands
from optimizer.diagnosis.words import usd
from optimizer.inputs.problem import (
    Construction,
    Covenant,
    Debt,
    Finance,
    FloatArray,
    Hall,
    Problem,
    Repayment,
    Site,
    TermLoan,
)


def business_demands(problem: Problem, plenty: float) -> tuple[Demand, ...]:
    """All of them, those that people ask about first in front.

    Args:
        problem: without a plan.
        plenty: cash that would be more than enough, USD.
    """
    out: list[Demand] = []
    if problem.finance is not None:
        out += _money(problem.finance, plenty)
        out += _debts(problem, problem.finance, plenty)
        out += _covenants(problem.finance)
        out += _capex(problem.finance)
    out += lease_demands(problem)
    out += _sites(problem)
    if problem.finance is not None and (problem.finance.overhead > 0).any():
        out.append(
            Demand(
                "finance.overhead_usd_per_month", ("finance", "overhead_usd_per_month"),
                f"overhead costs {_span(problem.finance.overhead)} a month",
                of_finance(lambda finance: replace(finance, overhead=finance.overhead * 0.0)),
            )
        )  # fmt: skip
    return tuple(out)


def _money(finance: Finance, plenty: float) -> Iterator[Demand]:
    yield Demand(
        "finance.cash_usd", ("finance", "cash_usd"), f"opening cash is {usd(finance.cash)}",
        of_finance(lambda money: replace(money, cash=money.cash + plenty)),
    )  # fmt: skip
    yield Demand(
        "finance.min_cash_usd", ("finance", "min_cash_usd"),
        f"cash may not fall below {_span(finance.min_cash)}",
        of_finance(lambda money: replace(money, min_cash=money.min_cash - plenty)),
    )  # fmt: skip
    if finance.equity is not None:

        def unlimited(money: Finance) -> Finance:
            assert money.equity is not None
            equity = replace(money.equity, limit=money.equity.limit + plenty)
            return replace(money, equity=equity)

        words = f"at most {usd(finance.equity.limit)} of equity can be raised"
        yield Demand(
            "finance.equity.limit_usd", ("finance", "equity", "limit_usd"), words,
            of_finance(unlimited),
        )  # fmt: skip


def _debts(problem: Problem, finance: Finance, plenty: float) -> Iterator[Demand]:
    for d, debt in enumerate(finance.debts):
        path, loc = keys.debt(problem, d), ("finance", "debts", d)
        yield Demand(path, loc, _debt_words(problem, debt), _lifted(d, plenty))


def _lifted(index: int, plenty: float) -> Callable[[Problem], Problem]:
    def change(finance: Finance) -> Finance:
        debts = list(finance.debts)
        debts[index] = _harmless(debts[index], plenty)
        return replace(finance, debts=tuple(debts))

    return of_finance(change)


def _harmless(debt: Debt, plenty: float) -> Debt:
    """A debt that asks for nothing and lends what is wanted."""
    if isinstance(debt, TermLoan):
        return replace(debt, balance=0.0)
    if isinstance(debt, Construction):
        return replace(debt, drawn=0.0, commitment_fee=0.0)
    return replace(debt, limit=debt.limit + plenty, commitment_fee=0.0, matures=None)


def _debt_words(problem: Problem, debt: Debt) -> str:
    start = problem.horizon.start
    if isinstance(debt, TermLoan):
        how = {
            Repayment.BULLET: f"in one piece in {start + debt.matures}",
            Repayment.LEVEL: f"in level instalments to {start + debt.matures}",
            Repayment.LINEAR: f"in equal parts to {start + debt.matures}",
        }[debt.repayment]
        return f"the loan '{debt.name}' of {usd(debt.balance)} is to be repaid {how}"
    if isinstance(debt, Construction):
        return (
            f"the facility '{debt.name}', {usd(debt.drawn)} drawn, is to be repaid in "
            f"{debt.repay_months} parts from {start + debt.repay_from}"
        )
    until = "" if debt.matures is None else f" and is to be repaid by {start + debt.matures}"
    kind = "loan against bitcoin" if debt.max_ltv else "line"
    return f"the {kind} '{debt.name}' lends at most {usd(debt.limit)}{until}"


def _covenants(finance: Finance) -> Iterator[Demand]:
    for k, covenant in enumerate(finance.covenants):
        words = f"the covenant {covenant.name} is tested over {covenant.window_months} months"
        yield Demand(
            keys.covenant(k), ("finance", "covenants", k), words, of_finance(_waived(covenant))
        )


def _waived(covenant: Covenant) -> Callable[[Finance], Finance]:
    def change(finance: Finance) -> Finance:
        left = tuple(one for one in finance.covenants if one.name != covenant.name)
        return replace(finance, covenants=left)

    return change


def _capex(finance: Finance) -> Iterator[Demand]:
    for year, limit in finance.capex_limit:

        def uncapped(money: Finance, year: int = year) -> Finance:
            left = tuple(pair for pair in money.capex_limit if pair[0] != year)
            return replace(money, capex_limit=left)

        yield Demand(
            f"finance.capex_limit_usd.{year}", ("finance", "capex_limit_usd", str(year)),
            f"capex of {year} may not exceed {usd(limit)}", of_finance(uncapped),
        )  # fmt: skip


def _sites(problem: Problem) -> Iterator[Demand]:
    for h, hall in enumerate(problem.halls):
        if hall.building is not None and (hall.building.spend > 0).any():
            left = usd(float(hall.building.spend.sum()))
            yield Demand(
                f"{keys.hall(problem, h)}.building", (*hall_loc(problem, h), "building"),
                f"the build in {hall.name} still costs {left}", of_hall(h, _paid),
            )  # fmt: skip
    for s, site in enumerate(problem.sites):
        path, loc = keys.site(problem, s), ("sites", s)
        if any(block.take_or_pay for block in site.power.blocks):
            yield Demand(
                f"{path}.power.supply", (*loc, "power", "supply"),
                f"{site.name} pays for its blocks of power whether it uses them or not",
                of_site(s, _freely_supplied),
            )  # fmt: skip
        if (site.fixed_cost > 0).any():
            yield Demand(
                f"{path}.fixed_cost_usd_per_month", (*loc, "fixed_cost_usd_per_month"),
                f"{site.name} costs {_span(site.fixed_cost)} a month",
                of_site(s, lambda one: replace(one, fixed_cost=one.fixed_cost * 0.0)),
            )  # fmt: skip


def _paid(hall: Hall) -> Hall:
    assert hall.building is not None
    return replace(hall, building=replace(hall.building, spend=hall.building.spend * 0.0))


def _freely_supplied(site: Site) -> Site:
    """What is bought ahead costs nothing; it stays there to be used or resold."""
    blocks = tuple(
        replace(block, price=np.minimum(block.price, 0.0)) if block.take_or_pay else block
        for block in site.power.blocks
    )
    return replace(site, power=replace(site.power, blocks=blocks))


def _span(values: FloatArray) -> str:
    """The range of a curve."""
    low, high = usd(float(values.min())), usd(float(values.max()))
    return low if low == high else f"{low} to {high}"
