"""Waivers of covenants on facilities, bent no further than needed.

What such a covenant asks for depends on what is drawn, so the cut of its ratio is no linear matter:
the repair finds one that will do, and halving finds the least in hundredths.
"""

from dataclasses import replace

from optimizer.diagnosis.cures import proposals
from optimizer.diagnosis.findings import CureKind
from optimizer.diagnosis.repair import Repair, Waiver
from optimizer.diagnosis.trial import Trial
from optimizer.diagnosis.waivers import HUNDREDTHS, lenient
from optimizer.formulation import Formulation


def refined(formulation: Formulation, found: Repair, trial: Trial) -> Repair:
    """The same repair with each waiver as strict as it can be, the others staying as they are."""
    for i, waiver in enumerate(found.waivers):
        if not waiver.exact:
            found = _stricter(formulation, found, i, trial)
    return found


def _stricter(formulation: Formulation, found: Repair, i: int, trial: Trial) -> Repair:
    waiver = found.waivers[i]
    covenant = formulation.covenants.tests[waiver.test].covenant
    ratio = lenient(covenant, waiver.reached)
    if ratio is None:
        return found
    asked = covenant.ratio
    works, fails = round(ratio * HUNDREDTHS), round(asked * HUNDREDTHS)
    while abs(works - fails) > 1:
        middle = (works + fails) // 2
        candidate = _with(found, i, _bent(waiver, asked, middle / HUNDREDTHS))
        proposal = next(proposals(formulation, candidate, CureKind.COVENANTS))
        answer = trial.confirms(proposal.overrides)
        if answer is None:
            return found
        if answer:
            works, found = middle, candidate
        else:
            fails = middle
    return _with(found, i, replace(found.waivers[i], exact=True))


def _bent(waiver: Waiver, asked: float, ratio: float) -> Waiver:
    """The waiver at another ratio; what is missing goes in proportion."""
    assert waiver.reached is not None
    share = (asked - ratio) / (asked - waiver.reached)
    return replace(waiver, usd=waiver.usd * share, reached=ratio)


def _with(found: Repair, i: int, waiver: Waiver) -> Repair:
    waivers = list(found.waivers)
    cost = found.cost - waivers[i].usd + waiver.usd
    waivers[i] = waiver
    return replace(found, waivers=tuple(waivers), cost=cost)
