"""Facts held against an expectation: what drifted, as lines of a diff."""

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.studies.check.expected import Expected, Tolerances
from optimizer.studies.check.facts import Facts

_USD = 1.0
_MW = ("mw", "hpc_mw")


@dataclass(frozen=True)
class Drift:
    """Something that is not as expected.

    Attributes:
        what: it is.
        expected, got: in words; "" for nothing.
        note: the tolerance, "" where there is none.
    """

    what: str
    expected: str
    got: str
    note: str = ""


def drifts(expected: Expected, facts: Facts) -> tuple[Drift, ...]:
    """All that is not as expected."""
    return tuple(_drifts(expected, facts))


def _drifts(expected: Expected, facts: Facts) -> Iterator[Drift]:
    if expected.reason != facts.reason:
        yield Drift("end of the solve", expected.reason, facts.reason)
    yield from _worth(expected, facts)
    tolerances = expected.tolerances
    for thing in dict.fromkeys((*expected.decisions, *facts.decisions)):
        wanted, found = expected.decisions.get(thing), facts.decisions.get(thing)
        if wanted is None or found is None or _differ(wanted, found, tolerances):
            yield Drift(thing, _words(wanted), _words(found))
    for name, value in expected.figures.items():
        got = facts.figures.get(name)
        room = tolerances.relative * max(abs(value), 1.0)
        if got is None or abs(got - value) > room:
            shown = "" if got is None else f"{got:,.6g}"
            yield Drift(f"figure {name}", f"{value:,.6g}", shown, f"within {room:,.3g}")


def _worth(expected: Expected, facts: Facts) -> Iterator[Drift]:
    """The intervals have to meet, each as wide as the tolerance makes it."""
    wanted = expected.npv_usd
    if wanted is None or facts.low is None or facts.high is None:
        if (wanted is None) != (facts.low is None):
            got = "" if facts.low is None else f"${facts.low:,.2f}"
            yield Drift("NPV", "" if wanted is None else f"${wanted.low:,.2f}", got)
        return
    room = _USD + expected.tolerances.relative * max(abs(wanted.low), abs(wanted.high))
    if facts.low > wanted.high + room or facts.high < wanted.low - room:
        yield Drift(
            "NPV",
            _interval(wanted.low, wanted.high),
            _interval(facts.low, facts.high),
            f"within ${room:,.0f}",
        )


def _interval(low: float, high: float) -> str:
    return f"${low:,.2f}" if high - low < _USD else f"${low:,.2f} to ${high:,.2f}"


def _differ(
    wanted: dict[str, float | str], found: dict[str, float | str], tolerances: Tolerances
) -> bool:
    if wanted.keys() != found.keys():
        return True
    for name, value in wanted.items():
        got = found[name]
        if isinstance(value, str) or isinstance(got, str):
            if value != got:
                return True
            continue
        room = tolerances.mw if name in _MW else tolerances.units
        if abs(value - got) > room:
            return True
    return False


def _words(attributes: dict[str, float | str] | None) -> str:
    if attributes is None:
        return ""
    return ", ".join(
        f"{name} {value}" if isinstance(value, str) else f"{name} {value:,.6g}"
        for name, value in attributes.items()
    )
