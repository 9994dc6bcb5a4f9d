"""Messages between a solve and the process in which its back-end runs.

Both ends are ours and of one version, so messages are pickles, each after its length in
eight bytes, over a pair of pipes.
"""

import pickle
import struct
import threading
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.raw import RawEnd, Settings

FloatArray = NDArray[np.float64]

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, eq=False)
class Run:
    """To the worker: run a back-end once.

    Attributes:
        place: ``module:class`` of the back-end.
        scaled, settings: as for ``Backend.run``.
        asked_at: when the time limit began to count, by ``time.time``.
    """

    place: str
    scaled: ScaledProgram
    settings: Settings
    asked_at: float


@dataclass(frozen=True)
class Stop:
    """To the worker: end the run as soon as possible and keep the best plan."""


@dataclass(frozen=True, eq=False)
class News:
    """From the worker: what the back-end's monitor holds now.

    Attributes:
        objective, bound, nodes: as in ``Monitor``.
        incumbent: the best plan where it is a new one, shape (n,), else None.
    """

    objective: float | None
    bound: float | None
    nodes: int
    incumbent: FloatArray | None


@dataclass(frozen=True, eq=False)
class Ended:
    """From the worker: the run is over."""

    end: RawEnd


class Channel:
    """One end of the connection. Sending is safe from any thread, receiving from one."""

    def __init__(self, reader: IO[bytes], writer: IO[bytes]) -> None:
        self._reader = reader
        self._writer = writer
        self._lock = threading.Lock()

    def send(self, message: Any) -> None:
        """Send a message.

        Raises:
            OSError: the other end is gone.
        """
        data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self._writer.write(_LENGTH.pack(len(data)))
            self._writer.write(data)
            self._writer.flush()

    def receive(self) -> Any:
        """The next message, waited for.

        Raises:
            EOFError: the other end is gone.
        """
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        return pickle.loads(self._exactly(length))

    def _exactly(self, size: int) -> bytes:
        data = self._reader.read(size)
        if len(data) < size:
            raise EOFError("the other end of the channel is gone")
        return data
