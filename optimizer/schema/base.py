"""What all models of the fleet file share: strict scalars, names and months.

Numbers are numbers: no booleans, no text, no infinities. Every alias carries the range that
makes sense for it, so that a field says its range by its type.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    Strict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from optimizer.months import Month as CalendarMonth

FIRST_YEAR, LAST_YEAR = 1990, 2199
LONGEST_NAME = 100
LONGEST_TEXT = 10_000
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
"""What makes a cell a formula, full-width forms included."""
MONTH_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])$"


class Model(BaseModel):
    """Base of every model: frozen, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


# --------------------------------------------------------------------------------- numbers
# A ceiling far above any fleet keeps a slip of the keyboard from reaching the solver.
Number = Annotated[float, Strict(), Field(allow_inf_nan=False, ge=-1e15, le=1e15)]
NonNegative = Annotated[float, Strict(), Field(allow_inf_nan=False, ge=0, le=1e15)]
Positive = Annotated[float, Strict(), Field(allow_inf_nan=False, gt=0, le=1e15)]
Megawatts = Annotated[float, Strict(), Field(allow_inf_nan=False, ge=0, le=1e5)]
PositiveMegawatts = Annotated[float, Strict(), Field(allow_inf_nan=False, gt=0, le=1e5)]
Price = Annotated[float, Strict(), Field(allow_inf_nan=False, ge=-1e5, le=1e5)]
"""USD per MWh; power prices may be negative."""
Percent = Annotated[float, Strict(), Field(allow_inf_nan=False, ge=0, le=100)]
PercentBelow100 = Annotated[float, Strict(), Field(allow_inf_nan=False, ge=0, lt=100)]
PositivePercent = Annotated[float, Strict(), Field(allow_inf_nan=False, gt=0, le=100)]
Growth = Annotated[float, Strict(), Field(allow_inf_nan=False, gt=-100, le=1000)]
"""Per cent per year; may be negative, but not lose everything."""
Pue = Annotated[float, Strict(), Field(allow_inf_nan=False, ge=1, le=5)]
Count = Annotated[int, Strict(), Field(ge=1, le=10_000_000)]
CountOrNone = Annotated[int, Strict(), Field(ge=0, le=10_000_000)]
Months = Annotated[int, Strict(), Field(ge=1, le=600)]
MonthsOrNone = Annotated[int, Strict(), Field(ge=0, le=600)]
Flag = Annotated[bool, Strict()]


# ----------------------------------------------------------------------------------- months
def _month(value: Any) -> CalendarMonth:
    """Read ``YYYY-MM``."""
    if isinstance(value, CalendarMonth):
        return value
    if not isinstance(value, str) or not re.fullmatch(MONTH_PATTERN, value, re.ASCII):
        raise PydanticCustomError("month", "a month is written YYYY-MM, like 2026-07")
    month = CalendarMonth.parse(value)
    if not FIRST_YEAR <= month.year <= LAST_YEAR:
        raise PydanticCustomError("month", "a year is out of range")
    return month


Month = Annotated[
    CalendarMonth,
    PlainValidator(_month),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": MONTH_PATTERN, "examples": ["2026-07"]}),
]
"""A calendar month, written ``YYYY-MM``."""


# ------------------------------------------------------------------------------------- text
def _is_hidden(character: str) -> bool:
    """Control characters and what changes the direction of text or cannot be seen."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _name(value: str) -> str:
    if any(_is_hidden(c) for c in value):
        raise PydanticCustomError("name", "a name has no control or invisible characters")
    if value != value.strip():
        raise PydanticCustomError("name", "a name does not begin or end with a space")
    return value


def _no_formula(value: str) -> str:
    if value.startswith(_FORMULA):
        raise PydanticCustomError(
            "name", "a name does not begin with = + - or @: spreadsheets take it for a formula"
        )
    return value


def _place_name(value: str) -> str:
    if "/" in value:
        raise PydanticCustomError("name", "a name has no '/' here: it divides site from hall")
    return value


def _prose(value: str) -> str:
    if any(_is_hidden(c) and c not in "\n\t\r" for c in value):
        raise PydanticCustomError("name", "text has no control or invisible characters")
    return value


Title = Annotated[
    str, Strict(), Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_name)
]
"""Title of a column of a CSV file."""
Name = Annotated[Title, AfterValidator(_no_formula)]
"""Name of a thing; it stands in reports, which are opened with spreadsheets."""
PlaceName = Annotated[Name, AfterValidator(_place_name)]
"""Name of a site or a hall."""
Prose = Annotated[str, Strict(), Field(max_length=LONGEST_TEXT), AfterValidator(_prose)]
FileName = Annotated[str, Strict(), Field(min_length=1, max_length=1000), AfterValidator(_prose)]


def keys_error(what: str) -> PydanticCustomError:
    """The error for keys of one mapping that exclude or need each other."""
    return PydanticCustomError("exclusive", "{what}", {"what": what})


# ------------------------------------------------------------------------------------ unions
# Tags stand in angle brackets, so that they can be told from keys in a location.
def plain_or_mapping(value: Any) -> str:
    """Which of two forms a value is meant to be: a scalar, or a mapping with keys."""
    return "<mapping>" if isinstance(value, Mapping | BaseModel) else "<plain>"


def by_kind(value: Any) -> str | None:
    """The tag of a mapping with a key ``kind``; None where it has none."""
    if isinstance(value, Mapping):
        return f"<{value['kind']}>" if "kind" in value else None
    return f"<{value.kind}>" if hasattr(value, "kind") else None


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    seen = set()
    for value in values:
        if value in seen:
            raise PydanticCustomError("repeated", "{value} stands twice", {"value": value})
        seen.add(value)
    return values


Distinct = AfterValidator(_distinct)
"""For short lists in which a repetition is a mistake."""
