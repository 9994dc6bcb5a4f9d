"""What assembling needs everywhere: the horizon, the files, and a place for what goes wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, get_args, get_origin

import numpy as np

from optimizer.catalog import UnknownMachine
from optimizer.errors import Finding
from optimizer.errors.finding import severity_of
from optimizer.errors.visible import short
from optimizer.inputs.curves import CurveError, resolve
from optimizer.inputs.problem import FloatArray
from optimizer.inputs.source import Loc, SourceMap
from optimizer.inputs.tables import Fault, TableError, Tables
from optimizer.months import Horizon, Month
from optimizer.schema import Model, Range

_LONGEST_NAME = 200
"""Characters of a file's name in a message."""

__all__ = ["Loc", "Reading", "ranges_of"]


@dataclass(frozen=True)
class Reading:
    """A load under way.

    Problems are collected, so that all of them are told at once: a curve that cannot be read
    is ones in the meantime.

    Attributes:
        horizon: the months planned.
        source: where the parts of the fleet file stand.
        tables: the CSV files beside it.
        findings: errors and warnings so far.
    """

    horizon: Horizon
    source: SourceMap
    tables: Tables
    findings: list[Finding] = field(default_factory=list)
    _told: set[Finding] = field(default_factory=set)

    @property
    def last(self) -> int:
        """Offset of the last month, T-1."""
        return self.horizon.months - 1

    # ---------------------------------------------------------------------------- reading
    def curve(self, said: Model, key: str, loc: Loc) -> FloatArray:
        """The values of a curve, shape (T,).

        Args:
            said: the model that has it.
            key: attribute of the model, which is the key in the file.
            loc: where the model stands.
        """
        curve = getattr(said, key)
        try:
            return resolve(curve, self.horizon, self.tables, ranges_of(type(said), key))
        except CurveError as error:
            self.add(error.code, (*loc, key, *error.keys), error.message, error.hint)
        except TableError as error:
            self.add_table(error, (*loc, key), "csv", curve.column)
        return np.ones(self.horizon.months)

    def offset(self, month: Month | None, default: int = 0) -> int:
        """Offset of a month from the horizon's start; the default where there is none."""
        return default if month is None else self.horizon.offset(month)

    def window(self, earliest: Month | None, latest: Month | None, lead: int) -> tuple[int, int]:
        """First and last month in which something may begin that is there ``lead`` months later.

        Returns:
            Offsets, cut so that it is there inside the horizon; last < first where it cannot be.
        """
        end = self.last - lead
        return max(self.offset(earliest), 0), min(self.offset(latest, default=end), end)

    # --------------------------------------------------------------------------- findings
    def add(
        self, code: str, loc: Loc, message: str, hint: str = "", got: str = "", allowed: str = ""
    ) -> None:
        """Collect a finding about the fleet file."""
        found = self.source.finding(code, loc, message, got=got, allowed=allowed, hint=hint)
        self.findings.append(found)

    def add_table(self, error: TableError, loc: Loc, file_key: str, title: str) -> None:
        """Collect what is wrong with a CSV file.

        What is wrong on a line is shown there, once, whoever uses the file. A file that is not
        there or has no such column is shown where the fleet file names it.

        Args:
            error: what is wrong.
            loc: where the fleet file names the file and the column.
            file_key: key of the file there.
            title: title of the column wanted.
        """
        for fault in error.listed():
            if fault.line == 0 or (fault.code == "E402" and fault.column == title):
                at = (*loc, file_key if fault.line == 0 else "column")
                message = f"{short(error.name, _LONGEST_NAME)}: {fault.message}"
                self.add(fault.code, at, message, fault.hint, fault.got, fault.allowed)
            else:
                self._add_line(error.name, fault, loc)

    def _add_line(self, name: str, fault: Fault, loc: Loc) -> None:
        """Collect what is wrong on a line of a CSV file."""
        excerpt, column = self.tables.excerpt(name, fault)
        found = Finding(
            code=fault.code,
            severity=severity_of(fault.code),
            file=str(self.source.folder / name),
            line=fault.line,
            column=column,
            path=self.source.path(loc),
            message=fault.message,
            got=fault.got,
            allowed=fault.allowed,
            hint=fault.hint,
            excerpt=excerpt,
        )
        bare = replace(found, path="")
        if bare not in self._told:
            self._told.add(bare)
            self.findings.append(found)

    def add_unknown_machine(self, error: UnknownMachine, loc: Loc) -> None:
        """Collect that the catalogue has no such machine."""
        near = " or ".join(repr(name) for name in error.suggestions)
        hint = f"did you mean {near}?" if near else "`fleetopt catalog` lists all names"
        message = f"the catalogue has no such {error.kind}"
        self.add("E306", loc, message, hint=hint, got=repr(error.name))


@cache
def ranges_of(model: type[Model], key: str) -> tuple[Range, ...]:
    """What the values of a curve must keep to, as the schema says it."""
    info = model.model_fields[key]
    return tuple(_ranges_in((info.annotation, *info.metadata)))


def _ranges_in(parts: tuple[Any, ...]) -> Iterator[Range]:
    """Ranges in the metadata of a type, or of the types that it is a union of."""
    for part in parts:
        if isinstance(part, Range):
            yield part
        elif get_origin(part) is not None:
            yield from _ranges_in(get_args(part))
