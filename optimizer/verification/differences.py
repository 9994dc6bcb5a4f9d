"""Where two JSON documents differ."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.report.json_text import Json

RELATIVE = 1e-9
"""Numbers closer than this, relatively, are the same: another processor adds up otherwise."""

ABSOLUTE = 1e-6
"""In the number's own unit: a millionth of a dollar, a watt."""

_RATIO = 1e-12
"""The same for gaps, which are told in billionths."""

_ABSENT = "nothing"


@dataclass(frozen=True)
class Difference:
    """One place at which two documents differ.

    Attributes:
        path: keys and indices, like ``monthly.money.rent.3``.
        told: what the report says.
        made: what the fleet file gives.
    """

    path: str
    told: str
    made: str

    def __str__(self) -> str:
        return f"{self.path}: the report says {self.told}, the fleet file gives {self.made}"


def differences(told: Json, made: Json, path: str = "") -> Iterator[Difference]:
    """All places at which a report differs from the one made anew, in order."""
    if isinstance(told, dict) and isinstance(made, dict):
        for key in dict.fromkeys((*made, *told)):
            below = f"{path}.{key}" if path else key
            if key not in told or key not in made:
                yield Difference(below, _short(told, key), _short(made, key))
            else:
                yield from differences(told[key], made[key], below)
    elif isinstance(told, list) and isinstance(made, list) and len(told) == len(made):
        for i, (left, right) in enumerate(zip(told, made, strict=True)):
            yield from differences(left, right, f"{path}.{i}")
    elif not _same(told, made, _RATIO if path.endswith(".gap") else ABSOLUTE):
        yield Difference(path, _text(told), _text(made))


def _same(told: Json, made: Json, absolute: float) -> bool:
    if isinstance(told, bool) or isinstance(made, bool):
        return told is made
    if isinstance(told, int | float) and isinstance(made, int | float):
        return math.isclose(told, made, rel_tol=RELATIVE, abs_tol=absolute)
    return type(told) is type(made) and told == made


def _short(parent: dict[str, Json], key: str) -> str:
    return _text(parent[key]) if key in parent else _ABSENT


def _text(value: Json) -> str:
    if isinstance(value, dict):
        return f"{len(value)} keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
