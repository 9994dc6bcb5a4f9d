"""Overrides of single keys, ``path.to.key=value``, as ``--set`` takes them.

A path goes over keys, indices of lists and names of list items:
``contracts.aws.usd_per_kw_month``, ``sites.0.grid_mw``, ``sites.rockdale.halls.A.asic_mw``.
Mappings that are not there yet are made; the schema then checks what came of it.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace

from optimizer.errors import Finding, InputError, Severity
from optimizer.errors.rendering import OVERRIDE
from optimizer.errors.visible import short
from optimizer.inputs.nearest import closest
from optimizer.inputs.nodes import LONGEST_SHOWN, MOST_LEVELS, Node, NotYaml, Place, compose
from optimizer.inputs.source import UNPRINTABLE, SourceMap

MOST_OVERRIDES = 1000
_LONGEST_SHOWN = 200
"""Characters of an override that a finding quotes."""
_MOST_DIGITS = 10
_FORM = "path.to.key=value, like market.hashprice_usd_per_ph_day=30"


class _MisfitError(Exception):
    """An override does not fit: what is wrong and what to do."""

    def __init__(self, message: str, hint: str = "", allowed: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.allowed = message, hint, allowed


def apply_overrides(source: SourceMap, overrides: Sequence[str]) -> SourceMap:
    """The document with some values replaced.

    Args:
        source: the fleet file.
        overrides: ``path.to.key=value`` each; values are YAML. Later ones win.

    Returns:
        A new source map; places of replaced values are those of their override.

    Raises:
        InputError: overrides that do not fit, all of them.
    """
    if isinstance(overrides, str):  # a sequence of texts too, of one letter each
        overrides = (overrides,)
    if len(overrides) > MOST_OVERRIDES:
        raise InputError([_too_many(len(overrides))])
    root, findings = source.root, []
    for override in overrides:
        origin = f"{OVERRIDE}{short(override, _LONGEST_SHOWN)}"
        try:
            path, node = _parse(override, origin)
            root = _with(root, _resolve(root, path), node, Place(1, 1, origin))
        except _MisfitError as misfit:
            findings.append(_finding(origin, override.partition("=")[0].strip(), misfit))
    if findings:
        raise InputError(findings)
    return replace(source, root=root)


def _too_many(number: int) -> Finding:
    misfit = _MisfitError(
        f"{number:,} overrides are too many",
        "write them into the file",
        f"at most {MOST_OVERRIDES:,}",
    )
    return _finding(OVERRIDE.strip(), "", misfit)


def _finding(origin: str, path: str, misfit: _MisfitError) -> Finding:
    return Finding(
        "E212", Severity.ERROR, origin, 0, 0, path, misfit.message,
        allowed=misfit.allowed, hint=misfit.hint,
    )  # fmt: skip


def _parse(override: str, origin: str) -> tuple[str, Node]:
    """Path and value of an override."""
    if hidden := UNPRINTABLE.search(override):
        raise _unwritable(hidden[0])
    path, equals, text = override.partition("=")
    path = path.strip()
    if not equals or not path:
        raise _MisfitError("an override is a path, `=` and a value", allowed=_FORM)
    try:
        node, faults = compose(text, origin)
    except NotYaml as error:
        raise _MisfitError(
            error.fault.message.replace("this is", "the value is", 1), error.fault.hint
        ) from None
    if faults:
        raise _MisfitError(faults[0].message, faults[0].hint)
    return path, node or Node(Place(1, 1, origin), None)


def _unwritable(character: str) -> _MisfitError:
    """What is wrong with a character that no YAML holds."""
    if "\udc80" <= character <= "\udcff":  # how Python passes on bytes that are no text
        message = "the text is not in the encoding of the locale"
        return _MisfitError(message, "use a UTF-8 locale, like LC_ALL=C.UTF-8")
    return _MisfitError(f"the character U+{ord(character):04X} cannot stand in YAML", "remove it")


def _resolve(root: Node, path: str) -> tuple[str | int, ...]:
    """Keys and indices of a path; the keys of mappings that are not there are taken as given."""
    parts: list[str | int] = []
    node: Node | None = root
    rest = _site_or_sites(root, path)
    while rest:
        if len(parts) >= MOST_LEVELS:
            raise _MisfitError(f"the path is deeper than {MOST_LEVELS} levels", allowed=_FORM)
        if node is not None and isinstance(node.value, list):
            index, rest = _item(node.value, rest, ".".join(map(str, parts)))
            parts.append(index)
            node = node.value[index]
        elif node is None or node.value is None or isinstance(node.value, dict):
            key, rest = _key(node, rest)
            parts.append(key)
            held = node.value if node is not None else None
            node = held.get(key) if isinstance(held, dict) else None
        else:
            where = ".".join(map(str, parts))
            held_now = short(repr(node.value), LONGEST_SHOWN)
            message = f"`{where}` holds {held_now}, which has no keys"
            raise _MisfitError(message, f"set `{where}` itself")
    return tuple(parts)


def _site_or_sites(root: Node, path: str) -> str:
    """The path in a file that has its single site under the other key."""
    held = root.value
    if not isinstance(held, dict):
        return path
    first, _, rest = path.partition(".")
    if first == "sites" and rest and "sites" not in held and "site" in held:
        name = _name(held["site"])
        for prefix in (*([name] if name else []), "0"):
            if rest == prefix or rest.startswith(f"{prefix}."):
                return "site" + rest[len(prefix) :]
        said = short(repr(rest.partition(".")[0]), LONGEST_SHOWN)
        raise _MisfitError(f"no site {said}", f"its name is {name!r}")
    if first == "site" and "site" not in held and "sites" in held:
        sites = held["sites"].value
        if isinstance(sites, list) and len(sites) == 1:
            return f"sites.0.{rest}" if rest else "sites.0"
        raise _MisfitError("this file has several sites", "write sites.NAME in place of site")
    return path


def _item(items: list[Node], rest: str, where: str) -> tuple[int, str]:
    """Index of the item that the path names next, by name or number, and the path after it."""
    fitting = [
        (len(name), i) for i, name in _names(items) if rest == name or rest.startswith(f"{name}.")
    ]
    if fitting:
        length, index = max(fitting)
        return index, rest[length + 1 :]
    first, _, after = rest.partition(".")
    if first.isascii() and first.isdigit() and len(first) < _MOST_DIGITS:
        if int(first) < len(items):
            return int(first), after
        last = f"0 to {len(items) - 1}" if items else "none, the list is empty"
        raise _MisfitError(f"`{where}` has no item {first}", allowed=last)
    names = [name for _, name in _names(items)]
    near = closest(first, names)
    hint = f"did you mean {near!r}?" if near else ""
    listed = ", ".join(names[:12]) if names else f"indices 0 to {len(items) - 1}"
    said = short(repr(first), LONGEST_SHOWN)
    raise _MisfitError(f"`{where}` has no item called {said}", hint, listed if items else "")


def _names(items: list[Node]) -> Iterator[tuple[int, str]]:
    """Index and name of the items that have a name."""
    for i, item in enumerate(items):
        if name := _name(item):
            yield i, name


def _name(node: Node) -> str | None:
    """The name of a list item."""
    named = node.value.get("name") if isinstance(node.value, dict) else None
    return named.value if named is not None and isinstance(named.value, str) else None


def _key(node: Node | None, rest: str) -> tuple[str, str]:
    """The key that the path names next, and the path after it."""
    key, _, after = rest.partition(".")
    if not key:
        raise _MisfitError("two points follow each other, or the path ends in one", allowed=_FORM)
    if after == "" and rest.endswith("."):
        raise _MisfitError("the path ends in a point", allowed=_FORM)
    return key, after


def _with(root: Node, parts: tuple[str | int, ...], node: Node, place: Place) -> Node:
    """A copy of the tree with one value replaced; what did not change is shared."""
    if not parts:
        return node
    first, rest = parts[0], parts[1:]
    changed = copy(root)
    if isinstance(root.value, list) and isinstance(first, int):
        items = list(root.value)
        items[first] = _with(items[first], rest, node, place)
        changed.value = items
        return changed
    held = dict(root.value) if isinstance(root.value, dict) else {}
    key = str(first)
    held[key] = _with(held.get(key) or Node(place, {}), rest, node, place)
    changed.value = held
    if not rest or key not in changed.keys:
        changed.keys = {**changed.keys, key: place}
    return changed
