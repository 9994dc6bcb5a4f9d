"""One golden per constraint family: a change of the mathematics shows as a change of text.

To accept a change, look at the difference and run ``make golden``.
"""

import os
from pathlib import Path

import pytest

import optimizer
from optimizer.formulation import Formulation, formulate
from tests.formulation.lp_text import families, render

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def formulation() -> Formulation:
    """The golden fleet's program."""
    return formulate(optimizer.load(GOLDEN / "fleet.yaml"))


def test_every_family_has_a_golden(formulation: Formulation) -> None:
    have = {path.name.removesuffix(".lp.txt") for path in GOLDEN.glob("*.lp.txt")}
    if os.environ.get("FLEETOPT_WRITE_GOLDEN"):
        for name in families(formulation.program):
            text = render(formulation.program, name)
            (GOLDEN / f"{name}.lp.txt").write_text(text, encoding="utf-8")
        have = families(formulation.program)
    assert have == families(formulation.program)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.lp.txt")), ids=lambda p: p.name[:-7])
def test_a_family_is_its_golden(formulation: Formulation, path: Path) -> None:
    name = path.name.removesuffix(".lp.txt")
    assert render(formulation.program, name) == path.read_text(encoding="utf-8")
