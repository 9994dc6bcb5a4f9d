"""Halls by month: space for miners, space for tenants and GPUs, and what building costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import ZERO, Monthly, exact
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import Case
from optimizer.ledger.lines import Line
from optimizer.schedule import Build
from optimizer.schema import Building, Conversion, Hall


@dataclass(frozen=True)
class Space:
    """A hall.

    Attributes:
        name: ``site/hall``.
        site: name of its site.
        cooling: ``air``, ``hydro`` or ``immersion``.
        pue_asic, pue_hpc: gross MW per IT MW.
        hpc_capable: has, gets or may get space for tenants and GPUs.
        asic_mw, hpc_mw: IT MW by month, as planned.
        ready_mw: HPC MW by month where a build is late.
    """

    name: str
    site: str
    cooling: str
    pue_asic: Decimal
    pue_hpc: Decimal
    hpc_capable: bool
    asic_mw: Monthly
    hpc_mw: Monthly
    ready_mw: Monthly


def book_space(case: Case) -> tuple[Space, ...]:
    """All halls, with the conversions that the plan starts; books what building costs."""
    spaces = []
    for site in case.fleet.sites:
        for hall in site.halls:
            name = f"{site.name}/{hall.name}"
            builds = [build for build in case.schedule.builds if build.hall == name]
            spaces.append(_space(case, site.name, hall, builds))
    known = {space.name for space in spaces}
    for build in case.schedule.builds:
        if build.hall not in known:
            case.breaches.refuse("conversion", build.month, f"there is no hall {build.hall}")
    return tuple(spaces)


def _space(case: Case, site: str, hall: Hall, builds: Sequence[Build]) -> Space:
    name = f"{site}/{hall.name}"
    asic = [exact(hall.asic_mw)] * case.timeline.months
    hpc = [exact(hall.hpc_mw)] * case.timeline.months
    if hall.building is not None:
        _finish(case, hall.building, hpc)
    if hall.conversion is not None:
        _convert(case, name, hall.conversion, builds, asic, hpc)
    elif builds:
        case.breaches.refuse("conversion", builds[0].month, f"{name} cannot be converted")
    return Space(
        name=name,
        site=site,
        cooling=hall.cooling,
        pue_asic=exact(hall.pue.asic),
        pue_hpc=exact(hall.pue.hpc),
        hpc_capable=hall.hpc_mw > 0 or hall.conversion is not None or hall.building is not None,
        asic_mw=tuple(asic),
        hpc_mw=tuple(hpc),
        ready_mw=_late(case, name, hpc),
    )


def _late(case: Case, name: str, hpc: list[Decimal]) -> Monthly:
    """What is added after the first month comes later by the hall's delay."""
    slip = 0 if case.scenario is None else case.scenario.slip(name)
    return tuple(hpc[max(t - slip, 0)] for t in case.timeline.all)


def _finish(case: Case, building: Building, hpc: list[Decimal]) -> None:
    """A build under way: space from its ready month, paid evenly up to the month before."""
    ready = max(case.timeline.offset(building.ready, 0), 0)
    for t in case.timeline.all:
        if t >= ready:
            hpc[t] += exact(building.hpc_mw)
        else:
            case.journal.post(Line.BUILDING_CAPEX, t, -exact(building.remaining_usd) / ready)


def _convert(
    case: Case,
    name: str,
    plan: Conversion,
    builds: Sequence[Build],
    asic: list[Decimal],
    hpc: list[Decimal],
) -> None:
    """Phases: miners' space goes when one starts, tenants' space comes when it is done."""
    window = case.timeline.window(plan.earliest, plan.latest, lead=plan.months)
    before, phase_mw = asic[0] / plan.phases, exact(plan.hpc_mw) / plan.phases
    monthly = exact(plan.usd_per_mw) * phase_mw / plan.months
    started = ZERO
    for build in builds:
        phases = exact(build.phases)
        started += phases
        if build.month not in window or phases < 0:
            text = f"{build.phases} phases of {name} start outside the conversion's window"
            case.breaches.refuse("conversion", build.month, text)
        case.breaches.whole("conversion", build.month, f"phases of {name}", phases, Unit.PHASES)
        for t in case.timeline.all:
            if t >= build.month:
                asic[t] -= before * phases
            if t >= build.month + plan.months:
                hpc[t] += phase_mw * phases
            elif t >= build.month:
                case.journal.post(Line.CONVERSION_CAPEX, t, -monthly * phases)
    case.breaches.at_most(
        "conversion", None, f"phases of {name} started", started, exact(plan.phases), Unit.PHASES
    )
