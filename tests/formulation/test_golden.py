"""One golden per constraint family: a change of the mathematics shows as a change of text.

To accept a change, look at the difference and run ``make golden``.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

import optimizer
from optimizer.formulation import Formulation, formulate
from optimizer.inputs.futures import under
from tests.formulation.lp_text import families, render, render_objective
from tests.project.test_block_names import declared

GOLDEN = Path(__file__).parent / "golden"


IN_A_FUTURE = ("late", "cures", "cash", "covenants")
"""Families that have rows of their own in a future: their goldens end in ``-future``."""


@dataclass(frozen=True)
class Golden:
    """The golden fleet's programs: by its own curves, and in its scenario."""

    own: Formulation
    future: Formulation


@pytest.fixture(scope="module")
def formulation() -> Golden:
    problem = optimizer.load(GOLDEN / "fleet.yaml")
    return Golden(formulate(problem), formulate(under(problem, problem.scenarios[0])))


def text_of(formulation: Golden, name: str) -> str:
    """A family's rows and columns; or the objective, with the strips and the terminal value."""
    if name == "objective":
        return render_objective(formulation.own.program)
    if name.endswith("-future"):
        return render(formulation.future.program, name.removesuffix("-future"))
    return render(formulation.own.program, name)


def test_every_family_has_a_golden(formulation: Golden) -> None:
    have = {path.name.removesuffix(".lp.txt") for path in GOLDEN.glob("*.lp.txt")}
    assert families(formulation.future.program) == families(formulation.own.program) | {
        "late",
        "cures",
    }
    names = families(formulation.own.program) | {"objective"}
    names |= {f"{family}-future" for family in IN_A_FUTURE}
    if os.environ.get("FLEETOPT_WRITE_GOLDEN"):
        for name in names:
            (GOLDEN / f"{name}.lp.txt").write_text(text_of(formulation, name), encoding="utf-8")
        have = names
    assert have == names


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.lp.txt")), ids=lambda p: p.name[:-7])
def test_a_family_is_its_golden(formulation: Golden, path: Path) -> None:
    name = path.name.removesuffix(".lp.txt")
    assert text_of(formulation, name) == path.read_text(encoding="utf-8")


def test_the_golden_fleet_has_every_block_that_a_family_declares(formulation: Golden) -> None:
    """A block without rows here has no golden: give the golden fleet what it takes."""
    present = {
        block.name
        for one in (formulation.own, formulation.future)
        for block in [*one.program.columns, *one.program.rows]
        if block.numbers.size
    }
    source = Path(optimizer.__file__).parent / "formulation"
    texts = [path.read_text(encoding="utf-8") for path in sorted(source.rglob("*.py"))]
    assert {name for text in texts for name in declared(text)} - present == set()
