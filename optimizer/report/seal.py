"""The seal of a JSON report: a digest of all that it says, so that no letter changes unseen.

It guards against accidents and thoughtless edits. Who knows how can make a new seal for a
false report; what such a report says is then still held against the fleet file.
"""

import hashlib
import json

from optimizer.report.json_text import Json, JsonObject

SEAL = "seal"
_TIMES = "seconds"


def seal_of(document: JsonObject) -> str:
    """SHA-256 of a report's content, hexadecimal; without its seal and without ``seconds``."""
    content = {key: value for key, value in document.items() if key != SEAL}
    text = json.dumps(
        without_times(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    # A file name need not be text; it is written with `?` for what is none.
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()


def without_times(value: Json) -> Json:
    """The same without ``seconds`` at any depth: all in a report that differs between runs."""
    if isinstance(value, dict):
        return {key: without_times(item) for key, item in value.items() if key != _TIMES}
    if isinstance(value, list):
        return [without_times(item) for item in value]
    return value
