"""The closest of some names: what was probably meant."""

import difflib
from collections.abc import Iterable

LONGEST_COMPARED = 100
MOST_COMPARED = 1000
"""Comparing takes time that grows with both; beyond these nobody is helped by a guess."""


def closest(name: str, names: Iterable[str]) -> str | None:
    """The closest of some names whatever their case, None if none comes close."""
    if len(name) > LONGEST_COMPARED:
        return None
    spelled = {one.casefold(): one for one in names if len(one) <= LONGEST_COMPARED}
    if len(spelled) > MOST_COMPARED:
        return spelled.get(name.casefold())
    near = difflib.get_close_matches(name.casefold(), spelled, n=1)
    return spelled[near[0]] if near else None
