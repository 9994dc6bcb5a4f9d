"""Many solves in processes of their own: a worker that dies costs its item only."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Generic, TypeVar

from optimizer.processes import end_now, spawned

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Lost:
    """An item whose worker died, or raised what it should not.

    Attributes:
        words: what is known of it.
    """

    words: str


@dataclass(frozen=True)
class Done(Generic[R]):
    """What an item came to.

    Attributes:
        index: of the item.
        value: what the work gave, or that it was lost.
    """

    index: int
    value: R | Lost


def run_all(
    work: Callable[[T], R],
    items: Sequence[T],
    jobs: int,
    done: Callable[[Done[R]], None],
) -> None:
    """Do the work for each item, several at a time.

    Args:
        work: a function of a module, and so are its items: they go to other processes.
        items: what to work on.
        jobs: processes at a time; 1 works in this process.
        done: called in this process for each item, in the order in which they end.

    Raises:
        KeyboardInterrupt: on Ctrl-C; what was done has been told.
    """
    if jobs <= 1 or len(items) <= 1:
        for index, item in enumerate(items):
            done(Done(index, _guarded(work, item)))
        return
    left = _round(work, items, list(range(len(items))), jobs, done)
    # The one that killed the pool is among those left: one by one, only it is lost.
    for index in left:
        if _round(work, items, [index], 1, done):
            done(Done(index, Lost("its process died")))


def _round(
    work: Callable[[T], R],
    items: Sequence[T],
    indices: list[int],
    jobs: int,
    done: Callable[[Done[R]], None],
) -> list[int]:
    """One pool; returns the items that were not finished because a worker died."""
    left = set(indices)
    pool = spawned(min(jobs, len(indices)))
    try:
        futures: dict[Future[R | Lost], int] = {
            pool.submit(_guarded, work, items[index]): index for index in indices
        }
        for future in as_completed(futures):
            try:
                value = future.result()
            except BrokenProcessPool:
                continue
            left.discard(futures[future])
            done(Done(futures[future], value))
    except BaseException:
        end_now(pool)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return sorted(left)


def _guarded(work: Callable[[T], R], item: T) -> R | Lost:
    """The work, whose mistakes cost one item."""
    try:
        return work(item)
    except Exception as error:
        return Lost(f"{type(error).__name__}: {error}")
