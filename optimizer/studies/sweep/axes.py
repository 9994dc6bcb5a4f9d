"""Axes of a sweep: which key takes which values, as overrides that anyone can repeat.

``KEY=28:60:2`` goes from 28 to 60 in steps of 2, both ends included; ``KEY=30,35,50`` takes these
values; ``KEY=*0.8:1.2:0.1`` and ``KEY=*0.9,1.1`` multiply what the file has, also a step curve or
one that grows. Steps are counted in decimal, so 0.1 three times is 0.3.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from optimizer.errors import UsageError
from optimizer.inputs.problem import FleetKey

MOST_VALUES = 10_000
_MONTH = re.compile(r"\d{4}-\d{2}")
_FORM = "KEY=START:STOP:STEP, KEY=A,B,C or, to multiply, KEY=*START:STOP:STEP"


@dataclass(frozen=True)
class Axis:
    """A key and the values that it takes.

    Attributes:
        key: path, as ``--set`` takes it.
        values: as written.
        factor: values multiply what the file has.
    """

    key: str
    values: tuple[str, ...]
    factor: bool

    @property
    def numbers(self) -> tuple[float, ...] | None:
        """The values as numbers; None where one is not."""
        try:
            return tuple(float(value) for value in self.values)
        except ValueError:
            return None

    @property
    def title(self) -> str:
        """What people read: the end of the key, which says what it is of and its unit."""
        short = ".".join(self.key.split(".")[-2:])
        return f"{short} x" if self.factor else short


def parse_axis(text: str) -> Axis:
    """An axis from what the command line has.

    Raises:
        UsageError: it is no axis.
    """
    key, equals, said = text.partition("=")
    key, said = key.strip(), said.strip()
    if not (key and equals and said):
        raise UsageError(f"{text!r} is no axis; it has the form {_FORM}")
    factor = said.startswith("*")
    body = said[1:] if factor else said
    parts = body.split(":")
    if len(parts) == 3:
        values = _steps(text, *(_decimal(text, part) for part in parts))
    elif len(parts) == 1:
        values = tuple(part.strip() for part in body.split(","))
        if factor:
            values = tuple(str(_decimal(text, value)) for value in values)
    else:
        raise UsageError(f"{text!r} is no axis; it has the form {_FORM}")
    if len(set(values)) != len(values) or not all(values):
        raise UsageError(f"{text!r}: a value is empty or stands twice")
    return Axis(key, values, factor)


def _decimal(text: str, part: str) -> Decimal:
    try:
        number = Decimal(part.strip())
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise UsageError(f"{text!r}: {part.strip()!r} is no number; an axis is {_FORM}")
    return number


def _steps(text: str, start: Decimal, stop: Decimal, step: Decimal) -> tuple[str, ...]:
    if step == 0 or (stop - start) * step < 0:
        raise UsageError(f"{text!r}: a step of {step} never leads from {start} to {stop}")
    count = int((stop - start) / step) + 1
    if count > MOST_VALUES:
        raise UsageError(f"{text!r}: {count:,} values are more than {MOST_VALUES:,}")
    return tuple(f"{(start + i * step).normalize():f}" for i in range(count))


def overrides_of(axis: Axis, value: str, keys: Sequence[FleetKey]) -> tuple[str, ...]:
    """What ``--set`` takes to give a key a value.

    Args:
        axis: of the value.
        value: one of its values, or one between them.
        keys: of the fleet as it is; needed to multiply.

    Raises:
        UsageError: what is to be multiplied is no number, or is not there.
    """
    if not axis.factor:
        return (f"{axis.key}={value}",)
    return scaled(axis.key, Decimal(value), keys)


def scaled(key: str, factor: Decimal, keys: Sequence[FleetKey]) -> tuple[str, ...]:
    """Overrides that multiply a number or a curve.

    Raises:
        UsageError: there is no such number or curve in the file.
    """
    parts = [(one.path, _number(one.value)) for one in keys if _belongs(one.path, key)]
    if not parts:
        raise UsageError(f"the file has no key {key!r} that could be multiplied")
    wrong = [path for path, value in parts if value is None]
    if wrong:
        raise UsageError(
            f"{wrong[0]!r} holds no number, so {key!r} cannot be multiplied; "
            "multiply a number, or the `scale` beside a file of prices"
        )
    return tuple(f"{path}={_plain(value * factor)}" for path, value in parts if value is not None)


def _belongs(path: str, key: str) -> bool:
    """Whether a path is a number of the key: itself, a step of its curve, or its start."""
    if path == key:
        return True
    rest = path[len(key) + 1 :] if path.startswith(f"{key}.") else ""
    return rest == "start" or _MONTH.fullmatch(rest) is not None


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(repr(value))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
