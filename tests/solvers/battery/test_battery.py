"""Every back-end against every quick case: right, or refused for a reason it states."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from optimizer.numerics.presolve_checks import check
from optimizer.solvers.backend import Backend
from optimizer.solvers.registry import backend_class
from tests.solvers.battery import shapes
from tests.solvers.battery.battery import BACKENDS, CASES, Answered, pairs, play, takes
from tests.solvers.battery.case import Case, Right
from tests.solvers.battery.known import KNOWN
from tests.solvers.desk import Desk
from tests.solvers.fuzz.oracle import TooLargeError, best
from tests.solvers.programs import DATA


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Desk() as open_desk:
        # The first solve waits for a process and its imports; no case's limit should.
        for backend in BACKENDS:
            play(backend, shapes.WARM_UP, open_desk)
        yield open_desk


def parameters() -> Iterator[object]:
    for backend, case in pairs():
        reason = KNOWN.get((backend, case.name))
        marks = [] if reason is None else [pytest.mark.xfail(reason=reason, strict=True)]
        yield pytest.param(backend, case, marks=marks, id=f"{backend}: {case.name}")


@pytest.mark.parametrize(("backend", "case"), list(parameters()))
def test_battery(backend: str, case: Case, desk: Desk) -> None:
    end = play(backend, case, desk)
    if isinstance(end, Answered):
        assert end.wrong == ()
        return
    assert backend not in ("tree", "highs"), "the default takes everything"
    # Refused: right where its capabilities say so, or where it gives a reason of its own.
    program = check(case.make()).program
    kind = backend_class(backend)
    assert end.why.startswith(f"{kind.title} ")
    if case.options.node_limit is not None and program.is_mip and not kind.capabilities.nodes:
        assert "no limit on nodes" in end.why
    elif takes(backend, program):
        assert kind.refusal is not Backend.refusal
    elif program.is_mip:
        assert "linear programs only" in end.why
    else:
        assert "whole numbers only" in end.why


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_back_end_is_installed(backend: str) -> None:
    assert backend_class(backend).missing() is None


def test_known_defects_are_of_cases_that_exist() -> None:
    assert set(KNOWN) <= {(backend, case.name) for backend, case in pairs(quick=False)}


def test_names_of_cases_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))


def test_every_shipped_instance_is_a_case() -> None:
    shipped = {path.name.removesuffix(".mps.gz") for path in DATA.glob("*.mps.gz")}
    assert shipped <= {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_optima_by_hand_are_those_of_enumeration(case: Case) -> None:
    program = check(case.make()).program
    if case.group.startswith("published") or case.right is Right.HONEST:
        return
    try:
        found = best(program)
    except TooLargeError:
        return
    if found is None:
        assert case.right is Right.INFEASIBLE
    else:
        assert case.optimum is not None
        np.testing.assert_allclose(found, case.optimum, rtol=1e-9, atol=1e-12)
