"""Pydantic's errors in the words of someone who runs a mine.

What was got, what is allowed, what to do: each kind of error has one small function, looked
up in one table, so that a new kind is either worded or fails a test.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from optimizer.errors.visible import short
from optimizer.inputs import nearest
from optimizer.inputs.nodes import LONGEST_SHOWN
from optimizer.schema import lookup
from optimizer.schema.base import FIRST_YEAR, LAST_YEAR

CURVE_FORMS = (
    "a number, or a curve: `{2026-01: 38, 2026-07: 35}`, "
    "`{start: 38, growth_pct_per_year: -12}` or `{csv: prices.csv, column: price}`"
)
MOST_WORDED = 1000
"""So many errors are put into words; a list may be wrong on every line."""
_KEY = "[key]"
REMOVE = object()
"""What to put instead of something that has to go."""


@dataclass(frozen=True, slots=True)
class Words:
    """A finding without its place.

    Attributes:
        code: of the table of errors.
        loc: keys and indices, without the tags of unions.
        message, got, allowed, hint: as in a finding.
        at_key: it is about the key and not its value.
        instead: a value (or a key, where it is about the key) with which the rest of the file
            can still be checked, ``REMOVE`` to take it away, None where there is no such thing.
        field: the field that is missing, None where it is something else.
    """

    code: str
    loc: tuple[str | int, ...]
    message: str
    got: str = ""
    allowed: str = ""
    hint: str = ""
    at_key: bool = False
    instead: Any = None
    field: FieldInfo | None = None


def put_into_words(errors: Iterable[ErrorDetails]) -> list[Words]:
    """All errors of a validation, in words.

    Args:
        errors: as ``ValidationError.errors()`` gives them.
    """
    found: dict[tuple[object, ...], Words] = {}
    for error in islice(errors, MOST_WORDED):
        if error["type"] == "too_short" and error["input"]:
            continue  # not empty: its items are wrong, and they are told about
        words = _WORDING.get(error["type"], _other)(error)
        found.setdefault((words.code, words.loc, words.message), words)
    broken = {words.loc for words in found.values() if words.code == "E207"}
    return [w for w in found.values() if w.code == "E207" or w.loc[:-1] not in broken]


def shown(value: Any) -> str:
    """A value as an error shows it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        keys = ", ".join(map(str, islice(value, LONGEST_SHOWN))) or "no keys"
        return _cut(f"a mapping with {keys}")
    if isinstance(value, list | tuple):
        return "an empty list" if not value else f"a list of {len(value)}"
    if isinstance(value, str):
        return _cut(repr(value[: LONGEST_SHOWN + 1]))
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:.12g}"
    return _cut(str(value))


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """A hint at the closest of some names, "" if none comes close."""
    near = closest(name, names)
    return f"did you mean `{near}`?" if near else ""


def closest(name: str, names: Iterable[str]) -> str | None:
    """The closest of some names, None if none comes close."""
    spelled = {known.casefold(): known for known in names}
    if begun := [known for known in spelled if known.startswith(f"{name.casefold()}_")]:
        return spelled[min(begun, key=len)]  # the unit was left out
    return nearest.closest(name, spelled.values())


def _cut(text: str) -> str:
    return short(text, LONGEST_SHOWN)


def _loc(error: ErrorDetails) -> tuple[str | int, ...]:
    """The location in the document."""
    return tuple(part for part in error["loc"] if not lookup.is_tag(part))


def _is_curve(error: ErrorDetails) -> bool:
    return "<number>" in error["loc"][-1:]


# ---------------------------------------------------------------------------------- keys


def _unknown_key(error: ErrorDetails) -> Words:
    *parents, key = error["loc"]
    name = str(key)
    loc = _loc(error)
    if name == "<<":
        hint = "YAML 1.2 has none; write the keys out, or use an alias for a whole value"
        message = "merge keys have no meaning here"
        return Words("E109", loc, message, hint=hint, at_key=True)
    known = lookup.keys_at(parents)
    hint = did_you_mean(name, known)
    homes = sorted({model.__name__ for model in lookup.homes_of(name)})
    if not hint and homes:
        hint = f"`{name}` is a key of {' and '.join(homes[:3])}"
    allowed = ", ".join(known)
    message = f"unknown key `{_cut(name)}`"
    instead = closest(name, known) or REMOVE
    return Words("E201", loc, message, allowed=allowed, hint=hint, at_key=True, instead=instead)


