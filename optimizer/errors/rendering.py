"""Findings as text for people, JSON for programs and annotations for CI."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from unicodedata import east_asian_width

from optimizer.errors.finding import Finding
from optimizer.errors.topics import TOPICS
from optimizer.errors.visible import UNSEEN, short, visible

OVERRIDE = "--set "
"""How the ``file`` of a finding begins that is about an override and no file."""
_WIDEST_EXCERPT = 100
_WIDEST_PLACE = 200
_WIDEST_TEXT = 1000
"""No part of a finding is longer: a key or a cell may hold a whole file."""


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def render(findings: Iterable[Finding], form: Format = Format.TEXT) -> str:
    """Write findings.

    Args:
        findings: in the order in which they are wanted.
        form: ``text`` has a paragraph each, ``json`` is one list, ``github`` has one
            workflow command each.

    Returns:
        Text without a newline at its end; "" (or ``[]``) where there is no finding.
    """
    if form is Format.JSON:
        text = json.dumps([_record(found) for found in findings], indent=2, ensure_ascii=False)
        # Only inside strings, where JSON has an escape of its own for them.
        return UNSEEN.sub(
            lambda sign: sign[0] if sign[0] == "\n" else json.dumps(sign[0])[1:-1], text
        )
    if form is Format.GITHUB:
        return "\n".join(_annotation(found) for found in findings)
    return "\n\n".join(_paragraph(found) for found in findings)


def place(found: Finding) -> str:
    """``file:line:column``, as much of it as there is."""
    parts = [found.file] if found.file else []
    if found.line:
        parts += [str(found.line), str(found.column)]
    return ":".join(parts)


def _paragraph(found: Finding) -> str:
    """Place, path and message; the line with a caret; got, allowed, do."""
    where = [short(part, _WIDEST_PLACE) for part in (place(found), found.path) if part]
    message = short(found.message, _WIDEST_TEXT)
    head = visible(f"{': '.join([*where, message])} [{found.severity} {found.code}]")
    details = (("got", found.got), ("allowed", found.allowed), ("do", found.hint))
    width = max((len(label) for label, text in details if text), default=0)
    lines = [head, *_caret(found)]
    lines += [
        f"  {label:<{width}}  {visible(short(text, _WIDEST_TEXT))}"
        for label, text in details
        if text
    ]
    return "\n".join(lines)


def _caret(found: Finding) -> list[str]:
    """The line of the file and a caret under the column, a window of it where it is long."""
    if not found.excerpt.strip():
        return []
    index = min(max(found.column - 1, 0), len(found.excerpt))
    start = 0 if index < _WIDEST_EXCERPT else index - _WIDEST_EXCERPT // 2
    text = found.excerpt[start : start + _WIDEST_EXCERPT].replace("\t", " ")
    # One sign for one, so that the caret stays under its column.
    shown = UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text).rstrip()
    before = text[: index - start]
    indent = sum(2 if east_asian_width(c) in "WF" else 1 for c in before)
    return [f"    {shown}", f"    {' ' * indent}^"]


def _record(found: Finding) -> dict[str, object]:
    """What JSON says of a finding: absent is null."""
    record: dict[str, object] = {
        key: (None if value in ("", 0) else _bounded(value)) for key, value in asdict(found).items()
    }
    return record | {"title": TOPICS[found.code].title, "help": TOPICS[found.code].page}


def _bounded(value: object) -> object:
    """A value of a record; no text without end."""
    return short(value, _WIDEST_TEXT) if isinstance(value, str) else value


def _annotation(found: Finding) -> str:
    """A workflow command of GitHub Actions."""
    in_file = not found.file.startswith(OVERRIDE)  # an override is no file that could be shown
    fields = [("file", found.file if in_file else ""), ("line", found.line), ("col", found.column)]
    fields += [("title", f"{found.code} {TOPICS[found.code].title}")]
    properties = ",".join(f"{key}={_escape(str(v), True)}" for key, v in fields if v)
    where = [part for part in ("" if in_file else found.file, found.path) if part]
    text = ": ".join(short(part, _WIDEST_TEXT) for part in [*where, found.message])
    for label, more in (("got", found.got), ("allowed", found.allowed), ("do", found.hint)):
        text += f"\n{label}: {short(more, _WIDEST_TEXT)}" if more else ""
    return f"::{found.severity} {properties}::{_escape(text, False)}"


def _escape(text: str, in_property: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    text = visible(text)
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
