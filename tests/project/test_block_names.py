"""Every block of variables and rows is documented beside its equation."""

import ast
import re
from pathlib import Path

BLOCK = re.compile(r"[a-z]+\.[a-z_]+")
DECLARING = {"variables", "rows", "define", "balance"}


def declared(source: str) -> set[str]:
    """Names that a module gives to blocks in calls of the model."""
    return {
        call.args[0].value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in DECLARING
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_every_block_that_a_family_declares_stands_on_the_formulation_page(
    repo_root: Path,
) -> None:
    page = (repo_root / "docs" / "formulation.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`([a-z]+\.[a-z_]+)`", page))
    families = sorted((repo_root / "optimizer" / "formulation").rglob("*.py"))
    names = {name for path in families for name in declared(path.read_text(encoding="utf-8"))}
    assert len(names) > 30
    assert all(BLOCK.fullmatch(name) for name in names)
    assert names - documented == set()
