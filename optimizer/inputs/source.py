"""The fleet file as text: its plain document, and where each part of it stands."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from optimizer.errors import Finding, InputError
from optimizer.errors.finding import severity_of
from optimizer.errors.visible import short
from optimizer.inputs.nodes import Fault, Node, NotYaml, Place, Plain, compose, walk

LARGEST_FILE = 4 * 1024 * 1024
_LONGEST_PART = 200
"""Characters of a key in a path; a key of a fleet file has far fewer."""
_STREAM = re.compile(r"/dev/stdin|/dev/fd/\d+|/proc/self/fd/\d+")
"""What a shell hands over as a file: `solve /dev/stdin`, `solve <(make-fleet)`."""
Loc: TypeAlias = tuple[str | int, ...]

UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What cannot stand in YAML."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the fleet file, or in an override.

    Attributes:
        line, column: from 1; 0 in an override.
        origin: the override, like ``--set finance.cash_usd=x``; "" for the file.
    """

    line: int
    column: int
    origin: str = ""


@dataclass(frozen=True)
class SourceMap:
    """A fleet file's text with the places of its parts.

    Attributes:
        file: the file as the user named it.
        folder: the file's folder, to which CSV paths are relative.
        sha256: of the file's bytes.
        root: the document's tree.
        lines: the lines of the text.
        faults: what is wrong with the text and did not stop the reading.
    """

    file: str
    folder: Path
    sha256: str
    root: Node
    lines: tuple[str, ...] = field(repr=False)
    faults: tuple[Finding, ...] = ()

    @property
    def document(self) -> Plain:
        """The document without places, aliases expanded."""
        return self.root.plain()

    def locate(self, loc: Sequence[str | int], *, key: bool = False) -> Position:
        """Where a part of the document stands.

        Args:
            loc: keys and list indices from the root; ``sites, 0`` finds a ``site:``.
            key: the place of the last key, not of its value.

        Returns:
            The place of the part, or of the closest part around it that exists.
        """
        parts = self._as_written(loc)
        nodes = list(walk(self.root, parts))
        place = nodes[-1].place
        if key and len(nodes) > len(parts) > 0:
            place = nodes[-2].keys.get(str(parts[-1]), place)
        if place.origin:
            return Position(0, 0, place.origin)
        return Position(place.line, place.column)

    def path(self, loc: Sequence[str | int]) -> str:
        """A location as people write it, list items by their names where they have one."""
        parts: list[str] = []
        nodes = list(walk(self.root, self._as_written(loc)))
        for i, part in enumerate(self._as_written(loc)):
            name = _name_of(nodes[i + 1]) if isinstance(part, int) and i + 1 < len(nodes) else None
            parts.append(short(name or str(part), _LONGEST_PART))
        return ".".join(parts)

    def finding(
        self,
        code: str,
        loc: Sequence[str | int],
        message: str,
        *,
        got: str = "",
        allowed: str = "",
        hint: str = "",
        key: bool = False,
    ) -> Finding:
        """A finding about a part of the document.

        Args:
            code: of the table of errors; its letter says how severe it is.
            loc: keys and list indices from the root; it need not exist.
            message: what is wrong, without a full stop.
            got: what stands there.
            allowed: what may stand there.
            hint: what to do next.
            key: it is about the key and not its value.
        """
        place = self.locate(loc, key=key)
        return _finding(
            code, self, Place(place.line, place.column, place.origin), self.path(loc), message,
            got=got, allowed=allowed, hint=hint,
        )  # fmt: skip

    def _as_written(self, loc: Sequence[str | int]) -> Loc:
        """The location in this document: a single site may be written ``site:``."""
        root = self.root.value
        if isinstance(root, dict) and "sites" not in root and "site" in root:
            if tuple(loc[:2]) == ("sites", 0):
                return ("site", *loc[2:])
            if tuple(loc[:1]) == ("sites",):
                return ("site", *loc[1:])
        return tuple(loc)


def _name_of(node: Node) -> str | None:
    """The name of a list item, where it can stand in a path."""
    if not isinstance(node.value, dict):
        return None
    name = node.value.get("name")
    if name is None or not isinstance(name.value, str) or not re.fullmatch(r"[^.\n]+", name.value):
        return None
    return name.value


