"""A backtest as a page: what each rule was worth, what it did, what was believed and what came."""

from collections.abc import Iterator

from optimizer.report.grid import Grid
from optimizer.report.html.charts import Chart
from optimizer.report.json_text import Json
from optimizer.report.words import percent, plural, usd
from optimizer.studies.backtest.belief import Belief
from optimizer.studies.backtest.run import Backtest, worth_to_date
from optimizer.studies.backtest.walk import Walked
from optimizer.studies.page import Page

_MOST_BELIEFS = 4
_LEAST_USD = 1.0


def page_of(found: Backtest) -> Page:
    """The backtest as a page."""
    return Page(
        f"{found.fleet}: {found.months[0]} to {found.months[-1]}, not knowing what comes",
        tuple(_lead(found)),
        (_worth(found), _did(found), _plans(found)),
        tuple(_charts(found)),
    )


def plans_of(found: Backtest) -> list[Walked]:
    """The rules that plan, and do not know what comes."""
    return [one for one in found.walked[:-1] if one.rule.plans]


def simple(found: Backtest) -> list[Walked]:
    """The rules of thumb."""
    return [one for one in found.walked[:-1] if not one.rule.plans]


def _lead(found: Backtest) -> Iterator[str]:
    for stuck in found.stuck:
        yield f"{stuck.rule.title} came to no end: {stuck.words}."
    best = max(plans_of(found) or found.walked, key=lambda one: one.npv_usd)
    regret = found.regret_usd(best)
    yield (
        f"{best.rule.title} was worth {usd(best.npv_usd)}: {_against(found, best)}; who had known "
        f"what came would have had {usd(regret) if regret >= _LEAST_USD else 'no'} more."
    )
    for one in plans_of(found):
        if one is not best:
            yield f"{one.rule.title} was worth {usd(one.npv_usd)}: {_against(found, one)}."
    cured = [one for one in found.walked[:-1] if one.cured_usd > 0]
    for one in cured:
        first = "" if one.first_cure is None else f", first in {found.months[one.first_cure]}"
        yield f"{one.rule.title} lived on {usd(one.cured_usd)} from owners{first}."
    if found.foresight.cured_usd > 0:
        yield f"Perfect foresight counts on {usd(found.foresight.cured_usd)} from owners."
    plans = [step for one in found.walked for step in one.steps]
    unproved = sum(not step.proved for step in plans)
    if unproved:
        yield f"{unproved} of {plural(len(plans), 'plan')} were stopped before they were proved."
    if not found.foresight.proved:
        yield "Perfect foresight was stopped before it was proved: regret may be more."
    yield (
        f"Plans are made again every {plural(found.settings.every, 'month')} from what had "
        f"happened until then; leases are heard of {plural(found.notice.leases, 'month')} ahead, "
        f"machines {plural(found.notice.orders, 'month')}. All is marked at the prices that came."
    )
    if any(one.rule.futures for one in found.walked):
        yield (
            f"Where random futures are planned for, the mean of the worst "
            f"{percent(1 - found.risk.level)} of them has a weight of {found.risk.weight:g}."
        )


def _against(found: Backtest, one: Walked) -> str:
    """How a rule did against the rules of thumb, also where it lost."""
    others = simple(found)
    better = [o for o in others if o.npv_usd > one.npv_usd + _LEAST_USD]
    beaten = len(others) - len(better)
    if not better:
        return f"more than each of {plural(len(others), 'rule')} of thumb"
    losses = [f"{o.rule.title.lower()} by {usd(o.npv_usd - one.npv_usd)}" for o in better]
    return f"it beat {beaten} of {len(others)} rules of thumb and lost to {', '.join(losses)}"


def _worth(found: Backtest) -> Grid:
    top = found.foresight.npv_usd
    rows = []
    for one in found.walked:
        cash = one.lowest_cash
        rows.append(
            (
                one.rule.title,
                usd(one.npv_usd),
                usd(found.regret_usd(one)) if one is not found.foresight else "-",
                percent(one.npv_usd / top) if top > 0 else "-",
                usd(one.cured_usd) if one.cured_usd else "-",
                "-" if cash is None else usd(cash[1]),
                "" if cash is None else found.months[cash[0]],
            )
        )
    headings = ("Rule", "NPV", "Regret", "Of the best", "Cures", "Lowest cash", "in")
    return Grid(
        "What each was worth",
        headings,
        tuple(rows),
        strong=(len(rows) - 1,),
        note="Regret: what perfect foresight is worth more. Cures: what owners had to put in.",
    )


def _did(found: Backtest) -> Grid:
    rows = [
        (one.rule.title, f"{one.rule.words}: {'; '.join(one.words) or 'nothing'}")
        for one in found.walked
    ]
    return Grid("What each did", ("Rule", "What it does, and what it did"), tuple(rows), left=2)


def _plans(found: Backtest) -> Grid:
    rows = []
    for one in found.walked[:-1]:
        for step in one.steps:
            if step.decided or step.distress:
                words = "; ".join(step.decided) or "nothing"
                if step.distress:
                    words += " (counts on cures)"
                rows.append((found.months[step.month], one.rule.title, words))
    rows.sort(key=lambda row: row[0])
    return Grid("When it was decided", ("Plan of", "Rule", "Decided"), tuple(rows), left=3)


def _charts(found: Backtest) -> Iterator[Chart]:
    best = max(plans_of(found) or found.walked, key=lambda one: one.npv_usd)
    months = list[Json](found.months)
    series: list[Json] = [
        {"name": one.rule.title, "values": list[Json](worth_to_date(one.result).tolist())}
        for one in dict.fromkeys((best, *simple(found), found.foresight))
    ]
    yield Chart(
        "backtest_worth",
        "lines",
        "Worth to date",
        "Discounted money up to each month, without what comes after the horizon.",
        {"months": months, "series": series, "unit": "USD", "log": False, "money": True},
        None,
    )
    believing = [one for one in plans_of(found) if one.rule.belief is Belief.TREND]
    if not plans_of(found):
        return
    chosen = (believing or plans_of(found))[0]
    pick = max(len(chosen.steps) // _MOST_BELIEFS, 1)
    beliefs: list[Json] = [{"name": "What came", "values": list[Json](found.hashprice)}]
    for step in chosen.steps[::pick][:_MOST_BELIEFS]:
        values: list[Json] = [None] * step.month
        values += list[Json](step.hashprice)
        beliefs.append({"name": f"Believed in {found.months[step.month]}", "values": values})
    yield Chart(
        "backtest_beliefs",
        "lines",
        f"Hashprice: what was believed, and what came ({chosen.rule.title})",
        "Every line starts where the plan was made.",
        {"months": months, "series": beliefs, "unit": "USD/PH/day", "log": True, "money": False},
        None,
    )
