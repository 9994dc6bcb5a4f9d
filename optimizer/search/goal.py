"""What a search is after: what must be beaten, and by how much."""

from dataclasses import dataclass

import numpy as np

LEAST_GAP = 1e-9
"""No smaller gap is aimed at: rounding errors alone may keep a box open."""


@dataclass(frozen=True)
class Goal:
    """What closes a box.

    Attributes:
        worth: objective of the best plan known, offset included; minus infinity where there is
            none.
        gap: by which a plan must be worth more to matter, relative to the worth, but at least to 1;
            ``LEAST_GAP`` if smaller.
    """

    worth: float
    gap: float

    @property
    def target(self) -> float:
        """A box that holds no plan worth more than this is closed."""
        if self.worth == -np.inf:
            return -np.inf
        return self.worth + max(self.gap, LEAST_GAP) * max(abs(self.worth), 1.0)
