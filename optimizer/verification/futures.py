"""A report about several futures: the one that it shows, and what it says over all of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from optimizer.formulation import Formulation
from optimizer.inputs.futures import under
from optimizer.inputs.problem import Problem
from optimizer.lp.expression import FloatArray
from optimizer.plan import build
from optimizer.report.document import number, section, text
from optimizer.report.json_report import UNCERTAINTY
from optimizer.report.json_schedule import ReportError
from optimizer.report.json_text import JsonObject
from optimizer.scenario import Scenario
from optimizer.stochastic.futures import Future
from optimizer.stochastic.tail import tail_of
from optimizer.verification.checks import Check, Standing

_CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class Shown:
    """The future that a report shows.

    Attributes:
        problem: the fleet in it.
        formulation: its program.
        future: None where the fleet has but one.
    """

    problem: Problem
    formulation: Formulation
    future: Future | None = None

    def decided(self, x: FloatArray) -> "Shown":
        """The same with what is decided once, and what is broken, fixed as in a plan."""
        if self.future is None:
            return self
        fixed = self.future.fixed
        program = self.formulation.program
        lower, upper = program.col_lower.copy(), program.col_upper.copy()
        lower[fixed] = upper[fixed] = x[fixed]
        inside = (x[fixed] >= program.col_lower[fixed]) & (x[fixed] <= program.col_upper[fixed])
        if not inside.all():
            return self
        return replace(
            self, formulation=replace(self.formulation, program=program.with_bounds(lower, upper))
        )

    def waived(self, x: FloatArray) -> frozenset[str]:
        """What the plan breaks as allowed."""
        return frozenset() if self.future is None else self.future.broken(x)


def shown_in(document: JsonObject, problem: Problem) -> Shown:
    """The future that a report shows.

    Raises:
        ReportError: the fleet has no such scenario.
    """
    if document.get(UNCERTAINTY) is None:
        return Shown(problem, build(problem))
    name = text(section(document, UNCERTAINTY), "shown")
    known = {one.name: one for one in problem.scenarios}
    if name not in known:
        raise ReportError(f"the report shows the scenario {name!r}, which the fleet does not have")
    future = Future.of(problem, known[name])
    return Shown(under(problem, known[name]), future.formulation, future)


def futures_checks(document: JsonObject, problem: Problem) -> Iterator[Check]:
    """Whether what is said over all futures follows from what is said of each."""
    told = document.get(UNCERTAINTY)
    if told is None and not problem.scenarios:
        return
    if not isinstance(told, dict) or not problem.scenarios:
        words = "the fleet has scenarios and the report does not speak of them, or the reverse"
        yield Check("scenarios", Standing.FAILS, words)
        return
    wrong = list(_wrong(told, document, problem.scenarios, problem.risk.weight, problem.risk.level))
    if wrong:
        words = "what the report says over all scenarios does not follow from each"
        yield Check("scenarios", Standing.FAILS, words, tuple(wrong[:5]))
        return
    words = (
        f"expected NPV and CVaR follow from the worths in {len(problem.scenarios):,} scenarios; "
        "those of the scenarios that are not shown are the report's word"
    )
    yield Check("scenarios", Standing.CLAIMED, words)


def _wrong(
    told: JsonObject,
    document: JsonObject,
    scenarios: tuple[Scenario, ...],
    weight: float,
    level: float,
) -> Iterator[str]:
    listed = told.get("scenarios")
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    names = [(one.get("name"), one.get("probability")) for one in rows]
    if names != [(one.name, one.probability) for one in scenarios]:
        yield "scenarios and probabilities are not those of the fleet"
        return
    worth = np.array([number(one, "npv_usd") for one in rows], dtype=float)
    if np.isnan(worth).any():
        yield "a scenario has no worth"
        return
    tail = tail_of(worth, np.array([one.probability for one in scenarios]), level)
    size = max(1.0, float(np.abs(worth).max()))
    for key, value in (
        ("expected_npv_usd", tail.mean),
        ("cvar_usd", tail.cvar),
        ("value_at_risk_usd", tail.value_at_risk),
        ("value_usd", tail.blend(weight)),
    ):
        said = number(told, key)
        if said is None or abs(said - value) > _CLOSE * size:
            yield f"{key}: {said} in the report, {value} from its scenarios"
    shown = [one for one in rows if one.get("name") == told.get("shown")]
    npv, said = number(section(document, "objective"), "npv_usd"), number(shown[0], "npv_usd")
    if npv is None or said is None or abs(npv - said) > 1e-6 * size:
        yield f"the scenario shown is worth {said}, the plan {npv}"
