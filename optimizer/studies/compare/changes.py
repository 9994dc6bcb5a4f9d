"""What differs between two or more reports: input, decisions, money, risk; plain values.

The first side is the reference. What a side does not have is None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from optimizer.report.money_rows import terminal_title
from optimizer.studies.compare.decided import decided
from optimizer.studies.compare.side import Side


class Sign(StrEnum):
    """How a side differs from the reference."""

    ADDED = "+"
    DROPPED = "-"
    CHANGED = "~"


@dataclass(frozen=True)
class KeyChange:
    """A key of the fleet files that is not the same on all sides.

    Attributes:
        path: of the key.
        values: what each side has, None where it has no such key.
    """

    path: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class DecisionChange:
    """A decision that is not the same on all sides.

    Attributes:
        kind, name: a lease, a build, an order, a sale, and its name.
        sign: of the other sides against the reference; dropped where none of them has it.
        words: what each side does, "" where it does nothing.
        tie: the reports say that plans of the same worth may differ in it.
    """

    kind: str
    name: str
    sign: Sign
    words: tuple[str, ...]
    tie: bool


@dataclass(frozen=True)
class LineChange:
    """A line of money.

    Attributes:
        title: of the line.
        values: USD on each side, None where a side has no plan.
    """

    title: str
    values: tuple[float | None, ...]

    @property
    def size(self) -> float:
        """The largest change from the reference, USD."""
        first = self.values[0] or 0.0
        return max((abs((value or 0.0) - first) for value in self.values[1:]), default=0.0)


@dataclass(frozen=True)
class RiskLine:
    """A figure that lenders look at.

    Attributes:
        title: of the figure.
        unit: ``usd``, ``ratio``, ``percent``, ``price`` or ``text``.
        values: on each side.
        where: the month or thing that it is found in, for each side.
    """

    title: str
    unit: str
    values: tuple[float | str | None, ...]
    where: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that differs.

    Attributes:
        sides: in the order given; the first is the reference.
        keys, tables: of the fleet files.
        decisions: that differ.
        lines: discounted money lines and terminal lines, the largest change first; they add up.
        years: undiscounted money by year: title of the group and year, by side.
        risks: lines of risk.
        parted: the first month in which cash or megawatts differ from the reference, for each
            side after the first; None where they never do.
        tied: for each side after the first: the input is the same and the worth as well, so that
            what differs are ties.
        within_proof: for each side after the first: the worths are closer than what is proved.
    """

    sides: tuple[Side, ...]
    keys: tuple[KeyChange, ...]
    tables: tuple[KeyChange, ...]
    decisions: tuple[DecisionChange, ...]
    lines: tuple[LineChange, ...]
    years: tuple[tuple[str, str, tuple[float | None, ...]], ...]
    risks: tuple[RiskLine, ...]
    parted: tuple[str | None, ...]
    tied: tuple[bool, ...]
    within_proof: tuple[bool, ...]

    @property
    def same(self) -> bool:
        """Nothing differs but, perhaps, ties."""
        real = [one for one in self.decisions if not one.tie]
        moved = any(not close for close in self.within_proof)
        return not self.keys and not self.tables and (not real or all(self.tied)) and not moved


_SAME_USD = 1.0
_SAME_RELATIVE = 1e-6


def compare(sides: Sequence[Side]) -> Comparison:
    """Everything in which sides differ.

    Args:
        sides: at least two; the first is the reference.
    """
    first, others = sides[0], sides[1:]
    keys = _changed([side.report.fleet.keys for side in sides])
    tables = _changed([side.report.fleet.tables for side in sides])
    same_input = [
        side.report.fleet.keys == first.report.fleet.keys
        and side.report.fleet.tables == first.report.fleet.tables
        for side in others
    ]
    close = [_within_proof(first, side) for side in others]
    return Comparison(
        sides=tuple(sides),
        keys=keys,
        tables=tables,
        decisions=_decisions(sides),
        lines=_lines(sides),
        years=_years(sides),
        risks=_risks(sides),
        parted=tuple(_parted(first, side) for side in others),
        tied=tuple(same and near for same, near in zip(same_input, close, strict=True)),
        within_proof=tuple(close),
    )


def _changed(maps: list[dict[str, Any]]) -> tuple[KeyChange, ...]:
    """Keys whose values differ, in the order in which they turn up."""
    paths = dict.fromkeys(path for one in maps for path in one)
    rows = [KeyChange(path, tuple(one.get(path) for one in maps)) for path in paths]
    return tuple(row for row in rows if any(value != row.values[0] for value in row.values))


def _within_proof(one: Side, other: Side) -> bool:
    """Whether two worths may be the same, as far as is proved."""
    if one.npv is None or other.npv is None:
        return one.npv is None and other.npv is None
    room = _SAME_USD + _SAME_RELATIVE * max(abs(one.npv), abs(other.npv))
    tops = [side.report.objective.bound_usd or side.npv for side in (one, other)]
    low, high = max(one.npv, other.npv), min(top for top in tops if top is not None)
    return low <= high + room


def _decisions(sides: Sequence[Side]) -> tuple[DecisionChange, ...]:
    vary = {path for side in sides for path in side.may_vary}
    maps = [decided(side, vary) for side in sides]
    out = []
    for thing in dict.fromkeys(thing for one in maps for thing in one):
        found = [one.get(thing) for one in maps]
        words = tuple("" if one is None else one.words for one in found)
        if len(set(words)) == 1:
            continue
        known = next(one for one in found if one is not None)
        out.append(
            DecisionChange(
                thing.kind, thing.name, _sign(words[0], words[1:]), words, known.path in vary
            )
        )
    return tuple(sorted(out, key=lambda one: one.tie))


