"""What the schema says at a location: which keys are allowed there, and what one means."""

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, RootModel, Tag
from pydantic.fields import FieldInfo

from optimizer.schema.fleet import Fleet

Loc = Sequence[str | int]


def is_tag(part: str | int) -> bool:
    """Whether a part of pydantic's location is no key but the branch of a union."""
    return isinstance(part, str) and (part == "[key]" or (part[:1] == "<" and part[-1:] == ">"))


def model_at(loc: Loc) -> type[BaseModel] | None:
    """The model that describes the mapping at a location with its tags, None if there is none."""
    kind: Any = Fleet
    for part in loc:
        kind = _step(kind, part)
        if kind is None:
            return None
    found = _bare(kind)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def keys_at(loc: Loc) -> Mapping[str, FieldInfo]:
    """The keys allowed in the mapping at a location, with their fields."""
    model = model_at(loc)
    return {} if model is None else keys_of(model)


def keys_of(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """A model's keys as the file writes them."""
    if issubclass(model, RootModel):
        return {}
    keys = {field.alias or name: field for name, field in model.model_fields.items()}
    if model is Fleet:
        keys["site"] = keys["sites"]
    return keys


@cache
def models() -> tuple[type[BaseModel], ...]:
    """All models of the fleet file, the root first, each once."""
    found: dict[type[BaseModel], None] = {}
    waiting: list[Any] = [Fleet]
    while waiting:
        kind = waiting.pop(0)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if kind not in found:
                found[kind] = None
                waiting += [field.annotation for field in kind.model_fields.values()]
        else:
            waiting += typing.get_args(kind)
    return tuple(found)


def homes_of(key: str) -> Iterator[type[BaseModel]]:
    """The models that have a key."""
    for model in models():
        if key in keys_of(model):
            yield model


def _bare(kind: Any) -> Any:
    """A type without annotations and without ``None``, where only one type is left."""
    while True:
        if typing.get_origin(kind) is Annotated:
            kind = typing.get_args(kind)[0]
            continue
        if _is_union(kind):
            rest = [k for k in typing.get_args(kind) if k is not type(None)]
            if len(rest) == 1:
                kind = rest[0]
                continue
        return kind


def _is_union(kind: Any) -> bool:
    return typing.get_origin(kind) in (typing.Union, types.UnionType)


def _step(kind: Any, part: str | int) -> Any:
    """The type one part of a location further, None where there is none."""
    if isinstance(part, str) and is_tag(part):
        return _branch(kind, part)
    kind = _bare(kind)
    if isinstance(part, int):
        arguments = typing.get_args(kind)
        return arguments[0] if typing.get_origin(kind) is tuple and arguments else None
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = keys_of(kind).get(part)
        return None if field is None else field.annotation
    return None


def _branch(kind: Any, tag: str) -> Any:
    """The member of a union that has a tag."""
    if typing.get_origin(kind) is Annotated:
        bare, *metadata = typing.get_args(kind)
        if any(isinstance(m, Tag) and m.tag == tag for m in metadata):
            return bare
        return _branch(bare, tag)
    if _is_union(kind):
        branches = (_branch(member, tag) for member in typing.get_args(kind))
        return next((branch for branch in branches if branch is not None), None)
    return None
