"""The ledger shares no code with the model, and no arithmetic in floats."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ALLOWED = {
    "optimizer.catalog", "optimizer.errors", "optimizer.ledger", "optimizer.months",
    "optimizer.scenario", "optimizer.schedule", "optimizer.schema", "optimizer.units",
    "bisect", "collections", "csv", "dataclasses", "decimal", "enum", "fractions", "itertools",
    "operator", "pathlib",
}  # fmt: skip
SOURCES = sorted((Path(__file__).parents[2] / "optimizer" / "ledger").glob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    """Top two levels of every module that is imported."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "optimizer":
            names |= {f"optimizer.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {
        ".".join(name.split(".")[:2]) if name.startswith("optimizer") else name.split(".")[0]
        for name in names
    }


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_imports(path: Path) -> None:
    assert imported(ast.parse(path.read_text(encoding="utf-8"))) <= ALLOWED


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_float_enters_the_arithmetic(path: Path) -> None:
    # Floats come in by `exact`, and go out in words alone.
    tree = ast.parse(path.read_text(encoding="utf-8"))
    floats = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert floats in ([], [0.0])
