"""What has to hold whatever a fleet file says: it is read, or refused with clear findings."""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from optimizer.errors import Finding, Format, InputError, render
from optimizer.inputs import load_with_warnings
from optimizer.inputs.reader import MOST_FINDINGS
from tests.fuzz_reader.seeds import Case

LONGEST_ANSWER = 300_000
"""Characters of all findings together: 200 errors and 200 warnings of a few lines each."""
LONGEST_LINE = 1200
HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def judge(case: Case, folder: Path) -> tuple[str, list[str]]:
    """Read a case.

    Returns:
        What came of it (``read`` or the first error's code), and what is wrong with the answer.
        Anything that is raised beyond :class:`InputError` is the caller's to catch.
    """
    path = case.write(folder)
    try:
        findings = load_with_warnings(path, case.overrides)[1]
        outcome = "read"
    except InputError as error:
        findings = error.findings
        outcome = error.code
    return outcome, list(faults(findings))


def faults(findings: tuple[Finding, ...]) -> Iterator[str]:
    """What is wrong with an answer."""
    if len(findings) > 2 * (MOST_FINDINGS + 1):
        yield f"{len(findings)} findings"
    for one in findings:
        if not (one.file and one.message):
            yield f"{one.code} says not where or not what"
        silent = not (one.hint or one.allowed or one.got or one.path)
        if one.severity == "error" and silent and not one.message.startswith("give "):
            yield f"{one.code} says not what to do: {one.message}"
        if not one.line and not one.file.startswith("--set") and one.code not in ("E101", "E108"):
            yield f"{one.code} has no line: {one.message}"
    for form in Format:
        yield from bad_text(render(findings, form), form)
    json.loads(render(findings, Format.JSON))


def bad_text(text: str, form: str = "") -> Iterator[str]:
    """What is wrong with text for a terminal."""
    if len(text) > LONGEST_ANSWER:
        yield f"{form} answer has {len(text)} characters"
    longest = max(map(len, text.split("\n")), default=0)
    if form == Format.TEXT and longest > LONGEST_LINE:
        yield f"{form} answer has a line of {longest} characters"
    hidden = {c for c in set(text) - {"\n"} if unicodedata.category(c) in HIDDEN}
    if hidden:
        yield f"{form} answer has {sorted(map(ascii, hidden))}"
    if re.search(r"Traceback|<class |object at 0x|pydantic|Errno", text):
        yield f"{form} answer speaks of Python: {text[:300]!r}"
