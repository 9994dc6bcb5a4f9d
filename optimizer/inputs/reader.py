"""Read a fleet file: text, shape and sense, all problems at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from optimizer.errors import Finding, InputError, Severity
from optimizer.inputs.overrides import apply_overrides
from optimizer.inputs.source import Loc, SourceMap, read_source
from optimizer.inputs.words import Words, put_into_words
from optimizer.schema import Fleet

MOST_FINDINGS = 200
"""So many errors, and so many warnings, are told of a fleet at once."""


@dataclass(frozen=True)
class ReadFleet:
    """A fleet file that was read and found to make sense.

    Attributes:
        fleet: what it says.
        source: its text, to say where something stands.
        path: the file.
        sha256: of the file's bytes.
        warnings: what is allowed and looks like a mistake, in the order of their places.
    """

    fleet: Fleet
    source: SourceMap
    path: Path
    sha256: str
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Survey:
    """What can be said of a fleet file, right or wrong.

    Attributes:
        source: its text.
        fleet: what it says; where its shape is wrong, with plain slips mended so that the
            other checks can still run; None where that is not possible.
        findings: all errors and warnings, in the order of their places.
    """

    source: SourceMap
    fleet: Fleet | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(found for found in self.findings if found.severity is Severity.ERROR)


def read_fleet(path: Path | str, overrides: Sequence[str] = ()) -> ReadFleet:
    """Read a fleet file.

    Args:
        path: the file.
        overrides: ``path.to.key=value`` each, as ``--set`` takes them.

    Raises:
        InputError: with all problems that the file has.
    """
    found = survey(path, overrides)
    if found.fleet is None or found.errors:
        raise InputError(found.findings)
    source = found.source
    return ReadFleet(found.fleet, source, Path(path), source.sha256, found.findings)


def survey(path: Path | str, overrides: Sequence[str] = ()) -> Survey:
    """Read a fleet file and gather all that is wrong with it.

    Raises:
        InputError: the text cannot be read as one YAML mapping, or an override does not fit.
    """
    return examine(apply_overrides(read_source(path), overrides))


def examine(source: SourceMap) -> Survey:
    """Check the shape of a document, then its sense."""
    # Here, so that those who only want the text need not load every check.
    from optimizer.inputs.checks import run_checks
    from optimizer.inputs.repair import repaired

    document = source.document
    findings = list(source.faults)
    fleet: Fleet | None
    mended: frozenset[Loc] = frozenset()
    try:
        fleet = Fleet.model_validate(document)
    except ValidationError as error:
        words = put_into_words(error.errors(include_url=False))
        findings += (to_finding(source, each) for each in words)
        fleet, mended = repaired(document, words)
    if fleet is not None:
        findings += run_checks(fleet, source, mended)
    return Survey(source, fleet, in_order(findings))


def to_finding(source: SourceMap, words: Words) -> Finding:
    """A finding from its words, with its place."""
    return source.finding(
        words.code, words.loc, words.message,
        got=words.got, allowed=words.allowed, hint=words.hint, key=words.at_key,
    )  # fmt: skip


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of their places, each once; of very many the first."""
    found = sorted(dict.fromkeys(findings), key=_place)
    if len(found) <= MOST_FINDINGS:
        return tuple(found)
    # Errors and warnings apart: no number of warnings may hide an error.
    kept = {one for severity in Severity for one in _first(found, severity)}
    return tuple(sorted(kept, key=_place))


def _place(found: Finding) -> tuple[str, int, int, str, str]:
    return found.file, found.line, found.column, found.path, found.code


def _first(found: Iterable[Finding], severity: Severity) -> list[Finding]:
    """The first of very many findings, and at the place of the next that there are more."""
    listed = list(islice((one for one in found if one.severity is severity), MOST_FINDINGS + 1))
    if len(listed) > MOST_FINDINGS:
        message = "problems from here on are not listed; mend those above first"
        listed[-1] = replace(listed[-1], message=message, got="", allowed="", hint="")
    return listed
