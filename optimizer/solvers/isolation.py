"""Run back-ends in a process of their own: a crash, a hang or a leak costs the solve alone.

A :class:`Workplace` starts its worker when the first run needs it and keeps it for the next
ones (polishing follows the search at once). The worker is asked to stop when the caller is,
or when a back-end overruns its time limit; one that does not listen is killed, and what it
had told of its best plan is kept.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any

from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.backend import Backend
from optimizer.solvers.channel import Channel, Ended, News, Run, Stop
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import End, RawEnd, Settings
from optimizer.solvers.registry import place_of

OVERRUN_S = 2.0
"""A back-end may take this much longer than its time limit before it is asked to stop."""

STOP_S = 5.0
"""A back-end that was asked to stop is killed after this long."""

POLL_S = 0.02
"""How often a wish to stop is looked for."""

_MEMORY_WORDS = ("bad_alloc", "memoryerror", "out of memory", "cannot allocate memory")

_LAST_BYTES = 4000

# The worker finds the same packages as its parent, also from a checkout or a test.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from optimizer.solvers.worker import main; main()"
)


class Workplace:
    """Where back-ends run in another process; a context manager, for one thread at a time."""

    def __init__(self) -> None:
        self._worker: _Worker | None = None
        self._abandoned = threading.Event()

    def __enter__(self) -> "Workplace":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del kind, error, trace
        self.close()

    def close(self) -> None:
        """End the worker, which holds nothing that is needed."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def abandon(self) -> None:
        """End the run that is on in another thread, and let no other one begin."""
        self._abandoned.set()
        worker = self._worker
        if worker is not None:
            worker.kill()

    def start(self) -> None:
        """Start the worker before it is needed."""
        if self._worker is None:
            self._worker = _Worker()

    def run(
        self, backend: Backend, scaled: ScaledProgram, settings: Settings, monitor: Monitor
    ) -> RawEnd:
        """As ``backend.run``, elsewhere; also returns where that would crash or hang."""
        if self._abandoned.is_set():
            return RawEnd(End.INTERRUPT, "it is not needed any more")
        asked_at = time.time()
        self.start()
        worker = self._worker
        assert worker is not None
        if self._abandoned.is_set():  # while it was starting, out of sight of who abandons it
            self.close()
            return RawEnd(End.INTERRUPT, "it is not needed any more")
        try:
            worker.channel.send(Run(place_of(backend), scaled, settings, asked_at))
            end = _watch(worker, settings, monitor)
        except OSError:  # it died before or while it was told
            end = None
        except BaseException:
            self.close()
            raise
        if end is None and self._abandoned.is_set():
            end = RawEnd(End.INTERRUPT, "it is not needed any more")
        elif end is None:
            end = _post_mortem(worker, monitor)
        if worker.gone:
            self.close()
        return end


class _Worker:
    """A running worker process and the messages that came from it."""

    def __init__(self) -> None:
        self._last_words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives with it
        # A worker that is killed cannot clean up; what it leaves is in here.
        self._folder = tempfile.TemporaryDirectory(prefix="fleetopt-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, json.dumps([str(place) for place in sys.path])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._last_words,
            env=os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder.name),
            # Not in the terminal's group: Ctrl-C reaches the parent alone.
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.channel = Channel(self._process.stdout, self._process.stdin)
        self.messages: queue.Queue[Any] = queue.Queue()
        self.gone = False
        self.last_words = ""
        self._burial = threading.Lock()
        self._listener = threading.Thread(target=self._listen, name="solver worker", daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        with suppress(Exception):  # a worker that dies may leave half a message
            while True:
                self.messages.put(self.channel.receive())
        self.messages.put(None)

    def kill(self) -> int:
        """Kill it and all that it started, as far as that still runs; gives its return code."""
        with self._burial:
            if not self.gone and hasattr(os, "killpg"):
                with suppress(OSError):  # also what the back-end has started, which may outlive it
                    os.killpg(self._process.pid, signal.SIGKILL)
            if self._process.poll() is None:
                self._process.kill()
            code = self._process.wait()
            if not self.gone:
                self.gone = True
                self._close()
        return code

    def _close(self) -> None:
        self._listener.join()
        self._last_words.seek(0, os.SEEK_END)
        self._last_words.seek(max(self._last_words.tell() - _LAST_BYTES, 0))
        self.last_words = self._last_words.read().decode("utf-8", "replace")
        for stream in (self._last_words, self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what could not be sent is still in the buffer
                if stream is not None:
                    stream.close()
        self._folder.cleanup()

    def wait(self) -> int:
        """Return code of a worker that has closed its end."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_S)
        return self.kill()


@dataclass(eq=False)
class _Patience:
    """When to ask a run to stop, and when to stop asking."""

    stop_at: float
    kill_at: float = float("inf")

    def step(self, worker: _Worker, monitor: Monitor) -> bool:
        """Ask where it is time to; True when the worker has to be killed."""
        now = time.monotonic()
        if self.kill_at == float("inf") and (monitor.stop.is_set() or now > self.stop_at):
            worker.channel.send(Stop())
            self.kill_at = now + STOP_S
        return now > self.kill_at


def _watch(worker: _Worker, settings: Settings, monitor: Monitor) -> RawEnd | None:
    """Wait for the end of a run, pass on news; None when the worker has died."""
    limit = settings.time_limit_s
    late = float("inf") if limit is None else time.monotonic() + max(limit, 0.0) + OVERRUN_S
    patience = _Patience(late)
    while True:
        try:
            message = worker.messages.get(timeout=POLL_S)
        except queue.Empty:
            message = False
        if message is None:
            return None
        if isinstance(message, Ended):
            return message.end
        if isinstance(message, News):
            monitor.objective, monitor.bound = message.objective, message.bound
            monitor.nodes = message.nodes
            if message.incumbent is not None:
                monitor.incumbent = message.incumbent
        if patience.step(worker, monitor):
            worker.kill()
            end = End.INTERRUPT if monitor.stop.is_set() else End.TIME
            return _kept(end, "it did not stop when asked to, and was killed", monitor)


def _post_mortem(worker: _Worker, monitor: Monitor) -> RawEnd:
    """What a worker died of."""
    code = worker.wait()
    words = worker.last_words
    if any(phrase in words.lower() for phrase in _MEMORY_WORDS):
        return _kept(End.MEMORY, "its process ran out of memory", monitor)
    if code >= 0:
        last = words.strip().splitlines()[-1:] or ["it said nothing"]
        return _kept(End.CRASHED, f"died: its process ended with code {code}: {last[0]}", monitor)
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    hint = ", as the system does where memory runs out" if name == "SIGKILL" else ""
    return _kept(End.CRASHED, f"died: its process was ended by signal {name}{hint}", monitor)


def _kept(end: End, words: str, monitor: Monitor) -> RawEnd:
    return RawEnd(end, words, monitor.incumbent, bound=monitor.bound, nodes=monitor.nodes)
