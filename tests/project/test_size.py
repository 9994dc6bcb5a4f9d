"""Files and functions stay small enough to be read at one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

MOST_LINES_IN_A_FILE = 400
MOST_LINES_IN_A_FUNCTION = 60


def sources(root: Path) -> list[Path]:
    found = sorted((root / "optimizer").rglob("*.py"))
    assert found, "no source files: the test looks in the wrong place"
    return found


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def test_no_file_is_too_long(repo_root: Path) -> None:
    long = {
        path.relative_to(repo_root).as_posix(): lines
        for path in sources(repo_root)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES_IN_A_FILE
    }
    assert long == {}


def test_no_function_is_too_long(repo_root: Path) -> None:
    long = {
        f"{path.relative_to(repo_root).as_posix()}:{function.lineno} {function.name}": lines
        for path in sources(repo_root)
        for function in functions(ast.parse(path.read_text(encoding="utf-8")))
        if (lines := length(function)) > MOST_LINES_IN_A_FUNCTION
    }
    assert long == {}


def test_the_measure_leaves_out_docstrings_and_signatures() -> None:
    text = 'def f(\n    a,\n):\n    """One.\n\n    Two.\n    """\n    b = a\n    return b\n'
    (function,) = functions(ast.parse(text))
    assert length(function) == 2
