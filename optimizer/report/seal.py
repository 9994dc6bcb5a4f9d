"""The seal of a JSON report: a digest of all that it says, so that no letter changes unseen.

It guards against accidents and thoughtless edits. Who knows how can make a new seal for a
false report; what such a report says is then still held against the fleet file.
"""

import hashlib
import json

from optimizer.report.json_text import JsonObject

SEAL = "seal"
_TIMES = (
    ("solver", "seconds"),
    ("certificate", "search", "seconds"),
    ("certificate", "check", "seconds"),
    ("diagnosis", "seconds"),
)
"""Where a report says how long something took; whole paths, since a site may be named so, too."""


def seal_of(document: JsonObject) -> str:
    """SHA-256 of a report's content, hexadecimal; without its seal and without times."""
    content = {key: value for key, value in document.items() if key != SEAL}
    text = json.dumps(
        without_times(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    # A file name need not be text; it is written with `?` for what is none.
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()


def without_times(document: JsonObject) -> JsonObject:
    """The same without the times that things took: all in a report that differs between runs."""
    for path in _TIMES:
        document = _without(document, path)
    return document


def _without(value: JsonObject, path: tuple[str, ...]) -> JsonObject:
    """A copy without what stands at a path, if anything does."""
    head, *rest = path
    if not rest:
        return {key: item for key, item in value.items() if key != head}
    inner = value.get(head)
    return value | {head: _without(inner, tuple(rest))} if isinstance(inner, dict) else value
