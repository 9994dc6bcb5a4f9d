"""Many solves of one fleet's variants, two at a time, with Ctrl-C and a time limit."""

import os
import queue
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from optimizer.lp import Program
from optimizer.solvers.base import Limit, SolveOptions, SolveResult
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.solve import solve
from optimizer.solvers.waiting import interruptible

T = TypeVar("T")

MOST_AT_ONCE = 8
POLL_S = 0.05

Solve = Callable[[Program], SolveResult | None]
"""Solves a program; None where there was no time left, or where it was interrupted."""


@dataclass(frozen=True)
class Job(Generic[T]):
    """Something to work out that takes solves.

    Attributes:
        words: what it is, for the progress line.
        work: does it; returns None where a solve that it needs was not done.
    """

    words: str
    work: Callable[[Solve], T | None]


@dataclass(eq=False)
class Bench:
    """Does jobs side by side, each solve in a process of its own where that pays.

    Attributes:
        options: gap, threads, seed and back-end of every solve; its time limit is that of all
            of them together.
        quick: the solves are short, so processes would cost more than they save.
        stage: told what is worked on.
    """

    options: SolveOptions
    quick: bool
    stage: Callable[[str], None] | None = None
    started: float = field(default_factory=time.monotonic)
    interrupted: bool = False

    def do(self, jobs: Sequence[Job[T]]) -> list[T | None]:
        """What each job came to, in their order; None where it was not finished."""
        if self.quick or len(jobs) < 2:
            return [self._alone(job, number, len(jobs)) for number, job in enumerate(jobs)]
        return self._together(jobs)

    def _alone(self, job: Job[T], number: int, total: int) -> T | None:
        self._tell(job, number, total)
        return None if self.interrupted else job.work(lambda program: self._solve(program, None))

    def _together(self, jobs: Sequence[Job[T]]) -> list[T | None]:
        at_once = min(len(jobs), os.cpu_count() or 1, MOST_AT_ONCE)
        places: queue.SimpleQueue[Workplace] = queue.SimpleQueue()
        all_places = [Workplace() for _ in range(at_once)]
        for place in all_places:
            places.put(place)

        def run(job: Job[T]) -> T | None:
            place = places.get()
            try:
                return job.work(lambda program: self._solve(program, place))
            finally:
                places.put(place)

        with interruptible() as asked, ThreadPoolExecutor(at_once) as pool:
            futures = [pool.submit(run, job) for job in jobs]
            try:
                self._watch(futures, jobs, asked.is_set)
            finally:
                if self.interrupted:
                    for place in all_places:
                        place.abandon()
                wait(futures)
                for place in all_places:
                    place.close()
        return [future.result() for future in futures]

    def _watch(
        self, futures: "list[Future[T | None]]", jobs: Sequence[Job[T]], asked: Callable[[], bool]
    ) -> None:
        """Wait for all jobs, or until Ctrl-C."""
        done = -1
        while True:
            finished, open_ones = wait(futures, POLL_S)
            if len(finished) != done:
                done = len(finished)
                waiting = [job for job, one in zip(jobs, futures, strict=True) if not one.done()]
                if waiting:
                    self._tell(waiting[0], done, len(jobs))
            if asked():
                self.interrupted = True
            if not open_ones or self.interrupted:
                return

    def _tell(self, job: Job[T], number: int, total: int) -> None:
        if self.stage is not None:
            self.stage(f"explaining: {job.words} ({number + 1} of {total})")

    def _solve(self, program: Program, place: Workplace | None) -> SolveResult | None:
        options = replace(self.options, isolated=place is not None or self.options.isolated)
        if self.options.time_limit_s is not None:
            left = self.options.time_limit_s - (time.monotonic() - self.started)
            if left <= 0:
                return None
            options = replace(options, time_limit_s=left)
        if self.interrupted:
            return None
        result = solve(program, options, None, place)
        if result.limit is Limit.INTERRUPT:
            self.interrupted = True
        return None if result.limit is not None else result
