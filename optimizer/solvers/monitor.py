"""What a running solver and the thread that waits for it tell each other.

The solver's thread writes what it knows (best objective, bound, nodes, incumbent); the
waiting thread reads it for progress reports and sets ``stop`` when the solver should end.
Everything here is in scaled units: only the back-end knows how to unscale.
"""

import threading
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(eq=False)
class Monitor:
    """Shared state of one run of a solver.

    Attributes:
        stop: set when the solver should end as soon as it can.
        objective: best objective so far, None when there is no plan yet.
        bound: proved bound so far, None when there is none yet.
        nodes: branch-and-bound nodes so far.
        incumbent: best plan so far, shape (n,), or None.
    """

    stop: threading.Event = field(default_factory=threading.Event)
    objective: float | None = None
    bound: float | None = None
    nodes: int = 0
    incumbent: FloatArray | None = None
