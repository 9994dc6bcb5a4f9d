"""Docstrings that exist in the source only."""

import ast
import itertools
from pathlib import Path


def attribute_docstrings(file: str | Path, class_name: str) -> dict[str, str]:
    """The string under each attribute of a class.

    Returns:
        Name of the attribute to its docstring; attributes without one are absent.
    """
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    (body,) = (n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == class_name)
    return {
        name: doc.value.value
        for attribute, doc in itertools.pairwise(body)
        if (name := _assigned(attribute)) is not None
        and isinstance(doc, ast.Expr)
        and isinstance(doc.value, ast.Constant)
        and isinstance(doc.value.value, str)
    }


def _assigned(node: ast.stmt) -> str | None:
    """The name that a statement assigns to, if it is one plain name."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target: ast.expr = node.targets[0]
    elif isinstance(node, ast.AnnAssign):
        target = node.target
    else:
        return None
    return target.id if isinstance(target, ast.Name) else None
