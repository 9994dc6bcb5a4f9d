"""``expected.json``: what a fleet is expected to give, small enough to read and to edit by hand."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from optimizer.errors import FleetoptError
from optimizer.report.json_text import dumps
from optimizer.writing import write_whole

NAME = "expected.json"
FORMAT = 1
LARGEST = 4 * 1024 * 1024


class ExpectedError(FleetoptError):
    """An ``expected.json`` cannot be read."""

    code = "E612"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tolerances(_Part):
    """How far a fleet may drift before it counts.

    Attributes:
        relative: of the NPV and of key figures, as a fraction.
        units: machines and servers.
        mw: megawatts.
    """

    relative: float = Field(default=1e-4, ge=0)
    units: float = Field(default=1.0, ge=0)
    mw: float = Field(default=1e-6, ge=0)


class Worth(_Part):
    """The NPV as an interval: what the plan is worth, and what no plan is worth more than, USD."""

    low: float
    high: float


class Change(_Part):
    """Why the expectation is what it is.

    Attributes:
        date: of the change, YYYY-MM-DD.
        version: of fleetopt.
        reason: in the words of who changed it.
    """

    date: str
    version: str
    reason: str


class Expected(_Part):
    """What a fleet is expected to give.

    Attributes:
        fleetopt_expected: format.
        set: keys replaced for the solve, as ``--set`` takes them.
        gap: asked for.
        reason: how the solve ends.
        npv_usd: as an interval; None without a plan.
        decisions: what is decided, by thing; quantities that may vary are left out.
        figures: key figures, those that may not vary.
        tolerances: beyond which something has drifted.
        history: why it is so, the newest last.
    """

    fleetopt_expected: Literal[1] = 1
    set: tuple[str, ...] = ()
    gap: float = Field(default=1e-6, ge=0, lt=1)
    reason: str
    npv_usd: Worth | None = None
    decisions: dict[str, dict[str, float | str]] = {}
    figures: dict[str, float] = {}
    tolerances: Tolerances = Tolerances()
    history: tuple[Change, ...] = ()


def read_expected(path: Path) -> Expected | None:
    """The expectation in a file; None where there is no such file.

    Raises:
        ExpectedError: it cannot be read, or says what no expectation can.
    """
    try:
        if path.exists() and path.stat().st_size > LARGEST:
            raise ExpectedError(f"{path}: larger than {LARGEST >> 20} MiB: no expectation")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or error
        raise ExpectedError(f"{path}: cannot be read: {words}") from None
    try:
        return Expected.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ExpectedError(
            f"{path}: `{where}`: {first['msg']}; mend it, or write it anew with --update"
        ) from None


def write_expected(path: Path, expected: Expected) -> None:
    """Write an expectation whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    write_whole(path, dumps(expected.model_dump(mode="json")))
