"""Run a solver in a thread of its own and wait for it: progress, Ctrl-C.

Native code does not return to Python for signals, so the solver works in a thread and the
calling thread waits, reports progress and listens. Progress callbacks run in the calling
thread; what they raise ends the solve and is passed on. The first Ctrl-C asks the solver
to stop and keep its best plan, the second one raises ``KeyboardInterrupt``. Signals can be
caught in the main thread only; elsewhere there is no such handling and none is needed.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TypeVar

POLL_S = 0.02
"""How often the waiting thread looks up; bounds how late a Ctrl-C is noticed."""

TICK_S = 0.25
"""Time between two progress reports."""

T = TypeVar("T")


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C sets; the second raises ``KeyboardInterrupt``.

    The previous handler is restored at the end. Outside the main thread, and where the
    handler in place was not installed from Python, the event is never set.
    """
    asked = threading.Event()

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    main = threading.current_thread() is threading.main_thread()
    previous = signal.getsignal(signal.SIGINT) if main else None
    # SIG_IGN stays ignored: a parent that started us so (nohup) wants it.
    if previous is None or previous is signal.SIG_IGN:
        yield asked
        return
    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, previous)


class _Worker(threading.Thread, Generic[T]):
    """A thread that keeps what its work returned or raised."""

    def __init__(self, work: Callable[[], T]) -> None:
        # A daemon: a second Ctrl-C must not wait for native code to come to an end.
        super().__init__(name="solver", daemon=True)
        self._work = work
        self._results: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # passed on to the waiting thread
            self._error = error

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._results[0]


def wait_for(
    work: Callable[[], T],
    *,
    stop: threading.Event,
    asked: threading.Event | None = None,
    tick: Callable[[], None] | None = None,
) -> T:
    """Run ``work`` in a thread and return what it returns.

    Args:
        work: the solver's run, which ends soon after ``stop`` is set.
        stop: set here when the work should end.
        asked: set elsewhere when the user wants it to end.
        tick: called in this thread every ``TICK_S`` seconds.
    """
    worker = _Worker(work)
    worker.start()
    waited = 0.0
    try:
        while worker.is_alive():
            worker.join(POLL_S)
            waited += POLL_S
            if asked is not None and asked.is_set():
                stop.set()
            if tick is not None and waited >= TICK_S:
                waited = 0.0
                tick()
    except KeyboardInterrupt:
        stop.set()
        raise
    except BaseException:
        stop.set()
        worker.join()
        raise
    return worker.result()
