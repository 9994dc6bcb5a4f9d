"""A frontier as a page: what each weight costs and saves, and which plan it asks for."""

from collections.abc import Iterator

from optimizer.report.grid import Grid
from optimizer.report.html.charts import Chart
from optimizer.report.json_text import Json
from optimizer.report.words import percent, plural, usd
from optimizer.studies.frontier.run import Frontier, Point
from optimizer.studies.page import Page


def page_of(found: Frontier) -> Page:
    """The frontier as a page."""
    grids = [_points(found), _plans(found)]
    if found.worths is not None:
        grids.append(_worths(found))
    return Page(
        f"{found.fleet}: expected NPV against the worst {percent(1 - found.level)} of "
        f"{plural(found.scenarios, 'scenario')}",
        tuple(_lead(found)),
        tuple(grids),
        tuple(_charts(found)),
    )


def _known(found: Frontier) -> list[Point]:
    return [one for one in found.points if one.tail is not None]


def _lead(found: Frontier) -> Iterator[str]:
    known = _known(found)
    if not known:
        yield "No weight has a plan."
        return
    first, last = known[0].tail, known[-1].tail
    assert first is not None
    assert last is not None
    plans = len(set(found.letters) - {"-"})
    yield (
        f"From weight {known[0].weight:g} to {known[-1].weight:g} the bad end improves by "
        f"{usd(last.cvar - first.cvar)} and the mean gives up {usd(first.mean - last.mean)}; "
        f"{plural(plans, 'plan')}."
    )
    worths = found.worths
    if worths is None:
        return
    if worths.of_stochastic_solution is not None:
        yield (
            f"Planning for all scenarios is worth {usd(worths.of_stochastic_solution)} more than "
            "planning for the file's own curves."
        )
    elif worths.killed:
        yield (
            f"The plan for the file's own curves does not survive "
            f"{plural(worths.killed, 'scenario')}."
        )
    if worths.of_perfect_information is not None:
        value = usd(worths.of_perfect_information)
        yield f"Knowing the scenario beforehand would be worth {value}."
    if not worths.proved:
        yield "Some search was stopped before its plan was proved: these worths are rough."


def _points(found: Frontier) -> Grid:
    known = _known(found)
    first = known[0].tail if known else None
    rows = []
    for one, letter in zip(found.points, found.letters, strict=True):
        if one.tail is None or first is None:
            rows.append((f"{one.weight:g}", "-", one.reason, "", "", "", ""))
            continue
        rows.append(
            (
                f"{one.weight:g}",
                letter,
                usd(one.tail.mean),
                usd(one.tail.cvar),
                usd(one.worst),
                usd(first.mean - one.tail.mean),
                usd(one.tail.cvar - first.cvar),
            )
        )
    headings = ("Weight", "Plan", "Expected NPV", "CVaR", "Worst", "Mean given up", "CVaR gained")
    return Grid("Over the weight of the bad end", headings, tuple(rows), left=2)


def _plans(found: Frontier) -> Grid:
    """What each plan decides, and what changes from the one before."""
    rows: list[tuple[str, ...]] = []
    before: tuple[str, ...] = ()
    for letter, one in dict(zip(found.letters, found.points, strict=True)).items():
        if one.tail is None:
            continue
        words = one.words or ("nothing is signed, built or bought",)
        if not rows:
            rows.append((letter, "; ".join(words)))
        else:
            new = [word for word in words if word not in before]
            named = {word.partition(":")[0] for word in words}
            left = [word.partition(":")[0] for word in before]
            gone = [f"no {name}" for name in left if name not in named]
            rows.append((letter, "; ".join([*new, *gone])))
        before = words
    return Grid(
        "Plans, and what changes from one to the next", ("", "Decisions"), tuple(rows), left=2
    )


def _worths(found: Frontier) -> Grid:
    worths = found.worths
    assert worths is not None
    killed = f"none: {plural(worths.killed, 'scenario')} without an answer"
    none = killed if worths.killed else "-"
    planned = none if worths.planned is None else usd(worths.planned)
    stochastic = worths.of_stochastic_solution
    rows = (
        ("Plan for the file's own curves, in all scenarios", planned),
        ("Plan for all scenarios", usd(worths.stochastic)),
        ("Plans that know their scenario", usd(worths.informed)),
        ("Value of the stochastic solution", "-" if stochastic is None else usd(stochastic)),
        ("Value of perfect information", usd(worths.of_perfect_information)),
    )
    return Grid("What knowing is worth, weight 0", ("", "Expected NPV"), rows)


def _charts(found: Frontier) -> Iterator[Chart]:
    points: list[Json] = [
        {
            "x": one.tail.cvar,
            "y": one.tail.mean,
            "weight": one.weight,
            "letter": letter,
            "words": "; ".join(one.words),
        }
        for one, letter in zip(found.points, found.letters, strict=True)
        if one.tail is not None
    ]
    if len(points) > 1:
        letters = list[Json](dict.fromkeys(one for one in found.letters if one != "-"))
        yield Chart(
            "frontier",
            "frontier",
            "What safety costs",
            next(_lead(found)),
            {"points": points, "letters": letters, "level": percent(1 - found.level)},
            None,
        )
