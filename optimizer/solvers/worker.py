"""The process in which a back-end runs when it must not take the program down with it.

What native code prints goes nowhere (standard output) or where the parent reads a dead
worker's last words (standard error). Ctrl-C is the parent's business. When the parent is
gone, so is the worker, with whatever it started.
"""

import os
import queue
import signal
import sys
import threading
import time
from dataclasses import replace
from typing import Any

from optimizer.solvers.channel import Channel, Ended, News, Run, Stop
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import End, RawEnd, Settings
from optimizer.solvers.registry import load_class

NEWS_S = 0.1
"""How often the parent is told of news."""

MB = 2**20


def main() -> None:
    """Take runs from standard input, one after another, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = _own_streams()
    runs: queue.Queue[tuple[Run, Monitor]] = queue.Queue()
    threading.Thread(target=_listen, args=(channel, runs), daemon=True).start()
    while True:
        run, monitor = runs.get()
        over = threading.Event()
        reporter = threading.Thread(target=_report, args=(channel, monitor, over), daemon=True)
        reporter.start()
        end = _run(run, monitor)
        over.set()
        reporter.join()
        channel.send(Ended(end))


def _own_streams() -> Channel:
    """Keep the pipes for messages, and leave native code a standard output that is nowhere."""
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return Channel(reader, writer)


def _listen(channel: Channel, runs: "queue.Queue[tuple[Run, Monitor]]") -> None:
    """Pass on runs, and a wish to stop to the run that is on."""
    monitor = Monitor()
    while True:
        try:
            message: Any = channel.receive()
        except EOFError:
            die_with_children()
        if isinstance(message, Stop):
            monitor.stop.set()
        else:
            monitor = Monitor()
            runs.put((message, monitor))


def die_with_children() -> None:
    """End at once, with the processes that a back-end has started."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def _report(channel: Channel, monitor: Monitor, over: threading.Event) -> None:
    """Send what is new until the run is over, and once more then."""
    told: tuple[object, ...] = (None, None, 0)
    sent = None
    while True:
        last = over.wait(NEWS_S)
        incumbent = monitor.incumbent
        now = (monitor.objective, monitor.bound, monitor.nodes)
        if now != told or incumbent is not sent:
            news = News(*now, None if incumbent is sent else incumbent)
            told, sent = now, incumbent
            channel.send(news)
        if last:
            return


def _run(run: Run, monitor: Monitor) -> RawEnd:
    """Run the back-end; what it raises is its end."""
    try:
        _limit_memory(run.settings.memory_limit_mb)
        backend = load_class(run.place)()
        return backend.run(run.scaled, _from_now(run.settings, run.asked_at), monitor)
    except MemoryError:
        return RawEnd(End.MEMORY, "out of memory", monitor.incumbent, bound=monitor.bound)
    except Exception as error:
        words = " ".join(f"{type(error).__name__}: {error}".split())
        return RawEnd(End.FAILED, words, monitor.incumbent, bound=monitor.bound)


def _from_now(settings: Settings, asked_at: float) -> Settings:
    """The settings with what starting this process took off the time limit."""
    if settings.time_limit_s is None:
        return settings
    left = settings.time_limit_s - max(time.time() - asked_at, 0.0)
    return replace(settings, time_limit_s=max(left, 0.0))


def _limit_memory(megabytes: int | None) -> None:
    """Have allocations fail above a limit, where the system knows how to."""
    if megabytes is None:
        return
    try:
        import resource
    except ImportError:  # no such thing on Windows
        return
    # Data rather than address space where it is counted: threads reserve much that they never use.
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    hard = resource.getrlimit(kind)[1]
    limit = megabytes * MB if hard == resource.RLIM_INFINITY else min(megabytes * MB, hard)
    resource.setrlimit(kind, (limit, hard))


if __name__ == "__main__":
    main()
