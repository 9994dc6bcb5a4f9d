"""Every error code with what it means and what to do."""

from collections.abc import Iterator
from itertools import groupby

from docs._generate.markdown import anchors
from optimizer.errors import TOPICS, Topic

_INTRO = """\
# Errors

Problems of a fleet file are shown all at once, each with its place, what was got, what is allowed
and what to do. Every problem carries a code. Codes never change their meaning, and one that is gone
is not used again. `E` is an error and stops fleetopt with exit code 2; `W` is a warning and stops
nothing.
"""

_CHAPTERS = {
    "E0": "Other errors",
    "E1": "The file as YAML",
    "E2": "A key or a value by itself",
    "E3": "The parts of the file against each other",
    "E4": "CSV files",
    "E5": "What follows from the numbers",
    "E6": "How fleetopt was called",
    "E7": "Solvers",
    "W": "Warnings",
}


def body() -> str:
    """Markdown of the page.

    Raises:
        ValueError: a code's help points to a heading that the page does not have.
    """
    page = "\n".join([_INTRO, *_chapters()])
    headings = anchors(page)
    for topic in TOPICS.values():
        if topic.page.rpartition("#")[2] not in headings:
            raise ValueError(f"the help of {topic.code} points to {topic.page}: no such heading")
    return page


def _chapters() -> Iterator[str]:
    for chapter, topics in groupby(TOPICS.values(), key=_chapter):
        yield f"## {_CHAPTERS[chapter]}\n"
        for topic in topics:
            yield f"### {topic.code}\n"
            yield f"**{topic.title}.** {topic.cure}\n"


def _chapter(topic: Topic) -> str:
    return "W" if topic.code.startswith("W") else topic.code[:2]