def _sign(before: str, after: tuple[str, ...]) -> Sign:
    """How the other sides, which are not all as the reference is, differ from it."""
    if not before:
        return Sign.ADDED
    return Sign.CHANGED if any(after) else Sign.DROPPED


def _lines(sides: Sequence[Side]) -> tuple[LineChange, ...]:
    """Discounted lines and terminal lines, the largest change first."""
    titles = {line.name: line.title for side in sides for line in side.report.money_lines or ()}
    rows = []
    for name in dict.fromkeys(n for side in sides for n in side.report.discounted or {}):
        values = tuple(_of(side, side.report.discounted, name) for side in sides)
        rows.append(LineChange(titles.get(name, name), values))
    for name in dict.fromkeys(n for side in sides for n in side.report.terminal or {}):
        values = tuple(_of(side, side.report.terminal, name) for side in sides)
        rows.append(LineChange(f"After the horizon: {terminal_title(name)}", values))
    return tuple(sorted((row for row in rows if row.size > 0.5), key=lambda row: -row.size))


def _of(side: Side, values: dict[str, float] | None, name: str) -> float | None:
    return (values or {}).get(name, 0.0) if side.has_plan else None


_GROUPS = {
    "ebitda": "EBITDA",
    "treasury": "Coins kept and sold",
    "capex": "Capex",
    "funding": "Tenant funding, machines sold",
    "debt_service": "Debt service",
    "financing": "Drawn, raised, repaid",
}


def _years(sides: Sequence[Side]) -> tuple[tuple[str, str, tuple[float | None, ...]], ...]:
    """Undiscounted money by group and calendar year, where sides differ."""
    totals = [_by_year(side) for side in sides]
    out = []
    for group, title in _GROUPS.items():
        years = sorted({year for one in totals for g, year in one if g == group})
        for year in years:
            values = tuple(
                one.get((group, year), 0.0) if side.has_plan else None
                for one, side in zip(totals, sides, strict=True)
            )
            if LineChange(title, values).size > 0.5:
                out.append((title, year, values))
    return tuple(out)


def _by_year(side: Side) -> dict[tuple[str, str], float]:
    months, lines = side.report.monthly, side.report.money_lines
    out: dict[tuple[str, str], float] = {}
    if months is None or lines is None:
        return out
    for line in lines:
        for month, usd in zip(months.month, months.money.get(line.name, ()), strict=False):
            key = (line.group, month[:4])
            out[key] = out.get(key, 0.0) + (usd or 0.0)
    return out


def _risks(sides: Sequence[Side]) -> tuple[RiskLine, ...]:
    def line(title: str, unit: str, found: Callable[[Side], tuple[Any, str]]) -> RiskLine:
        pairs = [found(side) for side in sides]
        return RiskLine(title, unit, tuple(v for v, _ in pairs), tuple(w for _, w in pairs))

    def figure(name: str) -> Callable[[Side], tuple[Any, str]]:
        return lambda side: (getattr(side.report.kpis, name, None), "")

    rows = (
        line("Lowest cash at a month's end", "usd", _lowest_cash),
        line("Highest debt", "usd", _highest_debt),
        line("Lowest DSCR", "ratio", figure("min_dscr")),
        line("Tightest covenant: EBITDA to spare", "usd", _tightest),
        line("Hashcost, all in", "price", figure("hashcost_usd_per_ph_day")),
        line("IRR", "percent", figure("irr_pct")),
        line("Share of the NPV after the horizon", "percent", _after),
        line("Proved", "text", _proved),
    )
    return tuple(row for row in rows if any(value is not None for value in row.values))


def _lowest_cash(side: Side) -> tuple[float | None, str]:
    return _extreme(side, "cash_usd", min)


def _highest_debt(side: Side) -> tuple[float | None, str]:
    return _extreme(side, "debt_usd", max)


def _extreme(side: Side, name: str, pick: Callable[..., Any]) -> tuple[float | None, str]:
    months = side.report.monthly
    if months is None:
        return None, ""
    known = [
        (usd, month)
        for usd, month in zip(getattr(months, name), months.month, strict=False)
        if usd is not None
    ]
    if not known:
        return None, ""
    usd, month = pick(known, key=lambda one: one[0])
    return usd, month


def _tightest(side: Side) -> tuple[float | None, str]:
    tested = [
        test
        for test in side.report.covenants or ()
        if test.tested and test.headroom_usd is not None
    ]
    if not tested:
        return None, ""
    closest = min(tested, key=lambda test: test.headroom_usd or 0.0)
    return closest.headroom_usd, closest.month


def _after(side: Side) -> tuple[float | None, str]:
    if not side.npv or side.npv <= 0 or side.report.terminal is None:
        return None, ""
    return 100.0 * sum(side.report.terminal.values()) / side.npv, ""


def _proved(side: Side) -> tuple[str | None, str]:
    return (side.report.certificate.rung if side.report.certificate else None), ""


def _parted(one: Side, other: Side) -> str | None:
    """The first month in which cash or megawatts differ."""
    a, b = one.report.monthly, other.report.monthly
    if a is None or b is None:
        return None
    for month in sorted(set(a.month) & set(b.month)):
        i, j = a.month.index(month), b.month.index(month)
        pairs = [(_at(a.cash_usd, i), _at(b.cash_usd, j), 1.0)]
        for name in dict.fromkeys((*a.sites, *b.sites)):
            for use in ("mining_mw", "hosting_mw"):
                mine, its = (
                    _at(getattr(side.sites.get(name), use, ()), k) for side, k in ((a, i), (b, j))
                )
                pairs.append((mine, its, 1e-3))
        if any(abs((x or 0.0) - (y or 0.0)) > room for x, y, room in pairs):
            return month
    return None


def _at(values: Sequence[float | None], index: int) -> float | None:
    return values[index] if index < len(values) else None
