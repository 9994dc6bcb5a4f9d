"""The table of mistakes, read."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
BASE = (HERE / "base.yaml").read_text(encoding="utf-8")
MARK, ANYTHING = "§", "…"


@dataclass(frozen=True)
class Case:
    """A mistake and how it is told; ``cases.yaml`` says what each attribute is."""

    name: str
    code: str
    edits: list[list[str]]
    path: str
    says: str
    at: str = ""

    def spans(self, text: str = BASE) -> list[tuple[int, int]]:
        """Where in a text the edits apply."""
        spans = []
        for old, _ in self.edits:
            pattern = ".*?".join(re.escape(part) for part in old.split(ANYTHING))
            found = list(re.finditer(pattern, text, re.DOTALL))
            assert len(found) == 1, f"{self.name}: {old!r} stands {len(found)} times"
            spans.append(found[0].span())
        return spans

    def apply(self, text: str = BASE) -> tuple[str, int, int]:
        """The text with the mistake, and the line and column at which it has to be found."""
        for (start, end), (_, new) in sorted(
            zip(self.spans(text), self.edits, strict=True), reverse=True
        ):
            text = text[:start] + new + text[end:]
        place = text.index(MARK) if MARK in text else text.index(self.at)
        before = text[:place]
        return text.replace(MARK, ""), before.count("\n") + 1, place - before.rfind("\n")


CASES = tuple(
    Case(**case) for case in yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))
)


def apart(cases: tuple[Case, ...]) -> tuple[list[Case], str]:
    """Cases that touch different lines of the base, and the text with all of their mistakes."""
    chosen: list[Case] = []
    edits: list[tuple[int, int, str]] = []
    lines: set[int] = set()
    for case in cases:
        spans = case.spans()
        touched = {
            line
            for start, end in spans
            for line in range(BASE.count("\n", 0, start), BASE.count("\n", 0, end) + 1)
        }
        if not touched & lines:
            lines |= touched
            chosen.append(case)
            edits += [(*span, new) for span, (_, new) in zip(spans, case.edits, strict=True)]
    text = BASE
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new.replace(MARK, "") + text[end:]
    return chosen, text
