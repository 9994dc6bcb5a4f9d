"""How a running solve is shown on standard error, where it takes long enough to wonder."""

import shutil
from typing import TextIO

from optimizer.report.words import percent, plural, usd
from optimizer.solvers.base import Progress

LIVE_FROM_S = 1.0
"""A terminal shows nothing of a solve shorter than this."""

LINE_EVERY_S = 5.0
"""Off a terminal a line is written this often, the first after as long."""

_CLEAR = "\r\x1b[K"


class ProgressLine:
    """Shows a solve's progress: a line drawn anew on a terminal, a few lines elsewhere.

    Called by the solver with every :class:`Progress`; ``clear`` takes the line away.
    """

    def __init__(self, stream: TextIO, *, live: bool) -> None:
        self._stream = stream
        self._live = live
        self._next_s = LIVE_FROM_S if live else LINE_EVERY_S
        self._drawn = False

    def __call__(self, progress: Progress) -> None:
        """Show a moment of the solve, if it is time to."""
        if progress.seconds < self._next_s:
            return
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            self._put(_CLEAR + describe(progress)[:width])
            self._drawn = True
        else:
            self._put(describe(progress) + "\n")
            self._next_s = progress.seconds + LINE_EVERY_S

    def stage(self, words: str) -> None:
        """Show, on a terminal, what is done after the solve."""
        if self._live:
            self._put(_CLEAR + f"{words} ..."[: shutil.get_terminal_size().columns - 1])
            self._drawn = True

    def clear(self) -> None:
        """Take the drawn line away."""
        if self._drawn:
            self._put(_CLEAR)
            self._drawn = False

    def _put(self, text: str) -> None:
        """Write; a solve does not fail because nobody can see its progress."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self._next_s = float("inf")


def describe(progress: Progress) -> str:
    """A moment of a solve in words: ``12 s: best $120.1M, bound $123.4M, gap 2.7 %``."""
    parts = []
    if progress.incumbent is not None:
        parts.append(f"best {usd(progress.incumbent)}")
    if progress.bound is not None:
        parts.append(f"bound {usd(progress.bound)}")
    if progress.gap is not None:
        parts.append(f"gap {percent(progress.gap)}")
    if progress.incumbent is None:
        parts.insert(0, "no plan yet")
    if progress.nodes:
        parts.append(plural(progress.nodes, "node"))
    return f"{progress.seconds:,.0f} s: {', '.join(parts)}"
