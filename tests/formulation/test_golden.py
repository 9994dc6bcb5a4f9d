"""One golden per constraint family: a change of the mathematics shows as a change of text.

To accept a change, look at the difference and run ``make golden``.
"""

import os
from pathlib import Path

import pytest

import optimizer
from optimizer.formulation import Formulation, formulate
from tests.formulation.lp_text import families, render, render_objective
from tests.project.test_block_names import declared

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def formulation() -> Formulation:
    """The golden fleet's program."""
    return formulate(optimizer.load(GOLDEN / "fleet.yaml"))


def text_of(formulation: Formulation, name: str) -> str:
    """A family's rows and columns; or the objective, with the strips and the terminal value."""
    if name == "objective":
        return render_objective(formulation.program)
    return render(formulation.program, name)


def test_every_family_has_a_golden(formulation: Formulation) -> None:
    have = {path.name.removesuffix(".lp.txt") for path in GOLDEN.glob("*.lp.txt")}
    names = families(formulation.program) | {"objective"}
    if os.environ.get("FLEETOPT_WRITE_GOLDEN"):
        for name in names:
            (GOLDEN / f"{name}.lp.txt").write_text(text_of(formulation, name), encoding="utf-8")
        have = names
    assert have == names


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.lp.txt")), ids=lambda p: p.name[:-7])
def test_a_family_is_its_golden(formulation: Formulation, path: Path) -> None:
    name = path.name.removesuffix(".lp.txt")
    assert text_of(formulation, name) == path.read_text(encoding="utf-8")


def test_the_golden_fleet_has_every_block_that_a_family_declares(formulation: Formulation) -> None:
    """A block without rows here has no golden: give the golden fleet what it takes."""
    program = formulation.program
    present = {b.name for b in [*program.columns, *program.rows] if b.numbers.size}
    source = Path(optimizer.__file__).parent / "formulation"
    texts = [path.read_text(encoding="utf-8") for path in sorted(source.rglob("*.py"))]
    assert {name for text in texts for name in declared(text)} - present == set()
