"""A JSON report as a plain document, read with suspicion."""

import json
from pathlib import Path
from typing import NoReturn

from optimizer.report.json_report import FORMAT
from optimizer.report.json_schedule import ReportError
from optimizer.report.json_text import Json, JsonObject

LARGEST_REPORT = 256 * 1024 * 1024
"""Bytes. The report of a large portfolio is a tenth of it."""


def read_document(path: Path) -> JsonObject:
    """The document of a report file.

    Raises:
        ReportError: the file cannot be read, or is no report of this format.
    """
    try:
        if path.is_file() and path.stat().st_size > LARGEST_REPORT:
            raise ReportError(f"{str(path)!r} is larger than {LARGEST_REPORT >> 20} MiB: no report")
        text = path.read_text(encoding="utf-8")
        document = json.loads(text, parse_constant=_not_finite)
    except OSError as error:
        raise ReportError(f"cannot read {str(path)!r}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
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


def _not_finite(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")


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
