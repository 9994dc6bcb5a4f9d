"""Mend plain slips, so that the rest of a file can be checked in the same go.

Nothing mended is ever planned with: the slip is reported as an error all the same. What cannot
be mended without guessing much ends the attempt.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from optimizer.inputs.nodes import Plain
from optimizer.inputs.source import Loc
from optimizer.inputs.words import REMOVE, Words
from optimizer.schema import Fleet

_PLACEHOLDERS: tuple[Any, ...] = (1, 1.0, "2026-01", "placeholder", True, [], {})


def repaired(document: Plain, words: Sequence[Words]) -> tuple[Fleet | None, frozenset[Loc]]:
    """A fleet with its plain slips mended.

    Args:
        document: what the file says; it is changed.
        words: what is wrong with it.

    Returns:
        The fleet and the places that were mended; None and nothing where it cannot be mended.
    """
    if any(_is_load_bearing(each) for each in words):
        return None, frozenset()
    document = _sites(document)
    missing = [each for each in words if each.field is not None]
    for each in words:
        if each.field is None and not _mend(document, each):
            return None, frozenset()
    for each in missing:
        if not _fill(document, each.loc, each.field):
            return None, frozenset()
    try:
        return Fleet.model_validate(document), frozenset(each.loc for each in words)
    except ValidationError:
        return None, frozenset()


def _is_load_bearing(words: Words) -> bool:
    """Whether much depends on what is wrong: a name that others use, the horizon's length."""
    guessed = words.field is not None or words.code == "E204"
    return words.loc[-1:] == ("name",) or (words.loc[:1] == ("horizon",) and guessed)


def _sites(document: Plain) -> Plain:
    """The document with a single site in the list, where locations look for it."""
    if isinstance(document, dict) and "site" in document and "sites" not in document:
        document["sites"] = [document.pop("site")]
    return document


def _mend(document: Plain, words: Words) -> bool:
    """Do what an error says has to be done; False where it does not say."""
    *parents, last = words.loc or ("",)
    holder = _at(document, tuple(parents))
    if words.instead is None or not words.loc:
        return False
    if isinstance(holder, dict):
        key = str(last)
        if words.at_key:
            value = holder.pop(key, None)
            if words.instead is not REMOVE and words.instead not in holder:
                holder[str(words.instead)] = value
        elif words.instead is REMOVE:
            holder.pop(key, None)
        else:
            holder[key] = words.instead
        return True
    if isinstance(holder, list) and isinstance(last, int) and words.instead is not REMOVE:
        holder[last] = words.instead
        return True
    return False


def _fill(document: Plain, loc: Loc, field: FieldInfo | None) -> bool:
    """Put something into a required key that is missing, unless a mended key has filled it."""
    holder = _at(document, loc[:-1])
    if not isinstance(holder, dict) or field is None:
        return False
    if loc[-1] in holder:
        return True
    kind: Any = field.annotation
    if field.metadata:
        kind = Annotated[(kind, *field.metadata)]
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    for placeholder in _PLACEHOLDERS:
        try:
            adapter.validate_python(placeholder)
        except ValidationError:
            continue
        holder[str(loc[-1])] = placeholder
        return True
    return False


def _at(document: Plain, loc: Loc) -> Plain:
    """The part of a document at a location, None where there is none."""
    part: Plain = document
    for step in loc:
        if isinstance(part, dict) and str(step) in part:
            part = part[str(step)]
        elif isinstance(part, list) and isinstance(step, int) and step < len(part):
            part = part[step]
        else:
            return None
    return part
