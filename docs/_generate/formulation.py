"""The mathematics, from the docstrings of the modules that build it.

Read with ``ast``: nothing is imported, so a page can be written while the code is being changed.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docs._generate.markdown import anchor, from_rst, shift

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "optimizer" / "formulation"
SEVERAL = (ROOT / "optimizer" / "stochastic" / "extensive.py",)
"""What is added where there are several futures."""

_INTRO = """\
# The formulation

A mixed-integer linear program that maximises the net present value of a fleet. Each section below
is the docstring of the file that builds it, with the equations and the names that its variables and
rows carry in an exported model. [How it decides](how-it-decides.md) is the same story in words.
"""

# The order in which a reader wants them; what is not named here follows in the order of its path.
_READING_ORDER = (
    "halls",
    "miners",
    "hosting",
    "leases",
    "gpus",
    "power",
    "strips",
    "segments",
    "tiers",
    "classes",
    "capex",
    "treasury",
    "debts",
    "term_loans",
    "construction",
    "revolvers",
    "equity",
    "cash",
    "covenants",
    "cures",
    "late",
    "terminal",
    "objective",
    "discounting",
)


@dataclass(frozen=True)
class _Section:
    """A module's docstring.

    Attributes:
        name: the module's, or its package's: other sections link to it by ``#name``.
        title: the heading.
        file: the module's path in the repository.
        text: the rest.
    """

    name: str
    title: str
    file: str
    text: str


def body() -> str:
    """Markdown of the page."""
    sections = [section for path in _files() if (section := _section(path)) is not None]
    contents = [f"- [{section.title}](#{anchor(section.title)})" for section in sections]
    parts = [_INTRO, "\n".join(contents), ""]
    linked = {anchor(section.title) for section in sections}
    for section in sections:
        if section.name not in linked:
            parts.append(f'<a id="{section.name}"></a>\n')
            linked.add(section.name)
        parts += [f"## {section.title}\n", f"[`{section.file}`](../{section.file})\n"]
        parts += [section.text, ""]
    return "\n".join(parts)


def _files() -> Iterator[Path]:
    """Modules of the package, its own docstring first, a sub-package's before its members."""

    def rank(path: Path) -> tuple[tuple[int, str], ...]:
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        return tuple((_place(part), part) for part in parts)

    yield from sorted(PACKAGE.rglob("*.py"), key=rank)
    yield from SEVERAL


def _place(name: str) -> int:
    if name == "__init__":
        return -1
    return _READING_ORDER.index(name) if name in _READING_ORDER else len(_READING_ORDER)


def _section(path: Path) -> _Section | None:
    """A module's section; None where its docstring has no heading: that module is machinery."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if doc is None or not doc.startswith("# "):
        return None
    first, _, rest = doc.partition("\n")
    return _Section(
        name=path.parent.name if path.stem == "__init__" else path.stem,
        title=first.removeprefix("# "),
        file=path.relative_to(ROOT).as_posix(),
        text=shift(from_rst(rest.strip("\n")), 1),
    )
