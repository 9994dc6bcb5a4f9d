"""Hooks of MkDocs: mathematics as MathML, which browsers draw without scripts; links into the code.

The pages are written for readers of the repository too, where ``../README.md`` leads somewhere and
``$x$`` is drawn. On the site the first is a path in the repository and the second MathML.
"""

import re
from typing import Any

from latex2mathml.converter import convert

_FENCE = re.compile(r"(^```.*?^```$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_INLINE = re.compile(r"(?<![\\$\w])\$(?=\S)([^$\n]*(?:\n[^$\n]+)?)(?<=\S)\$(?![\w$])")
_OUTWARD = re.compile(r"\[([^\]]+)\]\(\.\./([^)]+)\)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """A page before it is made into HTML."""
    parts = _FENCE.split(_DISPLAY.sub(_block, markdown))
    return "".join(part if i % 2 else _prose(part) for i, part in enumerate(parts))


def _block(match: re.Match[str]) -> str:
    return f"\n\n{mathml(match[1], display='block')}\n\n"


def _prose(text: str) -> str:
    text = _INLINE.sub(lambda match: mathml(match[1], display="inline"), text)
    return _OUTWARD.sub(
        lambda match: f"{match[1]} (`{match[2]}`)" if "`" not in match[1] else match[1], text
    )


def mathml(latex: str, display: str) -> str:
    """A formula as MathML on one line."""
    text = " ".join(latex.split())
    return convert(text, display=display).replace("\n", " ")
