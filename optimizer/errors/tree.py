"""The exceptions; :mod:`optimizer.errors` draws their tree."""

from collections.abc import Iterable

from optimizer.errors.finding import Finding
from optimizer.errors.rendering import render


class FleetoptError(Exception):
    """Everything that fleetopt raises on purpose.

    Attributes:
        code: stable code, documented on the page of errors.
    """

    code = "E001"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class InputError(FleetoptError):
    """A fleet file, or a file that it names, is wrong.

    Attributes:
        findings: all problems found, errors and warnings, in the order of their places;
            at least one is an error.
        code: the code of the first error.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        if not self.errors:
            raise ValueError("an InputError needs at least one error")
        super().__init__(render(self.findings), code=self.errors[0].code)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(found for found in self.findings if found.severity == "error")


class UsageError(FleetoptError):
    """A command or a function was asked for something impossible."""

    code = "E601"


class SolverError(FleetoptError):
    """A solver broke down without an answer."""

    code = "E701"


class MissingSolverError(SolverError):
    """The back-end that was asked for is not installed."""

    code = "E702"