def _missing_key(error: ErrorDetails) -> Words:
    *parents, key = error["loc"]
    field = lookup.keys_at(parents).get(str(key))
    meaning = " ".join((field.description or "").split()) if field else ""
    hint = f"add `{key}`: {meaning}".rstrip(".") if meaning else f"add `{key}`"
    return Words("E202", _loc(error), f"missing key `{key}`", hint=hint, field=field)


def _exclusive(error: ErrorDetails) -> Words:
    return Words("E209", _loc(error), error["msg"])


# ---------------------------------------------------------------------------- kind of value


def _wrong_kind(allowed: str) -> Callable[[ErrorDetails], Words]:
    def word(error: ErrorDetails) -> Words:
        value = error["input"]
        wanted = CURVE_FORMS if _is_curve(error) else allowed
        what = "a number or a curve" if _is_curve(error) else allowed
        got = repr(value) if isinstance(value, float) else shown(value)
        message = f"{got} is not {what}" if value is not None else "a value is missing"
        hint, instead = _mend(value, allowed)
        return Words("E203", _loc(error), message, got, wanted, hint, instead=instead)

    return word


def _mend(value: Any, allowed: str) -> tuple[str, Any]:
    """What to write instead of a value of the wrong kind, in words and as a value."""
    if value is None:
        return "write a value, or remove the key", REMOVE
    if allowed == "a list":
        return "write a list: `[..]`, or lines that begin with `- `", None
    if allowed == "text" and isinstance(value, int | float):
        return f'put it in quotes: "{shown(value)}"', shown(value)
    if allowed == "a whole number" and isinstance(value, float) and value.is_integer():
        return f"write {value:.0f}", int(value)
    if not isinstance(value, str):
        return "", None
    if allowed == "true or false":
        word = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(value.lower())
        hint = f"write {word}" if word else "write true or false, without quotes"
        return hint, word == "true"
    if allowed in ("a number", "a whole number"):
        bare = re.sub(r"[\s_,$%]|(?i:mw|kw|usd|btc|w|th)$", "", value[:LONGEST_SHOWN].strip())
        if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", bare):
            number = float(bare)
            if math.isfinite(number):
                return f"write {bare}", int(number) if number.is_integer() else number
    return "", None


def _not_finite(error: ErrorDetails) -> Words:
    message = f"{shown(error['input'])} is not a finite number"
    got = shown(error["input"])
    return Words("E204", _loc(error), message, got, "a finite number", instead=1)


def _out_of_range(phrase: str, limit: str) -> Callable[[ErrorDetails], Words]:
    def word(error: ErrorDetails) -> Words:
        bound = error.get("ctx", {})[limit]
        inside = bound + {"gt": 1, "lt": -1}.get(limit, 0)
        allowed = f"{phrase} {bound:g}"
        message = f"{shown(error['input'])} is out of range: it has to be {allowed}"
        return Words("E204", _loc(error), message, shown(error["input"]), allowed, instead=inside)

    return word


def _not_a_choice(error: ErrorDetails) -> Words:
    choices = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    return _choice(_loc(error), error["input"], choices)


def _choice(loc: tuple[str | int, ...], value: Any, choices: list[str]) -> Words:
    near = closest(value, choices) if isinstance(value, str) else None
    hint = f"did you mean `{near}`?" if near else ""
    message = f"{shown(value)} is not one of the choices"
    allowed = ", ".join(choices)
    return Words("E205", loc, message, shown(value), allowed, hint, instead=near or choices[0])


def _unknown_kind(error: ErrorDetails) -> Words:
    """A mapping whose ``kind`` is none that is known, is missing, or no mapping at all."""
    context, value = error.get("ctx", {}), error["input"]
    loc = _loc(error)
    if not isinstance(value, Mapping):
        return _wrong_kind("a mapping")(error)
    if "kind" not in value:
        message = "missing key `kind`"
        return Words("E202", (*loc, "kind"), message, hint="add `kind`, which says what it is")
    choices = re.findall(r"<(\w+)>", str(context.get("expected_tags", "")))
    return _choice((*loc, "kind"), value["kind"], choices)


# ------------------------------------------------------------------------- months and names


