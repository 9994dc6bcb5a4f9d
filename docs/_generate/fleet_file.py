"""Every key of the fleet file, from the JSON Schema of its models."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from docs._generate.markdown import anchor, from_rst, table
from optimizer.schema import Fleet

Schema: TypeAlias = Mapping[str, Any]

_INTRO = """\
# The fleet file, format 1

A fleet file says what an operator owns, owes and may sign. It is YAML 1.2, one document, in UTF-8.
`fleetopt init` writes a commented one, `fleetopt validate` shows all problems of a file at once,
and `fleetopt schema` prints the JSON Schema from which an editor completes keys.

- Every number carries its unit in its key, and percentages are percentages: `12`, not `0.12`.
  Months are written `2026-07`. Money is in US dollars.
- Unknown keys are errors. A default is either "none of it" or stated below; nothing has a hidden
  haircut.
- `*_mw` in a hall or a contract is **critical IT MW**; `grid_mw` and what stands under `power:` is
  **gross MW at the meter**. The PUE connects them.
- Paths are relative to the fleet file. A path may leave the fleet's folder, so that fleets can
  share prices (`../prices/ercot.csv`); outside it only regular files named `*.csv` are read.
- Names do not begin with `=`, `+`, `-` or `@`: a spreadsheet would take them for formulas.
- A fleet file has at most 4 MiB, 50,000 values and 50 levels; the CSV files of a fleet together at
  most 32 MiB, 200,000 rows each and 2 million cells. Ten years of hours are 87,600 rows.

## Curves

Where a key takes a *curve*, it takes one of four forms. A range holds for every value.

| form | meaning |
|---|---|
| `38.5` | the same in every month |
| `{2026-01: 38, 2026-07: 35}` | steps: each value holds until the next key; the first key is at \
or before the horizon's start |
| `{start: 38, growth_pct_per_year: -12}` | `start * (1 + g/100) ** (t/12)`, t in months since \
the horizon's start |
| `{csv: prices.csv, column: usd}` | a column of a CSV file that has a column `month`; every month \
of the horizon must be there |
"""

_CURVE_FORMS = {"StepCurve", "GrowthCurve", "CsvCurve"}
_ROOT = "Fleet"
# Limits this large catch slips of the keyboard; they are no rules worth reading about.
_CEILING = 1e5
_DEFAULT = re.compile(r"\s*\bDefault:?\s+(?P<value>(?:(?!\.\s).)+)\.$", re.DOTALL)


def body() -> str:
    """Markdown of the page."""
    root = Fleet.model_json_schema(by_alias=True)
    models: dict[str, Schema] = {**root["$defs"], _ROOT: root}
    parts = [_INTRO]
    for name, place in _in_reading_order(models):
        model = models[name]
        parts.append(f"## {name}\n")
        parts.append(f"`{place}`\n" if place else "The root of the file.\n")
        parts.append(from_rst(model.get("description", "")) + "\n")
        parts += [table(("key", "type", "default", "meaning"), _rows(model, models)), ""]
    return "\n".join(parts)


def _in_reading_order(models: Mapping[str, Schema]) -> list[tuple[str, str]]:
    """Models with the place where they first stand, each before what it holds."""
    found: dict[str, str] = {}

    def visit(name: str, place: str) -> None:
        found[name] = place
        for key, value in models[name]["properties"].items():
            for child, suffix in _models_in(value):
                if child not in found:
                    visit(child, f"{place}.{key}{suffix}".removeprefix("."))

    visit(_ROOT, "")
    return list(found.items())


def _models_in(value: Schema) -> Iterator[tuple[str, str]]:
    """Names of the models that a value may be or hold, with ``[]`` for each list around them."""
    name = _reference(value)
    if name is not None and name not in _CURVE_FORMS:
        yield name, ""
    for branch in _branches(value):
        yield from _models_in(branch)
    if isinstance(items := value.get("items"), Mapping):
        for name, suffix in _models_in(items):
            yield name, f"[]{suffix}"


def _rows(model: Schema, models: Mapping[str, Schema]) -> Iterator[tuple[str, str, str, str]]:
    required = set(model.get("required", ()))
    for key, value in model["properties"].items():
        # A key described by the very words of its model has them on the model only.
        said = value if "description" in value else models[_reference(value) or ""]
        meaning, stated = _split_default(said["description"])
        if key in required:
            default = "**required**"
        elif stated is not None:
            default = stated
        else:
            default = _literal(value.get("default"))
        yield f"`{key}`", _type(value), default, from_rst(meaning)


def _split_default(text: str) -> tuple[str, str | None]:
    """A description without its closing sentence on the default, and what that says."""
    found = _DEFAULT.search(text)
    return (text, None) if found is None else (text[: found.start()], found["value"])


def _literal(value: object) -> str:
    """A default as it would stand in a file; nothing for what is absent or a model's own."""
    if value is None or isinstance(value, Mapping):
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_literal(item) for item in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _type(value: Schema) -> str:
    """What a key takes, in words."""
    if (name := _reference(value)) is not None:
        return f"[{name}](#{anchor(name)})"
    if branches := _branches(value):
        names = {_reference(branch) for branch in branches}
        if names >= _CURVE_FORMS:
            number = next(branch for branch in branches if _reference(branch) is None)
            return f"[curve](#curves){_range(number)}"
        kinds = dict.fromkeys(_type(b) for b in branches if b.get("type") != "null")
        return " or ".join(kinds)
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{item}`" for item in value["enum"])
    if "pattern" in value:
        return "month"
    return _plain(value)


def _plain(value: Schema) -> str:
    kind = value.get("type")
    if kind == "array":
        return f"list of {_type(value['items'])}"
    if kind == "object":
        return f"mapping of {_type(value['additionalProperties'])}"
    words = {"boolean": "true, false", "integer": "whole number", "string": "text"}
    return words.get(str(kind), str(kind)) + _range(value)


def _range(value: Schema) -> str:
    """The range of a number, leaving out limits that only catch slips."""
    least, most = value.get("minimum"), value.get("maximum")
    above, below = value.get("exclusiveMinimum"), value.get("exclusiveMaximum")
    limits = [
        f"{sign} {limit:g}"
        for sign, limit in (("≥", least), (">", above), ("≤", most), ("<", below))
        if limit is not None and abs(limit) < _CEILING
    ]
    return f" {', '.join(limits)}" if limits else ""


def _reference(value: Schema) -> str | None:
    target = value.get("$ref")
    return None if target is None else str(target).rpartition("/")[2]


def _branches(value: Schema) -> list[Schema]:
    return [*value.get("oneOf", ()), *value.get("anyOf", ())]