def _finding(
    code: str,
    source: SourceMap,
    place: Place,
    path: str,
    message: str,
    *,
    got: str = "",
    allowed: str = "",
    hint: str = "",
) -> Finding:
    """A finding at a place of the file or of an override."""
    inside = 0 < place.line <= len(source.lines)
    excerpt = source.lines[place.line - 1] if inside and not place.origin else ""
    return Finding(
        code=code,
        severity=severity_of(code),
        file=place.origin or source.file,
        line=0 if place.origin else place.line,
        column=0 if place.origin else place.column,
        path=path,
        message=message,
        got=got,
        allowed=allowed,
        hint=hint,
        excerpt=excerpt,
    )


def read_source(path: Path | str) -> SourceMap:
    """Read a fleet file's text.

    Args:
        path: the file.

    Raises:
        InputError: it cannot be read, is not UTF-8, not one YAML document, or not a mapping.
    """
    data = _bytes(Path(path), str(path))
    text = _decode(data, str(path))
    return parse_source(text, str(path), Path(path).parent, hashlib.sha256(data).hexdigest())


def parse_source(text: str, file: str, folder: Path, sha256: str = "") -> SourceMap:
    """Read a fleet file's text that is already in memory.

    Args:
        text: YAML.
        file: what errors call it.
        folder: folder to which CSV paths are relative.
        sha256: of the bytes.

    Raises:
        InputError: it is not YAML, not one document, or not a mapping.
    """
    lines = tuple(re.split(r"\r\n|\r|\n", text))
    empty = SourceMap(file, folder, sha256, Node(Place(1, 1), {}), lines)

    def refuse(fault: Fault) -> InputError:
        return InputError([_of_fault(empty, fault)])

    if hidden := UNPRINTABLE.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        column = hidden.start() - (text.rfind("\n", 0, hidden.start()) + 1) + 1
        message = f"the character U+{ord(hidden[0]):04X} cannot stand in YAML"
        raise refuse(Fault("E103", Place(line, column), message, "remove it"))
    try:
        root, faults = compose(text)
    except NotYaml as error:
        raise refuse(error.fault) from None
    if root is None or root.value is None:
        hint = "`fleetopt init DIR` writes a fleet to start from"
        raise refuse(Fault("E106", Place(1, 1), "the file holds nothing", hint))
    if not isinstance(root.value, dict):
        message = "a fleet file is a mapping with keys like `fleetopt`, `name` and `horizon`"
        raise refuse(Fault("E203", root.place, message, "`fleetopt init DIR` writes one"))
    source = SourceMap(file, folder, sha256, root, lines)
    return replace(source, faults=tuple(_of_fault(source, fault) for fault in faults))


def _of_fault(source: SourceMap, fault: Fault) -> Finding:
    path = source.path(fault.loc)
    return _finding(fault.code, source, fault.place, path, fault.message, hint=fault.hint)


def _bytes(path: Path, name: str) -> bytes:
    """What the file holds."""

    def refuse(code: str, message: str, hint: str) -> InputError:
        return InputError([Finding(code, severity_of(code), name, 0, 0, "", message, hint=hint)])

    check = "check the name and the folder"
    try:
        if path.is_dir():
            raise refuse("E101", "this is a folder, not a file", "name the fleet file in it")
        if path.exists() and not path.is_file() and not _STREAM.fullmatch(name):
            # Opening a pipe waits for a writer, perhaps for ever; a device may never end.
            message = "this is a pipe or a device, not a file"
            raise refuse("E101", message, "name a file, or /dev/stdin")
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise refuse("E101", "there is no such file", check) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse("E101", f"cannot be read: {reason}", check) from None
    if len(data) > LARGEST_FILE:
        message = f"the file is larger than {LARGEST_FILE // 1024**2} MiB"
        raise refuse("E108", message, "put tables into CSV files")
    return data


def _decode(data: bytes, name: str) -> str:
    """The file as text; a byte-order mark is tolerated."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[start : error.start].decode("utf-8", "replace")) + 1
        utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        what = "UTF-16" if utf16 else f"not UTF-8: byte 0x{data[error.start]:02x}"
        finding = Finding(
            "E102", severity_of("E102"), name, line, column, "", f"the text is {what}",
            allowed="UTF-8", hint="save the file as UTF-8",
        )  # fmt: skip
        raise InputError([finding]) from None
