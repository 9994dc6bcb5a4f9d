"""YAML text as a tree of nodes that know their place.

Composed from PyYAML's events, with the scalars of YAML 1.2's core schema: ``no`` and ``on``
are text, so are ``2026-01`` and ``12:30``, and ``1e3`` is a number. Nothing here recurses over
the text, so neither deep nesting nor aliases of aliases can exhaust the stack or the memory.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from optimizer.errors.visible import short

LONGEST_SHOWN = 60
"""Characters of a key or value that a message quotes."""
MOST_NODES = 50_000
"""A hundred sites with monthly curves have half as many; each may be wrong in several ways."""
MOST_LEVELS = 50
MOST_DIRECTIVES = 10
MOST_FAULTS = 1000
"""So many keys that stand twice and the like are told; the reading goes on."""
LONGEST_INTEGER = 400
"""Digits from which on a whole number is beyond all numbers; the largest float has 309."""

Scalar: TypeAlias = str | int | float | bool | None
Plain: TypeAlias = "Scalar | list[Plain] | dict[str, Plain]"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_BEGIN = re.compile(r"^[^%#\s]", re.MULTILINE)
"""The first line that is neither blank, a comment nor a directive."""
_STRING_TAGS = ("!", "tag:yaml.org,2002:str")
_NULL = re.compile(r"null|Null|NULL|~|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_FIRST_OF_A_NUMBER = frozenset("+-.0123456789")
_INFINITY = re.compile(r"([-+]?)\.(inf|Inf|INF)")
_NOT_A_NUMBER = re.compile(r"\.(nan|NaN|NAN)")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text.

    Attributes:
        line, column: from 1.
        origin: the override that the text is of, "" for the file itself.
    """

    line: int
    column: int
    origin: str = ""


@dataclass(slots=True)
class Node:
    """A value with its place.

    Attributes:
        place: where the value begins.
        value: a scalar, the items of a list, or the values of a mapping by key.
        keys: places of a mapping's keys.
        size: number of nodes in it, counted as often as aliases repeat them.
        levels: how deep it is nested, 1 for a scalar.
    """

    place: Place
    value: "Scalar | list[Node] | dict[str, Node]"
    keys: dict[str, Place] = field(default_factory=dict)
    size: int = 1
    levels: int = 1

    def plain(self) -> Plain:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text.

    Attributes:
        code: of the table of errors.
        place: where.
        message: what is wrong.
        hint: what to do, "" if that is plain.
        loc: keys and list indices of what is meant, () where that is not known.
    """

    code: str
    place: Place
    message: str
    hint: str = ""
    loc: tuple[str | int, ...] = ()


class NotYaml(Exception):  # noqa: N818 - it says what the text is, like KeyError's kin
    """A text cannot be read at all.

    Attributes:
        fault: why.
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def compose(text: str, origin: str = "") -> tuple[Node | None, list[Fault]]:
    """Read a text of one YAML document.

    Args:
        text: the text.
        origin: the override that it is of, "" for a file.

    Returns:
        The root, None where the text is empty; and the faults that need not stop the reading:
        keys that stand twice (the first is kept), tags and keys that are no text.

    Raises:
        NotYaml: it is not YAML, not one document, or too large or deep.
    """
    composer = _Composer(origin)
    _refuse_directives(text, origin)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        raise NotYaml(_syntax_fault(error, text, origin)) from None
    except yaml.YAMLError as error:
        raise NotYaml(Fault("E103", Place(1, 1, origin), f"this is not YAML: {error}")) from None
    return composer.root, composer.faults


def _refuse_directives(text: str, origin: str) -> None:
    """Directives before the document: one line says a version, and many take YAML for ever."""
    begin = _BEGIN.search(text)
    found = list(_DIRECTIVE.finditer(text, 0, begin.start() if begin else len(text)))
    if len(found) > MOST_DIRECTIVES:
        line = text.count("\n", 0, found[MOST_DIRECTIVES].start()) + 1
        message = f"more than {MOST_DIRECTIVES} directives (lines that begin with %)"
        raise NotYaml(Fault("E109", Place(line, 1, origin), message, "remove them"))


