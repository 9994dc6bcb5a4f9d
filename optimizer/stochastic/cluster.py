"""The work of many futures on a Dask cluster.

Tasks depend on nothing but the fleet and themselves, so a worker that dies loses nothing: the
scheduler gives its tasks to another, and a fleet that went down with it is sent again.
"""

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from optimizer.errors import FleetoptError
from optimizer.inputs.problem import Problem
from optimizer.stochastic.crew import TRIES, Work, again_and_again

T = TypeVar("T")
R = TypeVar("R")

CONNECT_S = 20
"""Seconds in which the scheduler must answer."""


class SchedulerError(FleetoptError):
    """The scheduler cannot be reached, or Dask is not installed."""

    code = "E613"


class Cluster:
    """Workers of a Dask scheduler.

    Args:
        problem: the fleet.
        address: like ``tcp://10.0.0.1:8786``.

    Raises:
        SchedulerError: Dask is missing, or nobody answers at the address.
    """

    def __init__(self, problem: Problem, address: str) -> None:
        if not (urlsplit(address).scheme and urlsplit(address).netloc):
            raise SchedulerError(
                f"{address!r} is no address of a scheduler: tcp://10.0.0.1:8786 is"
            )
        try:
            import distributed
        except ImportError:
            raise SchedulerError("`--scheduler` needs Dask; install `fleetopt[cluster]`") from None
        try:
            package: Any = distributed
            self._client: Any = package.Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            words = f"no scheduler answers at {address}: {error}"
            raise SchedulerError(words) from None
        self._problem = problem
        self._fleet: Any = None

    @property
    def hands(self) -> int:
        """Threads of all workers."""
        return max(int(sum(self._client.nthreads().values())), 1)

    def do(self, work: "Work[T, R]", tasks: Sequence[T]) -> list[R]:
        """All tasks on the cluster; what each came to, in their order.

        Raises:
            LostWorkersError: workers died again and again.
        """
        return again_and_again(tasks, lambda left, done: self._round(work, tasks, left, done))

    def _round(
        self, work: "Work[T, R]", tasks: Sequence[T], left: list[int], done: dict[int, R]
    ) -> None:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        if self._fleet is None:
            (self._fleet,) = self._client.scatter([self._problem], broadcast=True, hash=False)
        futures = {
            i: self._client.submit(work, self._fleet, tasks[i], pure=False, retries=TRIES)
            for i in left
        }
        for i, future in futures.items():
            try:
                done[i] = future.result()
            except (KilledWorker, FutureCancelledError):
                self._fleet = None  # it may have gone down with its holders

    def close(self) -> None:
        """Leave the cluster; its workers stay."""
        self._client.close()
