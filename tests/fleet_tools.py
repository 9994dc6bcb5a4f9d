"""From a fleet as a plain document to its optimum, for tests that compare optima."""

from __future__ import annotations

import copy
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml

import optimizer
from optimizer.errors import InputError
from optimizer.formulation import Formulation, formulate
from optimizer.solvers.base import Reason, SolveOptions, SolveResult
from optimizer.solvers.solve import solve as solve_program

Document = dict[str, Any]

# Tighter than users need: the tests compare optima to seven digits.
TIGHT = SolveOptions(gap=1e-8, threads=1)


def build(document: Document, files: dict[str, str]) -> Formulation:
    """The formulation of a document and the CSV files beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        path = folder / "site.yaml"
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        return formulate(optimizer.load(path))


def accepted(document: Document, files: dict[str, str]) -> bool:
    """Whether the reader takes a random fleet: it refuses contradictions that a draw may hold."""
    try:
        build(document, files)
    except InputError:
        return False
    return True


def solved(formulation: Formulation, *, relax: bool = False) -> SolveResult:
    """Solve a formulation tightly, or its relaxation.

    The relaxation keeps the switch of covenants that are tested only if a facility is drawn:
    half a facility means nothing there.
    """
    program = formulation.program
    if relax:
        keep = np.zeros_like(program.integer)
        for block in program.columns:
            if block.name == "covenants.used":
                keep[block.numbers] = True
        program = replace(program, integer=keep)
    return solve_program(program, TIGHT, None)


def optimum(document: Document, files: dict[str, str], *, relax: bool = False) -> float | None:
    """Optimum in USD, None where the fleet is infeasible."""
    end = solved(build(document, files), relax=relax)
    assert end.reason in (Reason.OPTIMAL, Reason.INFEASIBLE), end.message
    return end.objective


def changed(document: Document, **keys: Any) -> Document:
    """A deep copy with some root keys replaced."""
    return {**copy.deepcopy(document), **keys}


def fixed_integers(formulation: Formulation, end: SolveResult) -> Formulation:
    """The same formulation with its integer columns fixed where a solve left them."""
    program, x = formulation.program, end.x
    lower = program.col_lower.copy()
    upper = program.col_upper.copy()
    whole = program.integer
    lower[whole] = upper[whole] = x[whole].round()
    fixed = program.with_bounds(lower, upper).relaxed()
    return replace(formulation, program=fixed)
