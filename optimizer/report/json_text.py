"""JSON text laid out for people and for diffs: a list of plain values is one line.

The standard library writes either one line for all or one line for each number; a plan of
ten years has 30,000 numbers.
"""

import json
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = dict[str, Json]

_INDENT = "  "


def dumps(value: Json) -> str:
    """The text of a JSON value, ending in a newline; keys stay in their order.

    Raises:
        ValueError: a number is not finite; JSON has no word for it.
    """
    return _text(value, "") + "\n"


def _text(value: Json, indent: str) -> str:
    """The text of a value whose first line is already indented."""
    inner = indent + _INDENT
    if isinstance(value, dict) and value:
        items = [f"{_scalar(key)}: {_text(item, inner)}" for key, item in value.items()]
        return _block("{", items, "}", indent)
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return _block("[", [_text(item, inner) for item in value], "]", indent)
    if isinstance(value, list):
        return f"[{', '.join(_scalar(item) for item in value)}]"
    return _scalar(value)


def _block(opening: str, items: list[str], closing: str, indent: str) -> str:
    """Items on a line each between brackets."""
    inner = indent + _INDENT
    return f"{opening}\n{inner}" + f",\n{inner}".join(items) + f"\n{indent}{closing}"


def _scalar(value: Json) -> str:
    """A value that holds no other."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
