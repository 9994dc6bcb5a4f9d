"""Covenants bent as far as needed: a lower ratio, or a time without tests."""

import math
from dataclasses import dataclass

from optimizer.diagnosis import keys
from optimizer.diagnosis.repair import Waiver
from optimizer.diagnosis.words import usd
from optimizer.formulation import Formulation
from optimizer.inputs.problem import Covenant, CovenantKind

HUNDREDTHS = 100
NOISE = 1e-6
MOST_LEVERAGE = 50.0
"""A ceiling above this is no ceiling: the tests are suspended instead."""


@dataclass(frozen=True)
class Bend:
    """How a covenant is bent: what to set, and in words."""

    overrides: tuple[str, ...]
    words: str


def bend(formulation: Formulation, waiver: Waiver) -> Bend:
    """The least that lets a covenant pass in the plan of a repair."""
    covenant = formulation.covenants.tests[waiver.test].covenant
    path = keys.covenant(waiver.test)
    ratio = lenient(covenant, waiver.reached)
    when = formulation.problem.horizon.labels[waiver.month]
    if ratio is None:
        return _suspended(formulation, waiver)
    words = (
        f"have {covenant.name} waived to {ratio:.2f}x ({path}; {usd(waiver.usd)} of EBITDA is "
        f"missing in {when})"
    )
    return Bend((f"{path}.ratio={ratio:.2f}",), words)


def lenient(covenant: Covenant, reached: float | None) -> float | None:
    """A ratio in hundredths that a reached one passes; None where none does."""
    if reached is None:
        return None
    if covenant.kind is CovenantKind.MIN_DSCR:
        down = math.floor(reached * HUNDREDTHS - NOISE) / HUNDREDTHS
        return down if down > 0 else None
    up = math.ceil(reached * HUNDREDTHS + NOISE) / HUNDREDTHS
    return up if up <= MOST_LEVERAGE else None


def _suspended(formulation: Formulation, waiver: Waiver) -> Bend:
    """Tests begin after the last month that fails, or end before the first; or there are none."""
    covenant = formulation.covenants.tests[waiver.test].covenant
    path, start = keys.covenant(waiver.test), formulation.problem.horizon.start
    first, last = waiver.failing[0], waiver.failing[-1]
    missing = f"{path}; {usd(waiver.usd)} of EBITDA is missing in {start + waiver.month}"
    if last < covenant.last:
        overrides: tuple[str, ...] = (f"{path}.from={start + (last + 1)}",)
        words = f"have {covenant.name} not tested before {start + (last + 1)} ({missing})"
    elif first > covenant.first:
        overrides = (f"{path}.until={start + (first - 1)}",)
        words = f"have {covenant.name} not tested after {start + (first - 1)} ({missing})"
    else:
        end = start + formulation.sets.horizon
        overrides = (f"{path}.until={end}", f"{path}.from={end}")
        words = f"have {covenant.name} not tested before {end} ({missing})"
    return Bend(overrides, words)
