"""PuLP, imported without its announcements.

PuLP 3.3 warns at import and at each use that PuLP 4, which needs Python 3.12, will do things
differently. It is capped below 4, so there is nothing for a user to do about that.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def quiet_pulp() -> Iterator[Any]:
    """The module ``pulp``; deprecations are not reported inside the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import pulp

        yield pulp
