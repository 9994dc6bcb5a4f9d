"""Hold the decisions of a report fixed, and let the world turn bad."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.encode import decode_plan
from optimizer.certificate.proof import ProofError
from optimizer.formulation import Formulation
from optimizer.inputs.problem import Problem
from optimizer.plan import Assurance, Certify, Labour, build, load
from optimizer.plan.uncertain import decide
from optimizer.report.document import read_document, section, text, texts
from optimizer.report.json_report import UNCERTAINTY
from optimizer.report.json_schedule import ReportError
from optimizer.report.json_text import JsonObject
from optimizer.scenario import Scenario
from optimizer.schema import Generate, Generated
from optimizer.solvers.base import SolveOptions
from optimizer.stochastic.crew import Crew, crew_of
from optimizer.stochastic.futures import Future
from optimizer.stochastic.stages import stages_of
from optimizer.studies.stress.shocks import Shock, Tenant, shocks
from optimizer.studies.stress.suffering import Suffering, Trial, suffer

FloatArray = NDArray[np.float64]

CHUNK = 16
SEED_APART = 7_919
"""Added to the seed of the fleet's own random scenarios: fresh ones must be others."""


@dataclass(frozen=True)
class Settings:
    """How a stress test is run.

    Attributes:
        paths: fresh random scenarios, 0 for none.
        seed: of them.
        labour: who works on them.
        against: also what the plan without risk aversion would have suffered.
        options: of the solve that this takes.
    """

    paths: int = 200
    seed: int = 0
    labour: Labour = field(default_factory=Labour)
    against: bool = True
    options: SolveOptions = field(default_factory=SolveOptions)


@dataclass(frozen=True, eq=False)
class Stress:
    """What a plan suffers.

    Attributes:
        fleet: its name.
        months: labels of the horizon.
        min_cash: floor of cash by month, USD; None without finance.
        named: by shock; the first is no shock at all.
        fresh: in fresh random scenarios.
        neutral_named, neutral_fresh: the same of the plan without risk aversion, () where there is
            none to compare with.
    """

    fleet: str
    months: tuple[str, ...]
    min_cash: tuple[float, ...] | None
    named: tuple[Suffering, ...]
    fresh: tuple[Suffering, ...]
    neutral_named: tuple[Suffering, ...] = ()
    neutral_fresh: tuple[Suffering, ...] = ()


def stress(
    report: str | PathLike[str],
    fleet: str | PathLike[str] | None = None,
    settings: Settings | None = None,
    stage: Callable[[str], None] | None = None,
) -> Stress:
    """Hold the decisions of a JSON report fixed, and answer shocks and fresh scenarios.

    Args:
        report: the report.
        fleet: the fleet file, by default where the report says.
        settings: how.
        stage: told what is worked on.

    Raises:
        ReportError: the report cannot be read, holds no plan, or is about another fleet.
        InputError: the fleet file cannot be.
    """
    settings, tell = settings or Settings(), stage or (lambda _words: None)
    document = read_document(Path(report))
    told = section(document, "fleet")
    path = Path(text(told, "file")) if fleet is None else Path(fleet)
    problem = load(path, texts(told, "overrides"))
    if problem.sha256 != text(told, "sha256"):
        raise ReportError(f"{path} is not the file that the report is about: its SHA-256 differs")
    once, tenants = _decisions(document, problem)
    named = tuple(shocks(problem, tenants))
    fresh = _fresh(problem, path, settings)
    finance = problem.finance
    with closing(crew_of(problem, settings.labour.processes, settings.labour.scheduler)) as crew:
        tell(f"answering {len(named)} shocks and {len(fresh)} fresh scenarios")
        own = _suffer(crew, named, once), _suffer(crew, fresh, once)
        other: tuple[tuple[Suffering, ...], tuple[Suffering, ...]] = ((), ())
        if settings.against and problem.scenarios and problem.risk.weight > 0:
            tell("planning without risk aversion")
            neutral = _neutral(problem, settings, crew, stage)
            if neutral is not None:
                other = _suffer(crew, named, neutral), _suffer(crew, fresh, neutral)
    return Stress(
        fleet=problem.name,
        months=problem.horizon.labels,
        min_cash=None if finance is None else tuple(finance.min_cash.tolist()),
        named=own[0],
        fresh=own[1],
        neutral_named=other[0],
        neutral_fresh=other[1],
    )


def _decisions(document: JsonObject, problem: Problem) -> tuple[FloatArray, tuple[Tenant, ...]]:
    """The columns decided once, and the leases of the plan."""
    if document.get("schedule") is None:
        raise ReportError("the report holds no plan")
    if document.get("certificate") is None:
        raise ReportError("the report was written with --certify none: it holds no columns")
    formulation = _formulation(document, problem)
    try:
        x = decode_plan(section(document, "certificate").get("columns"))
    except ProofError as error:
        raise ReportError(f"the plan cannot be read: {error}") from None
    if x.shape != (formulation.program.shape[1],):
        raise ReportError("the report was written by another version: its columns do not fit")
    hosting, offers = formulation.hosting, formulation.hosting.offers
    mw = hosting.mw.value(x)
    tenants = tuple(
        Tenant(problem.contracts[offers.contract[o]].name, int(offers.start[o]), float(mw[o]))
        for o in np.flatnonzero(hosting.signed.value(x) > 0.5)
    )
    return x[stages_of(formulation.program).once], tenants


def _formulation(document: JsonObject, problem: Problem) -> Formulation:
    """The program whose columns a report holds: of several scenarios that of the one shown."""
    if document.get(UNCERTAINTY) is None:
        return build(problem)
    name = text(section(document, UNCERTAINTY), "shown")
    shown = [one for one in problem.scenarios if one.name == name]
    if not shown:
        raise ReportError(f"the report shows the scenario {name!r}, which the fleet does not have")
    return Future.of(problem, shown[0]).formulation


def _fresh(problem: Problem, path: Path, settings: Settings) -> tuple[Shock, ...]:
    """Random scenarios that no plan was made for: the fleet's own processes, or the usual ones."""
    if settings.paths == 0:
        return ()
    said = problem.said
    assert said is not None
    own = said.scenarios.generate if isinstance(said.scenarios, Generated) else Generate(paths=1)
    changed = own.model_copy(
        update={
            "paths": settings.paths,
            "seed": own.seed + SEED_APART + settings.seed,
            "reduce_to": None,
        }
    )
    drawn = _drawn(problem, path, changed)
    return tuple(Shock(one.name, one) for one in drawn)


def _drawn(problem: Problem, path: Path, wanted: Generate) -> tuple[Scenario, ...]:
    """The scenarios of a specification, around the curves of a fleet."""
    from optimizer.inputs.drawing import draw_around

    assert problem.said is not None
    return draw_around(problem, problem.said, wanted, path.parent)


def _suffer(crew: Crew, chosen: Sequence[Shock], once: FloatArray) -> tuple[Suffering, ...]:
    trials = [Trial(tuple(chosen[i : i + CHUNK]), once) for i in range(0, len(chosen), CHUNK)]
    return tuple(one for part in crew.do(suffer, trials) for one in part)


def _neutral(
    problem: Problem, settings: Settings, crew: Crew, stage: Callable[[str], None] | None
) -> FloatArray | None:
    """Decisions that look at the expectation alone."""
    indifferent = replace(problem, risk=replace(problem.risk, weight=0.0))
    assurance = Assurance(certify=Certify.NONE)
    found = decide(indifferent, settings.options, assurance, crew, settings.labour, stage=stage)
    return found.once