def _syntax_fault(error: yaml.MarkedYAMLError, text: str, origin: str) -> Fault:
    """PyYAML's error in our words."""
    mark = error.problem_mark or error.context_mark
    if mark is not None and error.context_mark is not None and not _rest(text, mark).strip():
        mark = error.context_mark  # what began there is never closed
    place = Place(mark.line + 1, mark.column + 1, origin) if mark else Place(1, 1, origin)
    lines = re.split(r"\r\n|\r|\n", text)
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or line[place.column - 1 :][:1] == "\t":
        column = line.index("\t") + 1
        message = "a tab stands where YAML wants spaces"
        hint = "replace it by spaces; most editors can do so for the whole file"
        return Fault("E105", Place(place.line, column, origin), message, hint)
    words = ", ".join(part for part in (error.context, error.problem) if part)
    if "nesting depth" in words:  # libyaml from 0.2.6 on has a limit of its own
        return _too_deep(place)
    if "alias" in words:
        return Fault("E103", place, f"this is not YAML: {words}", "quote text that begins with *")
    hint = "check indents, colons and quotes here and on the line above"
    return Fault("E103", place, f"this is not YAML: {words}", hint)


def _rest(text: str, mark: "yaml.Mark") -> str:
    """The text from a mark on."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    return "".join(lines[mark.line :])[mark.column :]


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read: its node, anchor, and the key that waits."""

    node: Node
    anchor: str | None
    key: str | None = None
    key_place: Place | None = None
    in_key: bool = False


