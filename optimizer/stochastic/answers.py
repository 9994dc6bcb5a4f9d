"""Answers to decisions in many futures, chunk by chunk, wherever the work is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.problem import Problem
from optimizer.scenario import Scenario
from optimizer.stochastic.crew import Crew
from optimizer.stochastic.futures import Future
from optimizer.stochastic.recourse import Cut, RecourseProgram
from optimizer.stochastic.weaver import worth_interval

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

CHUNK = 16
"""Futures in a task: enough that the way to a worker is no cost, few enough to share out."""


@dataclass(frozen=True, eq=False)
class Chunk:
    """Futures that are to answer.

    Attributes:
        scenarios: the futures.
        once: columns decided once, shape (k,).
        switches: what is broken in each future, in the order of its switches.
        bases: to start from, None for none.
    """

    scenarios: tuple[Scenario, ...]
    once: FloatArray
    switches: tuple[tuple[float, ...], ...]
    bases: tuple[bytes | None, ...]


@dataclass(frozen=True, eq=False)
class Said:
    """What a future answers.

    Attributes:
        worth: NPV, None where nothing answers.
        cut: by the columns decided once, then the future's switches.
        basis: to start from next time.
        reach: smallest and largest NPV that the bounds of its columns allow.
    """

    worth: float | None
    cut: Cut
    basis: bytes
    reach: tuple[float, float]


@lru_cache(maxsize=4096)
def _program(fleet: "_Key", scenario: Scenario) -> RecourseProgram:
    future = Future.of(fleet.problem, scenario)
    return RecourseProgram(future.program, future.fixed)


@dataclass(frozen=True, eq=False)
class _Key:
    """A fleet as a key: the very same object."""

    problem: Problem

    def __hash__(self) -> int:
        return id(self.problem)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.problem is self.problem


def answer_chunk(problem: Problem, chunk: Chunk) -> list[Said]:
    """Answer in every future of a chunk."""
    out = []
    for scenario, switches, basis in zip(chunk.scenarios, chunk.switches, chunk.bases, strict=True):
        program = _program(_Key(problem), scenario)
        answer = program.answer(np.concatenate((chunk.once, np.array(switches))), basis)
        reach = worth_interval(program.program)
        out.append(Said(answer.worth, answer.cut, answer.basis, reach))
    return out


class Answering:
    """Asks all futures, and remembers where each stood.

    Args:
        scenarios: the futures.
        crew: who works out the answers.
    """

    def __init__(self, scenarios: Sequence[Scenario], crew: Crew) -> None:
        self._scenarios = tuple(scenarios)
        self._crew = crew
        self._bases: list[bytes | None] = [None] * len(self._scenarios)

    def ask(self, once: FloatArray, switches: Sequence[tuple[float, ...]]) -> list[Said]:
        """Every future's answer to decisions.

        Args:
            once: columns decided once.
            switches: what is broken in each future.
        """
        starts = range(0, len(self._scenarios), CHUNK)
        chunks = [
            Chunk(
                self._scenarios[i : i + CHUNK],
                once,
                tuple(switches[i : i + CHUNK]),
                tuple(self._bases[i : i + CHUNK]),
            )
            for i in starts
        ]
        said = [one for part in self._crew.do(answer_chunk, chunks) for one in part]
        self._bases = [one.basis for one in said]
        return said
