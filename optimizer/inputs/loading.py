"""Reading, checking and assembling a fleet, with every problem told at once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path

from optimizer.errors import Finding, InputError, Severity
from optimizer.inputs.assemble import Reading, assemble
from optimizer.inputs.keys import flat_keys
from optimizer.inputs.problem import Problem
from optimizer.inputs.reader import in_order, survey
from optimizer.inputs.tables import Tables

# What is wrong with the text or the shape of the file: the rest would be guessing.
_SHAPE = ("E1", "E2")
_TABLES = "E4"
_NO_COLUMN = "E402"


def read_problem(
    path: str | PathLike[str], overrides: Sequence[str] = ()
) -> tuple[Problem, tuple[Finding, ...]]:
    """The problem of a fleet file, and the warnings about it.

    Args:
        path: the fleet file.
        overrides: ``path.to.key=value`` texts that replace keys of the file.

    Raises:
        InputError: something is wrong; all that was found is listed.
    """
    file = Path(path)
    found = survey(file, overrides)
    if found.fleet is None:
        raise InputError(found.findings)
    source = found.source
    tables = Tables(source.folder)
    reading = Reading(found.fleet.horizon.planned, source, tables)
    problem = assemble(found.fleet, reading, file, source.sha256)
    texts = (overrides,) if isinstance(overrides, str) else tuple(overrides)
    problem = replace(
        problem, overrides=texts, keys=flat_keys(source.root), tables=tables.digests()
    )
    new = _new(reading.findings, found.findings)
    if any(error.code.startswith(_SHAPE) for error in found.errors):
        # The fleet was mended to be read at all: only what its CSV files say is no guess, and
        # not even which column was meant.
        new = [one for one in new if one.code.startswith(_TABLES) and one.code != _NO_COLUMN]
    findings = in_order([*found.findings, *new])
    if any(one.severity is Severity.ERROR for one in findings):
        raise InputError(findings)
    return problem, findings


def _new(findings: Iterable[Finding], known: Iterable[Finding]) -> list[Finding]:
    """Findings at places of which the same is not known yet."""
    places = {(one.code, one.file, one.line, one.path) for one in known}
    return [one for one in findings if (one.code, one.file, one.line, one.path) not in places]
