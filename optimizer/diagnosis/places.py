"""Where the keys of a conflict stand in the fleet file, and what they say there."""

from dataclasses import dataclass
from pathlib import Path

from optimizer.errors import FleetoptError
from optimizer.inputs.nodes import Plain, walk
from optimizer.inputs.overrides import apply_overrides
from optimizer.inputs.problem import Problem
from optimizer.inputs.source import Loc, SourceMap, read_source

LONGEST = 60


@dataclass(frozen=True)
class PlaceInFile:
    """A key's place: file (or override), line (0 if none), and what stands there."""

    file: str
    line: int
    value: str


@dataclass(frozen=True)
class Places:
    """Looks places up; without a source, all it knows is the file's name."""

    path: Path
    source: SourceMap | None

    @classmethod
    def of(cls, problem: Problem) -> "Places":
        """The places of a problem's file, as far as it can still be read."""
        try:
            source = apply_overrides(read_source(problem.path), problem.overrides)
        except FleetoptError:
            return cls(problem.path, None)
        return cls(problem.path, source)

    def find(self, loc: Loc) -> PlaceInFile:
        """The place of a key by keys and indices from the root."""
        if self.source is None:
            return PlaceInFile(str(self.path), 0, "")
        parts = self._as_written(loc)
        nodes = list(walk(self.source.root, parts))
        written = len(loc) - (len(parts) + 1 - len(nodes))
        position = self.source.locate(loc[:written], key=True)
        value = _short(nodes[-1].plain()) if written == len(loc) else ""
        return PlaceInFile(position.origin or self.source.file, position.line, value)

    def _as_written(self, loc: Loc) -> Loc:
        """The location in this document: a single site may be written ``site:``."""
        assert self.source is not None
        root = self.source.root.value
        single = isinstance(root, dict) and "sites" not in root and loc[:2] == ("sites", 0)
        return ("site", *loc[2:]) if single else loc


def _short(value: Plain) -> str:
    """A value as a fleet file would have it on one line."""
    if isinstance(value, dict):
        text = "{" + ", ".join(f"{key}: {_short(item)}" for key, item in value.items()) + "}"
    elif isinstance(value, list):
        text = "[" + ", ".join(_short(item) for item in value) + "]"
    elif isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = "null" if value is None else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 2].rstrip(" ,") + " .."
