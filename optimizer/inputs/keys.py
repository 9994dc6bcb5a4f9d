"""A fleet file as a flat list of its keys, as `--set` writes them.

Two such lists can be compared key by key, whatever their files look like: order, comments, anchors
and quotes do not matter, and items of a list go by their names.
"""

from collections import Counter
from collections.abc import Iterator

from optimizer.inputs.nodes import Node, Scalar
from optimizer.inputs.problem.fleet import FleetKey


def flat_keys(root: Node) -> tuple[FleetKey, ...]:
    """All keys that hold a value, in the order of the file; a list of plain values is one value."""
    return tuple(_keys(root, ""))


def _keys(node: Node, path: str) -> Iterator[FleetKey]:
    held = node.value
    if isinstance(held, dict) and held:
        for key, child in held.items():
            yield from _keys(child, _join(path, key))
    elif isinstance(held, list) and any(isinstance(item.value, dict | list) for item in held):
        for label, item in zip(_labels(held), held, strict=True):
            yield from _keys(item, _join(path, label))
    else:
        yield FleetKey(path, _plain(node))


def _plain(node: Node) -> Scalar | tuple[Scalar, ...]:
    """A value that has no keys of its own; what is empty is an empty list or nothing."""
    if isinstance(node.value, list):
        return tuple(item.value for item in node.value if not isinstance(item.value, dict | list))
    return None if isinstance(node.value, dict) else node.value


def _labels(items: list[Node]) -> list[str]:
    """The names of a list's items; their numbers where a name is missing or stands twice."""
    names = [_name(item) for item in items]
    seen = Counter(names)
    return [name if name and seen[name] == 1 else str(i) for i, name in enumerate(names)]


def _name(item: Node) -> str | None:
    named = item.value.get("name") if isinstance(item.value, dict) else None
    return named.value if named is not None and isinstance(named.value, str) else None


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
