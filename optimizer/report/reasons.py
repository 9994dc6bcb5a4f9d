"""Why the plan is what it is, in words: a sentence for each decision, and what is scarce."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from optimizer.report.cells import by_name, number
from optimizer.report.decisions import stopped
from optimizer.report.words import month_ranges, plain, usd
from optimizer.results.reasoning import (
    Alternative,
    Explain,
    Kind,
    LeaseReason,
    Obstacle,
    Reasons,
    Standing,
)
from optimizer.results.result import Result

_ROUNDING_USD = 0.5


@dataclass(frozen=True)
class Why:
    """Why something is decided as it is.

    Attributes:
        kind: ``lease``, ``build``, ``asic_order``, ``gpu_order``, ``machines``,
            ``finance`` or ``baseline``.
        name: what it is about.
        sentence: the reason.
    """

    kind: str
    name: str
    sentence: str


def reasons(result: Result) -> list[Why]:
    """A sentence for each decision of a plan; empty where it was not explained."""
    told = result.reasons
    if told is None or not result.has_plan:
        return []
    npv = result.plan.npv.npv_usd
    return [
        Why("baseline", "business as usual", against_baseline(told, npv)),
        *(Why("lease", lease.name, lease_sentence(lease)) for lease in told.leases),
        *(
            Why(one.kind.value, one.name, alternative_sentence(one, npv))
            for one in told.alternatives
            if one.kind is not Kind.LEASE
        ),
        *_machines(result, told),
        *_financed(result, told),
    ]


def against_baseline(told: Reasons, npv_usd: float) -> str:
    """The plan beside business as usual."""
    if told.baseline is not None:
        base = told.baseline.npv.npv_usd
        if abs(npv_usd - base) <= max(_ROUNDING_USD, 1e-9 * abs(base)):
            return f"The plan is worth as much as business as usual ({usd(base)})."
        more = "more" if npv_usd >= base else "less"
        return (
            f"The plan is worth {usd(abs(npv_usd - base))} {more} than business as usual "
            f"({usd(base)}): sign, build, buy and sell nothing that is not forced."
        )
    short = "" if told.short_usd is None else f"cash falls {usd(told.short_usd)} short"
    what = {
        Obstacle.CASH: short,
        Obstacle.COVENANTS: "a covenant is broken",
        Obstacle.CASH_AND_COVENANTS: f"a covenant is broken and {short}",
        Obstacle.OTHER: "there is no plan",
        None: "it is not known whether there is a plan",
    }[told.obstacle]
    return (
        "Business as usual cannot be: with nothing signed, built, bought or sold that is not "
        f"forced, {what}."
    )


def lease_sentence(lease: LeaseReason) -> str:
    """Why a lease is signed or left."""
    rent, edge = lease.rent_usd_per_kw_month, lease.break_even_usd_per_kw_month
    match lease.standing:
        case Standing.SIGNED:
            words = f"Signing it is worth {usd(lease.npv_usd)}, all that changes with it counted."
            if edge is None:
                return words
            return (
                f"{words} Its rent could fall from {per_kw(rent)} to {per_kw(edge)} before it were "
                "better left."
            )
        case Standing.NEEDED:
            words = "Without it there is no plan at all."
            return words if edge is None else f"{words} Below {per_kw(edge)} there is none either."
        case Standing.LEFT:
            cost = usd(None if lease.npv_usd is None else -lease.npv_usd)
            words = f"Signing it would cost {cost}, all that changes with it counted."
            if edge is None:
                return f"{words} At twice the rent it would still not pay."
            return f"{words} It would take {per_kw(edge)} instead of {per_kw(rent)}."
        case Standing.IMPOSSIBLE:
            words = "No plan can hold it: space, power, cash or a covenant is in the way."
            if edge is None:
                return f"{words} At twice the rent none could either."
            return f"{words} It would take {per_kw(edge)} instead of {per_kw(rent)}."
        case Standing.FORCED:
            return "No choice: it runs already or must be signed."
        case Standing.UNKNOWN:
            return "What it is worth was not worked out."


def per_kw(rent: float) -> str:
    """A rent."""
    return f"${rent:,.2f}/kW-month"


_WITHOUT = {
    Kind.LEASE: "Without it",
    Kind.BUILD: "Without this rebuild",
    Kind.ASIC_ORDER: "Without this order",
    Kind.GPU_ORDER: "Without this order",
}
_WITH = {
    Kind.LEASE: "With it signed",
    Kind.BUILD: "With at least one phase rebuilt",
    Kind.ASIC_ORDER: "With some ordered",
    Kind.GPU_ORDER: "With at least one server ordered",
}


def alternative_sentence(one: Alternative, npv_usd: float) -> str:
    """What it costs to decide one thing the other way."""
    beginning = (_WITHOUT if one.taken else _WITH)[one.kind]
    if one.impossible:
        return f"{beginning} there is no plan at all."
    cost = one.cost(npv_usd)
    if cost is None:
        return f"{beginning}: not worked out."
    if abs(cost) <= max(_ROUNDING_USD, 1e-9 * abs(npv_usd)):
        return f"{beginning} the best plan is worth as much."
    if cost < 0:
        return f"{beginning} a plan was found that is worth {usd(-cost)} more, within the gap."
    return f"{beginning} the best plan is worth {usd(cost)} less."


_TAKEN = {
    Kind.LEASE: "Leave {name}",
    Kind.BUILD: "Build nothing at {name}",
    Kind.ASIC_ORDER: "Order no {name}",
    Kind.GPU_ORDER: "Order no {name}",
}
_LEFT = {
    Kind.LEASE: "Sign {name}",
    Kind.BUILD: "Build at {name}",
    Kind.ASIC_ORDER: "Order {name}",
    Kind.GPU_ORDER: "Order {name}",
}


def instead(one: Alternative) -> str:
    """What an alternative does, as an instruction."""
    return (_TAKEN if one.taken else _LEFT)[one.kind].format(name=one.name)


def _machines(result: Result, told: Reasons) -> Iterator[Why]:
    """Why machines are sold, or stand still at the end: what they would earn."""
    sales = result.plan.decisions.asic_sales
    names = dict.fromkeys(f"{row.site}/{row.group}" for row in sales.itertuples(index=False))
    names |= dict.fromkeys(stopped(result.plan.asics))
    for name in names:
        if name in told.machines.index:
            row = told.machines.loc[name]
            yield Why(
                "machines",
                name,
                f"They pay for power up to ${row['strike_usd_per_mwh']:,.2f}/MWh, which is "
                f"{_pct(number(row['in_the_money_pct']))} of the hours.",
            )


def _financed(result: Result, told: Reasons) -> Iterator[Why]:
    """Why debt is drawn and equity raised: liquidity, never worth."""
    plan, marginal = result.plan, told.marginal
    cash = marginal[(marginal["kind"] == "cash") & marginal["month"].isna()]
    worth = float(cash["usd_per_unit"].iloc[0]) if len(cash) else 0.0
    words = "Cash needs it: it moves cash and adds nothing to the NPV but its cost."
    if worth > 0:
        words += f" One more dollar of own cash at the start would be worth {_money(worth)}."
    if "equity_raised" in plan.money and float(plan.money["equity_raised"].sum()) > _ROUNDING_USD:
        yield Why("finance", "equity", words)
    for name, debt in by_name(plan.debts).items():
        if float(debt["drawn_usd"].sum()) > _ROUNDING_USD:
            yield Why("finance", name, words)


def _pct(value: float | None) -> str:
    return "an unknown share" if value is None else f"{value:,.0f} %"


_KINDS = {
    "grid": "One more MW of grid at {name}",
    "hall_asic": "One more MW for miners in {name}",
    "hall_hpc": "One more MW of HPC space in {name}",
    "cash": "One more dollar of cash at the start",
    "min_cash": "A cash floor one dollar lower",
    "covenant": "The covenant {name} looser by 0.01x",
    "capex": "One more dollar of capex allowed in {name}",
    "debt": "One more dollar of the limit of {name}",
    "equity": "One more dollar of the limit of equity",
    "coins": "One more coin that may be sold in a month",
    "asic_order": "One more machine of the order {name}",
    "lease": "One more MW of the lease {name}",
}


def scarce_sentences(marginal: pd.DataFrame) -> list[str]:
    """What one more unit of each scarce thing is worth, the dearest first.

    Args:
        marginal: see ``Reasons.marginal``.
    """
    totals = marginal[marginal["month"].isna()]
    order = totals["usd_per_unit"].abs().sort_values(ascending=False, kind="stable").index
    columns = ["kind", "name", "usd_per_unit"]
    return [
        _scarce_sentence(kind, name, worth, _by_month(marginal, kind, name))
        for kind, name, worth in totals.loc[order, columns].itertuples(index=False, name=None)
    ]


def _by_month(marginal: pd.DataFrame, kind: str, name: str) -> "pd.Series[float]":
    """USD per unit by month, those in which it is worth something."""
    own = marginal[
        (marginal["kind"] == kind) & (marginal["name"] == name) & marginal["month"].notna()
    ]
    return pd.Series(own["usd_per_unit"].to_numpy(), index=own["month"].to_numpy(), dtype=float)


def _scarce_sentence(kind: str, name: str, worth: float, months: "pd.Series[float]") -> str:
    what = _KINDS.get(kind, kind).format(name=name)
    verb = "is worth" if worth >= 0 else "costs"
    sentence = f"{what} {verb} {_money(abs(worth))}"
    if len(months) == 0:
        return f"{sentence}."
    when = month_ranges(months.index)
    if len(months) == 1:
        return f"{sentence}, for {when}; in other months nothing."
    most = str(months.abs().idxmax())
    return (
        f"{sentence}: something in {when}, most in {most} ({_money(abs(float(months[most])))}); "
        "in other months nothing."
    )


def _money(amount: float) -> str:
    """An amount, cents where it is small."""
    return f"${plain(amount)}" if amount < 10 else usd(amount)


def not_in_full(told: Reasons) -> str:
    """What was left out of the reasons, and how to get it; "" for nothing."""
    if told.level is Explain.FULL:
        return ""
    if told.alternatives:
        return "Not every lease, build and order was tried the other way: --explain full does."
    return "What each lease, build and order is worth was not worked out: --explain full does."
