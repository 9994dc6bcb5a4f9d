"""Work on futures comes to the same whoever does it, and survives workers that die."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optimizer
from optimizer.errors import FleetoptError
from optimizer.inputs.problem import Problem, Risk
from optimizer.plan import Assurance, Certify, Labour, Way
from optimizer.solvers.base import SolveOptions
from optimizer.stochastic.answers import Answering, Said
from optimizer.stochastic.crew import Alone, LostWorkersError, Pool, crew_of
from optimizer.stochastic.futures import Future
from tests.stochastic.futures_tools import fleet, futures


@pytest.fixture(scope="module")
def problem() -> Problem:
    return replace(futures(fleet("btc-treasury"), 40, seed=3), risk=Risk(cure_cost=0.8))


def nothing(problem: Problem) -> np.ndarray:
    """No decision at all."""
    return np.zeros(len(Future.of(problem, problem.scenarios[0]).stages.once))


def answers(problem: Problem, crew: Any) -> list[Said]:
    """Two rounds of answers, so that the second starts from the first's bases."""
    asking = Answering(problem.scenarios, crew)
    none = [()] * len(problem.scenarios)
    asking.ask(nothing(problem), none)
    return asking.ask(nothing(problem), none)


def same(left: list[Said], right: list[Said]) -> bool:
    """Whether answers are the same to the last bit."""
    return all(
        a.worth == b.worth
        and a.basis == b.basis
        and a.cut.constant == b.cut.constant
        and np.array_equal(a.cut.slope, b.cut.slope)
        for a, b in zip(left, right, strict=True)
    )


def test_a_pool_answers_as_one_process_does(problem: Problem) -> None:
    pool = Pool(problem, 2)
    try:
        assert same(answers(problem, Alone(problem)), answers(problem, pool))
    finally:
        pool.close()


def die_once(problem: Problem, task: tuple[int, str]) -> int:
    """Kills its own process the first time that task 1 is tried."""
    del problem
    number, marker = task
    if number == 1 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_always(problem: Problem, task: int) -> int:
    """Kills its own process."""
    del problem, task
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_a_process_that_dies_loses_nothing(problem: Problem, tmp_path: Path) -> None:
    pool = Pool(problem, 2)
    try:
        tasks = [(i, str(tmp_path / "died")) for i in range(6)]
        assert pool.do(die_once, tasks) == list(range(6))
        assert (tmp_path / "died").exists()
    finally:
        pool.close()


def test_a_task_that_kills_every_process_is_told(problem: Problem) -> None:
    pool = Pool(problem, 2)
    try:
        with pytest.raises(LostWorkersError):
            pool.do(die_always, [1, 2])
    finally:
        pool.close()


def test_one_process_is_this_one(problem: Problem) -> None:
    assert isinstance(crew_of(problem, 1), Alone)


# ------------------------------------------------------------------------------- a real cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A scheduler and three worker processes on this machine."""
    distributed: Any = pytest.importorskip("distributed")
    local = distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=":0"
    )
    yield local
    local.close()


def test_a_cluster_answers_as_one_process_does(problem: Problem, cluster: Any) -> None:
    crew = crew_of(problem, scheduler=cluster.scheduler_address)
    try:
        assert crew.hands == 3
        assert same(answers(problem, Alone(problem)), answers(problem, crew))
    finally:
        crew.close()


def slowly(problem: Problem, task: int) -> tuple[int, int, int]:
    """Takes a moment, and says who did it."""
    time.sleep(0.3)
    return task, len(problem.scenarios), os.getpid()


def test_a_worker_killed_in_mid_run_loses_nothing(problem: Problem, cluster: Any) -> None:
    crew = crew_of(problem, scheduler=cluster.scheduler_address)
    victim = next(iter(cluster.workers.values())).pid

    def kill() -> None:
        time.sleep(1.0)
        os.kill(victim, signal.SIGKILL)

    from threading import Thread

    killer = Thread(target=kill)
    killer.start()
    try:
        found = crew.do(slowly, list(range(24)))
    finally:
        killer.join()
        crew.close()
    assert [(task, number) for task, number, _ in found] == [(i, 40) for i in range(24)]
    with pytest.raises(ProcessLookupError):
        os.kill(victim, 0)


def test_a_plan_made_on_a_cluster_is_the_same_plan(cluster: Any) -> None:
    problem = optimizer.load("fleets/bear-market/site.yaml")
    plain = Assurance(certify=Certify.NONE, canonical=False)
    told = [
        optimizer.solve(
            problem, options=SolveOptions(gap=1e-3), assurance=plain, labour=labour
        ).uncertainty
        for labour in (
            Labour(Way.DECOMPOSITION, processes=1),
            Labour(Way.DECOMPOSITION, scheduler=cluster.scheduler_address),
        )
    ]
    assert told[0] is not None
    assert told[1] is not None
    assert told[0].outcomes == told[1].outcomes
    assert told[0].bound_usd == told[1].bound_usd


def test_a_scheduler_that_does_not_answer_is_told(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.stochastic.cluster.CONNECT_S", 1)
    with pytest.raises(FleetoptError, match="no scheduler answers"):
        crew_of(problem, scheduler="tcp://127.0.0.1:9")


def test_what_is_no_address_is_refused_at_once(problem: Problem) -> None:
    for address in ("nowhere", "10.0.0.1:8786", "tcp://"):
        with pytest.raises(FleetoptError, match="is no address of a scheduler"):
            crew_of(problem, scheduler=address)
