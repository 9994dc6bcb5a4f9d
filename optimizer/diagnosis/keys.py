"""Paths of keys as ``--set`` takes them, and values as a fleet file writes them."""

import math
import re
from collections.abc import Sequence

from optimizer.inputs.problem import Problem

NOISE = 1e-5
"""An amount this little above a whole step, in steps, is that step."""

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ -]*")


def item(where: str, names: Sequence[str], index: int) -> str:
    """A list item by its name, or by its index where the name would be misread in a path."""
    if all(_PLAIN.fullmatch(name) and not name.isdigit() for name in names):
        return f"{where}.{names[index]}"
    return f"{where}.{index}"


def debt(problem: Problem, index: int) -> str:
    """``finance.debts.NAME``."""
    debts = problem.finance.debts if problem.finance else ()
    return item("finance.debts", [one.name for one in debts], index)


def covenant(index: int) -> str:
    """``finance.covenants.INDEX``: covenants have no names in the file."""
    return f"finance.covenants.{index}"


def contract(problem: Problem, index: int) -> str:
    """``contracts.NAME``."""
    return item("contracts", [one.name for one in problem.contracts], index)


def site(problem: Problem, index: int) -> str:
    """``sites.NAME``."""
    return item("sites", [one.name for one in problem.sites], index)


def hall(problem: Problem, index: int) -> str:
    """``sites.SITE.halls.HALL``."""
    own = problem.halls[index].site
    there = [h for h, one in enumerate(problem.halls) if one.site == own]
    names = [problem.halls[h].name.partition("/")[2] for h in there]
    return item(f"{site(problem, own)}.halls", names, there.index(index))


def step(usd: float) -> float:
    """Amounts of this size are told in whole multiples of this, USD."""
    return 1000.0 if abs(usd) >= 1e5 else 1.0


def rounded_up(usd: float, size: float) -> float:
    """A whole amount that is at least so much, in steps that fit an amount of some size."""
    unit = step(size)
    return math.ceil(usd / unit - NOISE) * unit


def rounded_down(usd: float, size: float) -> float:
    """A whole amount that is at most so much, in steps that fit an amount of some size."""
    return -rounded_up(-usd, size)


def number(value: float) -> str:
    """A number as a fleet file has it: whole without a point."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
