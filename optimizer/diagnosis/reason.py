"""The reason in a sentence or two."""

from dataclasses import dataclass

from optimizer.diagnosis import keys
from optimizer.diagnosis.findings import Breach, Overspend, Shortfall
from optimizer.diagnosis.repair import Repair, month_money
from optimizer.diagnosis.words import listed, usd
from optimizer.formulation import Formulation
from optimizer.inputs.problem import TermLoan

PHYSICAL = "The megawatts do not fit: no money, waiver or lease left unsigned would help."
UNKNOWN = "What is missing was not found in the time given."
MOST_NAMED = 3
"""So many months are told one by one; the report has them all."""

NOTHING = "Bent by less than a dollar, the fleet has a plan: it is a matter of rounding."


@dataclass(frozen=True)
class Missing:
    """What a repair adds to the fleet, in findings and in words."""

    words: str
    shortfalls: tuple[Shortfall, ...]
    breaches: tuple[Breach, ...]
    overspends: tuple[Overspend, ...]


def what_is_missing(formulation: Formulation, repair: Repair, late: Repair) -> Missing:
    """The findings of a repair, and its reason in a sentence or two.

    Args:
        formulation: of the fleet.
        repair: the cheapest.
        late: one that puts cash in as late as can be, to say when it is missing.
    """
    shortfalls, breaches = _shortfalls(formulation, late), _breaches(formulation, repair)
    overspends = tuple(Overspend(year, over) for year, over in repair.capex)
    parts = []
    if shortfalls:
        parts.append(_cash(formulation, shortfalls))
    for breach in breaches:
        reached = "" if breach.reached is None else f", which reaches {breach.reached:.3f}x,"
        parts.append(
            f"The covenant {breach.covenant}{reached} misses {usd(breach.usd)} of EBITDA in "
            f"{breach.month}."
        )
    for over in overspends:
        parts.append(f"Capex of {over.year} exceeds its cap by {usd(over.usd)} at least.")
    if repair.leases:
        leases = [f"'{formulation.problem.contracts[c].name}'" for c in repair.leases]
        one = len(leases) == 1
        parts.append(
            f"The {'lease' if one else 'leases'} {listed(leases)} cannot be signed as "
            f"{'it' if one else 'they'} must be."
        )
    return Missing(" ".join(parts) or NOTHING, shortfalls, breaches, overspends)


def _shortfalls(formulation: Formulation, found: Repair) -> tuple[Shortfall, ...]:
    money = month_money(formulation, found.x)
    labels = formulation.problem.horizon.labels
    return tuple(
        Shortfall(
            month=labels[t],
            usd=float(usd),
            ebitda_usd=float(money.ebitda[t]),
            debt_service_usd=float(money.debt_service[t]),
            capex_usd=float(money.capex[t]),
        )
        for t, usd in enumerate(found.cash)
        if usd >= 1.0
    )


def _breaches(formulation: Formulation, found: Repair) -> tuple[Breach, ...]:
    labels = formulation.problem.horizon.labels
    out = []
    for waiver in found.waivers:
        covenant = formulation.covenants.tests[waiver.test].covenant
        out.append(
            Breach(
                covenant=covenant.name,
                path=keys.covenant(waiver.test),
                month=labels[waiver.month],
                usd=waiver.usd,
                required=covenant.ratio,
                reached=waiver.reached,
            )
        )
    return tuple(out)


def _cash(formulation: Formulation, shortfalls: tuple[Shortfall, ...]) -> str:
    """How much cash is missing, when, and what is to be paid in the worst month."""
    worst = max(shortfalls, key=lambda one: one.usd)
    total = sum(one.usd for one in shortfalls)
    last = shortfalls[-1].month
    missing = f"Cash falls {usd(total)} short of finance.min_cash_usd "
    if len(shortfalls) == 1:
        missing += f"in {last}"
    elif len(shortfalls) <= MOST_NAMED:
        by_month = [f"{usd(one.usd)} in {one.month}" for one in shortfalls]
        missing += f"by {last}: {listed(by_month)}"
    else:
        missing += f"by {last}, for the first time in {shortfalls[0].month}"
    pays = [
        f"{usd(amount)} of {what}"
        for amount, what in ((worst.debt_service_usd, "debt service"), (worst.capex_usd, "capex"))
        if amount >= 1.0
    ]
    verb = "loses" if worst.ebitda_usd < 0 else "earns"
    earns = (
        f"In the plan that needs the least cash the fleet {verb} {usd(abs(worst.ebitda_usd))} "
        f"(EBITDA) in {worst.month}"
    )
    due = _due(formulation, worst.month)
    if not pays:
        return f"{missing}. {earns}."
    return f"{missing}. {earns} and pays {listed(pays)}{due}."


def _due(formulation: Formulation, month: str) -> str:
    """The loans that fall due in a month."""
    finance, labels = formulation.problem.finance, formulation.problem.horizon.labels
    at = labels.index(month)
    names = [
        f"'{debt.name}'"
        for debt in (finance.debts if finance else ())
        if isinstance(debt, TermLoan) and debt.matures == at and debt.balance > 0
    ]
    if not names:
        return ""
    verb = "falls" if len(names) == 1 else "fall"
    return f": the loan {listed(names)} {verb} due"