class _Composer:
    """Builds the tree from events, one at a time."""

    def __init__(self, origin: str) -> None:
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self._origin = origin
        self._stack: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                message = "a second document begins here; a fleet file is one"
                raise NotYaml(Fault("E107", self._place(event), message, "remove the `---`"))
        elif isinstance(event, yaml.ScalarEvent):
            # Keys are compared as they are written: `2026` is text there, never a number.
            value = str(event.value) if self._wants_key() else self._scalar(event)
            node = Node(self._place(event), value)
            if event.anchor:
                self._anchors[event.anchor] = node
            self._add(node)
        elif isinstance(event, yaml.AliasEvent):
            self._add(self._alias(event), self._place(event))
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            done = self._stack.pop()
            if done.anchor:
                self._anchors[done.anchor] = done.node
            self._add(done.node)

    def _wants_key(self) -> bool:
        """Whether the next value is a key of the mapping that is being read."""
        if not self._stack:
            return False
        parent = self._stack[-1]
        return isinstance(parent.node.value, dict) and parent.key_place is None

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        if mark is None:
            return Place(1, 1, self._origin)
        return Place(mark.line + 1, mark.column + 1, self._origin)

    def _begin(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        place = self._place(event)
        if event.tag and not event.implicit:
            self._refuse_tag(event.tag, place)
        if len(self._stack) >= MOST_LEVELS:
            raise NotYaml(_too_deep(place))
        node = Node(place, [] if isinstance(event, yaml.SequenceStartEvent) else {})
        if event.anchor:
            self._anchors[event.anchor] = None  # still open: an alias to it would be a circle
        self._stack.append(_Open(node, event.anchor))

    def _alias(self, event: yaml.AliasEvent) -> Node:
        place = self._place(event)
        name = str(event.anchor)
        if name not in self._anchors:
            hint = "quote text that begins with *"
            said = short(name, LONGEST_SHOWN)
            raise NotYaml(Fault("E103", place, f"there is no anchor &{said} above", hint))
        node = self._anchors[name]
        if node is None:
            said = short(name, LONGEST_SHOWN)
            message = f"*{said} stands inside &{said}: a circle"
            raise NotYaml(Fault("E108", place, message, "write the value out"))
        return node

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        """The value of a scalar."""
        if event.tag and event.tag not in _STRING_TAGS:
            self._refuse_tag(event.tag, self._place(event))
        plain = event.implicit[0] and not event.tag
        return resolve(event.value) if plain else str(event.value)

    @staticmethod
    def _loc(open_ones: "list[_Open]") -> tuple[str | int, ...]:
        """Keys and indices at which the innermost of some open values goes on."""
        return tuple(
            len(one.node.value) if isinstance(one.node.value, list) else one.key or ""
            for one in open_ones
        )

    def _refuse_tag(self, tag: str, place: Place) -> None:
        shown = short(tag.replace("tag:yaml.org,2002:", "!!"), LONGEST_SHOWN)
        message = f"the tag {shown} has no meaning here"
        hint = "remove it and write the value plainly"
        self._blame("E109", place, message, hint, self._loc(self._stack))

    def _blame(
        self, code: str, place: Place, message: str, hint: str, loc: tuple[str | int, ...] = ()
    ) -> None:
        """Keep a fault that does not end the reading; there may be one on every line."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(code, place, message, hint, loc))

    def _add(self, node: Node, place: Place | None = None) -> None:
        """Put a finished node into what is open."""
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        into = parent.node.value
        if self._wants_key():
            self._open_key(parent, node)
            return
        if place is not None and isinstance(node.value, Scalar):
            node = Node(place, node.value)  # an alias of a scalar is found where it is used
        if isinstance(into, list):
            into.append(node)
        elif isinstance(into, dict):
            self._close_key(parent, into, node)
        parent.node.size += node.size
        parent.node.levels = max(parent.node.levels, node.levels + 1)
        where = place or node.place
        if parent.node.size > MOST_NODES:
            message = f"more than {MOST_NODES:,} values, counted as often as aliases repeat them"
            raise NotYaml(Fault("E108", where, message, "put tables into CSV files"))
        if len(self._stack) + node.levels > MOST_LEVELS:
            raise NotYaml(_too_deep(where))

    def _open_key(self, parent: _Open, node: Node) -> None:
        """A mapping's key, as text."""
        parent.key_place = node.place
        if isinstance(node.value, list | dict):
            parent.key = None
            message = "a key has to be text, not a list or a mapping"
            self._blame("E109", node.place, message, "quote it if it is meant so")
        else:
            parent.key = str(node.value)

    def _close_key(self, parent: _Open, into: "dict[str, Node]", node: Node) -> None:
        """A mapping's value under the key that waits; the first of two equal keys is kept."""
        key, place = parent.key, parent.key_place
        parent.key = parent.key_place = None
        if key is None or place is None:
            return
        if key in into:
            first = parent.node.keys[key]
            said = short(repr(key), LONGEST_SHOWN)
            message = f"the key {said} stands twice in one mapping, first on line {first.line}"
            loc = (*self._loc(self._stack[:-1]), key)
            self._blame("E104", place, message, "keep one of the two", loc)
            return
        into[key] = node
        parent.node.keys[key] = place


def resolve(text: str) -> Scalar:
    """The value of a plain scalar by YAML 1.2's core schema."""
    if _NULL.fullmatch(text):
        return None
    if _BOOLEAN.fullmatch(text):
        return text.lower() == "true"
    if text[0] not in _FIRST_OF_A_NUMBER:
        return text
    for base, pattern in ((10, _INTEGER), (8, _OCTAL), (16, _HEXADECIMAL)):
        if pattern.fullmatch(text):
            return _integer(text, base)
    if _FLOAT.fullmatch(text):
        return float(text)
    if infinite := _INFINITY.fullmatch(text):
        return float(f"{infinite[1]}inf")
    return float("nan") if _NOT_A_NUMBER.fullmatch(text) else text


def _integer(text: str, base: int) -> int | float:
    """A whole number; one with hundreds of digits is beyond all numbers."""
    if len(text) > LONGEST_INTEGER:
        return float("-inf" if text.startswith("-") else "inf")
    return int(text, base)


def walk(node: Node, parts: tuple[str | int, ...]) -> Iterator[Node]:
    """The nodes along a location, the root first, as far as they exist."""
    yield node
    for part in parts:
        value = node.value
        if isinstance(value, dict) and str(part) in value:
            node = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
            node = value[part]
        else:
            return
        yield node


def _too_deep(place: Place) -> Fault:
    message = f"nested deeper than {MOST_LEVELS} levels"
    return Fault("E108", place, message, "a fleet file needs about ten; look for unclosed brackets")
