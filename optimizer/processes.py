"""Processes beside this one, in which work is done."""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor


def cores() -> int:
    """Processors that this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def spawned(processes: int, initializer: Callable[[], None] | None = None) -> ProcessPoolExecutor:
    """A pool of fresh interpreters: nothing is inherited by a fork, on any platform.

    Args:
        processes: how many.
        initializer: called in each of them first.
    """
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=initializer)


def end_now(pool: ProcessPoolExecutor) -> None:
    """End a pool without waiting for what its processes work on; nothing is left behind."""
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)
