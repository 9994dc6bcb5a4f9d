"""A JSON report as a plain document, read with suspicion."""

import json
import math
import re
import sys
from pathlib import Path
from typing import NoReturn

from optimizer.report.json_report import FORMAT
from optimizer.report.json_schedule import ReportError
from optimizer.report.json_text import Json, JsonObject

LARGEST_REPORT = 64 * 1024 * 1024
"""Bytes. The report of a five-year plan with its proof takes 1.5 MB."""

DEEPEST = 50
"""Levels of brackets. A report has eight."""

_BRACKET = re.compile(r"[\[\]{}]")


def read_document(path: Path) -> JsonObject:
    """The document of a report file.

    Raises:
        ReportError: the file cannot be read, or is no report of this format.
    """
    try:
        if path.is_file() and path.stat().st_size > LARGEST_REPORT:
            raise ReportError(f"{str(path)!r} is larger than {LARGEST_REPORT >> 20} MiB: no report")
        text = path.read_text(encoding="utf-8")
        _check_depth(text)
        document = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_not_finite,
            parse_float=_finite,
            parse_int=_small,
        )
    except OSError as error:
        raise ReportError(f"cannot read {str(path)!r}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        if path.suffix in {".yaml", ".yml"}:
            words = f"{str(path)!r} is no report but a fleet file: solve it with `-o FILE.json`"
            raise ReportError(words) from None
        words = str(error).splitlines()[0][:160]
        raise ReportError(f"{str(path)!r} is not JSON: {words}") from None
    if not isinstance(document, dict) or "fleetopt_report" not in document:
        raise ReportError(f"{str(path)!r} is no report of fleetopt: it lacks `fleetopt_report`")
    if document["fleetopt_report"] != FORMAT:
        raise ReportError(
            f"{str(path)!r} has report format {document['fleetopt_report']!r}; "
            f"this version reads format {FORMAT}"
        )
    return document


def section(document: JsonObject, *keys: str) -> JsonObject:
    """A nested object of the report.

    Raises:
        ReportError: it is not there.
    """
    value: Json = document
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, dict):
        raise ReportError(
            f"the report has no `{'.'.join(keys)}`: it was not written by this version"
        )
    return value


def number(parent: JsonObject, key: str) -> float | None:
    """A number of an object, None where it is absent.

    Raises:
        ReportError: it is something else.
    """
    value = parent.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ReportError(f"`{key}` of the report is {str(value)[:40]!r}, not a number")
    return float(value)


def _check_depth(text: str) -> None:
    """Brackets in texts count too, as no report has so many of them."""
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > DEEPEST:
            raise ValueError(f"brackets stand in each other more than {DEEPEST} deep")


def _object(pairs: list[tuple[str, Json]]) -> JsonObject:
    """An object; one that says the same key twice says two things."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice[:40]!r} stands twice in one object")
    return found


def _not_finite(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")


def _finite(word: str) -> float:
    value = float(word)
    if not math.isfinite(value):
        raise ValueError(f"{word} is larger than any number of a report")
    return value


def _small(word: str) -> int:
    value = int(word)
    if abs(value) > sys.float_info.max:
        raise ValueError("a whole number is larger than any number of a report")
    return value


def text(parent: JsonObject, key: str) -> str:
    """A text of an object.

    Raises:
        ReportError: it is absent, or something else.
    """
    value = parent.get(key)
    if not isinstance(value, str):
        raise ReportError(f"`{key}` of the report is {str(value)[:40]!r}, not a text")
    return value


def texts(parent: JsonObject, key: str) -> tuple[str, ...]:
    """A list of texts, empty where it is absent.

    Raises:
        ReportError: it is something else.
    """
    value = parent.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ReportError(f"`{key}` of the report is not a list of texts")
    return tuple(str(one) for one in value)