def _not_a_month(error: ErrorDetails) -> Words:
    loc, value = _loc(error), error["input"]
    at_key = error["loc"][-1:] == (_KEY,)
    hint, instead = _mend_month(value)
    if at_key and not hint:
        message = "this is none of the forms of a curve"
        got = f"the key {shown(value)}"
        return Words("E207", loc[:-1], message, got, CURVE_FORMS, instead=1)
    message, allowed = f"{shown(value)} is not a month", "YYYY-MM, like 2026-07"
    return Words("E206", loc, message, shown(value), allowed, hint, at_key, instead)


def _mend_month(value: Any) -> tuple[str, str | None]:
    """What to write instead of something that is no month, in words and as text."""
    text = shown(value).strip("'") if not isinstance(value, str) else value[:LONGEST_SHOWN].strip()
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2})?", text):
        year, month = match[1], int(match[2])
    elif match := re.fullmatch(r"(\d{1,2})[-/.](\d{4})", text):
        year, month = match[2], int(match[1])
    elif re.fullmatch(r"\d{4}", text):
        return f"a year alone is no month: write {text}-01 for its January", f"{text}-01"
    else:
        return "", None
    if not 1 <= month <= 12:
        return "months go from 01 to 12", None
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return f"years go from {FIRST_YEAR} to {LAST_YEAR}", None
    return f"write {year}-{month:02d}", f"{year}-{month:02d}"


def _not_a_year(error: ErrorDetails) -> Words:
    message = f"{shown(error['input'])} is not a year"
    return Words(
        "E206", _loc(error), message, shown(error["input"]), "YYYY, like 2026", at_key=True
    )


def _not_a_name(error: ErrorDetails) -> Words:
    return Words("E208", _loc(error), error["msg"], shown(error["input"]))


def _text_length(error: ErrorDetails) -> Words:
    context, value = error.get("ctx", {}), error["input"]
    if "min_length" in context:
        return Words("E208", _loc(error), "the text is empty", allowed="at least 1 character")
    message = f"the text is too long: {len(value)} characters"
    return Words("E208", _loc(error), message, shown(value), f"at most {context['max_length']}")


def _list_length(error: ErrorDetails) -> Words:
    context = error.get("ctx", {})
    if "min_length" in context:
        message = "at least one is needed here"
        return Words("E213", _loc(error), message, shown(error["input"]), "one or more")
    limit = f"at most {context.get('max_length')}"
    return Words("E213", _loc(error), "too many items", shown(error["input"]), limit)


def _repeated(error: ErrorDetails) -> Words:
    once = list(dict.fromkeys(error["input"]))
    return Words("E213", _loc(error), error["msg"], hint="write each once", instead=once)


def _version(error: ErrorDetails) -> Words:
    value = error["input"]
    hint = "write `fleetopt: 1`; a newer format needs a newer fleetopt"
    if str(value) in ("1", "1.0"):
        hint = "write `fleetopt: 1`, without a point or quotes"
    got = repr(value) if isinstance(value, float) else shown(value)
    return Words("E211", _loc(error), error["msg"], got, "1", hint, instead=1)


def _other(error: ErrorDetails) -> Words:
    return Words("E203", _loc(error), error["msg"], shown(error["input"]))


_A_MAPPING = _wrong_kind("a mapping")
_A_WHOLE_NUMBER = _wrong_kind("a whole number")
_WORDING: dict[str, Callable[[ErrorDetails], Words]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "exclusive": _exclusive,
    "float_type": _wrong_kind("a number"),
    "int_type": _A_WHOLE_NUMBER,
    "int_from_float": _A_WHOLE_NUMBER,
    "bool_type": _wrong_kind("true or false"),
    "string_type": _wrong_kind("text"),
    "tuple_type": _wrong_kind("a list"),
    "dict_type": _A_MAPPING,
    "model_type": _A_MAPPING,
    "model_attributes_type": _A_MAPPING,
    "finite_number": _not_finite,
    "greater_than": _out_of_range("more than", "gt"),
    "greater_than_equal": _out_of_range("at least", "ge"),
    "less_than": _out_of_range("less than", "lt"),
    "less_than_equal": _out_of_range("at most", "le"),
    "literal_error": _not_a_choice,
    "union_tag_invalid": _unknown_kind,
    "union_tag_not_found": _unknown_kind,
    "month": _not_a_month,
    "year": _not_a_year,
    "name": _not_a_name,
    "string_too_short": _text_length,
    "string_too_long": _text_length,
    "too_short": _list_length,
    "too_long": _list_length,
    "repeated": _repeated,
    "version": _version,
}
