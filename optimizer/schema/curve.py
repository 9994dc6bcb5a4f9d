"""Curves: one value for every month of the horizon, in one of four forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    RootModel,
    Tag,
    ValidationError,
)
from pydantic_core import CoreSchema, InitErrorDetails, core_schema

from optimizer.months import Month as CalendarMonth
from optimizer.schema.base import FileName, Growth, Model, Month, Number, Title


class StepCurve(RootModel[dict[Month, Number]]):
    """A step curve, ``{2026-01: 38, 2026-07: 35}``: each value holds until the next key."""

    # Nothing but months: otherwise editors would take any mapping for a step curve.
    model_config = ConfigDict(
        frozen=True,
        use_attribute_docstrings=True,
        json_schema_extra={"additionalProperties": False},
    )

    root: Annotated[dict[Month, Number], Field(min_length=1, max_length=1000)]
    """Months to values; the first key is at or before the horizon's start."""

    @property
    def steps(self) -> Mapping[CalendarMonth, float]:
        """Months to values, in the order of the months."""
        return dict(sorted(self.root.items()))


class GrowthCurve(Model):
    """A curve that grows: ``start * (1 + g/100) ** (t/12)``, t months after the start."""

    start: Number
    """Value in the horizon's first month."""

    growth_pct_per_year: Growth
    """Growth in per cent per year; may be negative."""


class CsvCurve(Model):
    """A curve from a CSV file that has a column ``month`` and a column of values."""

    csv: FileName
    """Path of the file, relative to the fleet file."""

    column: Title
    """Name of the column with the values; every month of the horizon needs a row."""


def _form(value: Any) -> str:
    """Which form of a curve a value is meant to be, so that errors speak of that form."""
    if isinstance(value, CsvCurve):
        return "<csv>"
    if isinstance(value, GrowthCurve):
        return "<growth>"
    if isinstance(value, StepCurve):
        return "<steps>"
    if not isinstance(value, Mapping):
        return "<number>"
    if "csv" in value or "column" in value:
        return "<csv>"
    if "start" in value or "growth_pct_per_year" in value:
        return "<growth>"
    return "<steps>"


Curve: TypeAlias = Annotated[
    Annotated[Number, Tag("<number>")]
    | Annotated[StepCurve, Tag("<steps>")]
    | Annotated[GrowthCurve, Tag("<growth>")]
    | Annotated[CsvCurve, Tag("<csv>")],
    Discriminator(_form),
]
"""A number, a step curve, a growth curve or a column of a CSV file."""


@dataclass(frozen=True)
class Range:
    """Which values a curve may take, in every month and whatever its form.

    Attributes:
        ge: at least this.
        gt: more than this.
        le: at most this.
    """

    ge: float | None = None
    gt: float | None = None
    le: float | None = None

    def broken(self, value: float) -> tuple[str, float] | None:
        """The rule that a value breaks, as pydantic names it, with the limit; None if none."""
        if self.ge is not None and value < self.ge:
            return "greater_than_equal", self.ge
        if self.gt is not None and value <= self.gt:
            return "greater_than", self.gt
        if self.le is not None and value > self.le:
            return "less_than_equal", self.le
        return None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check the values after the form has been checked."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Show the range on the plain number, where editors can check it."""
        result = handler(schema)
        limits = {"minimum": self.ge, "exclusiveMinimum": self.gt, "maximum": self.le}
        for key, limit in limits.items():
            if limit is not None:
                result["oneOf"][0].pop("minimum" if key == "exclusiveMinimum" else key, None)
                result["oneOf"][0][key] = limit
        return result

    def _check(self, curve: Any) -> Any:
        """Raise pydantic's own errors, at the step or key where they belong."""
        errors: list[InitErrorDetails] = []
        for loc, value in _values(curve):
            if (rule := self.broken(value)) is not None:
                name, limit = rule
                context = {_CONTEXT[name]: limit}
                errors.append(InitErrorDetails(type=name, loc=loc, input=value, ctx=context))
        if errors:
            raise ValidationError.from_exception_data("curve", errors)
        return curve


_CONTEXT = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le"}


def _values(curve: Any) -> Iterator[tuple[tuple[str, ...], float]]:
    """The values that stand in the fleet file itself, with their places in the curve."""
    if isinstance(curve, StepCurve):
        for month, value in curve.root.items():
            yield (str(month),), value
    elif isinstance(curve, GrowthCurve):
        yield ("start",), curve.start
    elif not isinstance(curve, CsvCurve):
        yield (), curve


NonNegativeCurve: TypeAlias = Annotated[Curve, Range(ge=0)]
PositiveCurve: TypeAlias = Annotated[Curve, Range(gt=0)]
MegawattCurve: TypeAlias = Annotated[Curve, Range(ge=0, le=1e5)]
PriceCurve: TypeAlias = Annotated[Curve, Range(ge=-1e5, le=1e5)]
"""USD per MWh; power prices may be negative."""
RateCurve: TypeAlias = Annotated[Curve, Range(ge=0, le=100)]
"""Interest in per cent per year."""
