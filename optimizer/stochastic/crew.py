"""Who does the work of many futures: this process, processes beside it, or a cluster.

A piece of work is a function of a module, the fleet, and a task. It depends on nothing else, so
whoever does it, and however often, it comes to the same; a worker that dies costs its task a
second try. The fleet goes out once.
"""

import pickle
import signal
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from optimizer.inputs.problem import Problem
from optimizer.processes import cores, end_now, spawned

T = TypeVar("T")
R = TypeVar("R")

TRIES = 3
"""How often a task is tried whose worker dies."""

Work = Callable[[Problem, T], R]


class LostWorkersError(RuntimeError):
    """Raised when a task killed every worker that tried it."""


class Crew(Protocol):
    """Does tasks of one fleet."""

    @property
    def hands(self) -> int:
        """How many tasks are done at a time."""

    def do(self, work: "Work[T, R]", tasks: Sequence[T]) -> list[R]:
        """Do all tasks; what each came to, in their order."""

    def close(self) -> None:
        """End all workers."""


def again_and_again(
    tasks: Sequence[T], attempt: Callable[[list[int], dict[int, R]], None]
) -> list[R]:
    """Try tasks until each is done, for workers may die.

    Args:
        tasks: what there is to do.
        attempt: takes the places of the tasks left, and enters what is done by its place.

    Raises:
        LostWorkersError: some are not done after so many tries.
    """
    done: dict[int, R] = {}
    for _ in range(TRIES):
        if left := [i for i in range(len(tasks)) if i not in done]:
            attempt(left, done)
    if len(done) < len(tasks):
        raise LostWorkersError("workers that answer scenarios died again and again")
    return [done[i] for i in range(len(tasks))]


class Alone:
    """This process."""

    hands = 1

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def do(self, work: "Work[T, R]", tasks: Sequence[T]) -> list[R]:
        """One after the other."""
        return [work(self._problem, task) for task in tasks]

    def close(self) -> None:
        """Nothing to end."""


class Pool:
    """Processes beside this one, which are kept from one call to the next."""

    def __init__(self, problem: Problem, processes: int) -> None:
        self.hands = processes
        self._folder = tempfile.TemporaryDirectory(prefix="fleetopt-")
        self._fleet = Path(self._folder.name) / "fleet.pickle"
        self._fleet.write_bytes(pickle.dumps(problem, protocol=pickle.HIGHEST_PROTOCOL))
        self._pool: ProcessPoolExecutor | None = None

    def do(self, work: "Work[T, R]", tasks: Sequence[T]) -> list[R]:
        """Several at a time; the tasks of a worker that dies are done again.

        Raises:
            LostWorkersError: a task killed its worker again and again.
        """
        return again_and_again(tasks, lambda left, done: self._round(work, tasks, left, done))

    def _round(
        self, work: "Work[T, R]", tasks: Sequence[T], left: list[int], done: dict[int, R]
    ) -> None:
        if self._pool is None:
            self._pool = spawned(self.hands, initializer=_leave_interrupts)
        try:
            futures: dict[int, Future[R]] = {
                i: self._pool.submit(_from_file, self._fleet, work, tasks[i]) for i in left
            }
            for i, future in futures.items():
                done[i] = future.result()
        except BrokenProcessPool:
            for i, future in futures.items():
                if future.done() and future.exception() is None:
                    done[i] = future.result()
            self._end()
        except BaseException:
            self._end()
            raise

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            end_now(pool)

    def close(self) -> None:
        """End the processes."""
        self._end()
        self._folder.cleanup()


def crew_of(problem: Problem, processes: int | None = None, scheduler: str | None = None) -> "Crew":
    """A crew on this machine, or on a cluster.

    Args:
        problem: the fleet.
        processes: how many at a time, by default one for each processor; 1 is this process.
        scheduler: address of a Dask scheduler, None for this machine.
    """
    if scheduler is not None:
        from optimizer.stochastic.cluster import Cluster

        return Cluster(problem, scheduler)
    wanted = cores() if processes is None else processes
    return Alone(problem) if wanted <= 1 else Pool(problem, wanted)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that waits, which ends its workers itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _from_file(fleet: Path, work: "Work[T, R]", task: T) -> R:
    return work(_read(fleet), task)


@lru_cache(maxsize=1)
def _read(fleet: Path) -> Problem:
    """The fleet that this worker works on; read once."""
    problem: Problem = pickle.loads(fleet.read_bytes())
    return problem
