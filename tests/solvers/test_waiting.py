"""Waiting for a solver that is slow to stop, with signals."""

import os
import signal
import threading
import time

import pytest

from optimizer.solvers.waiting import interruptible, wait_for


def press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_result_and_error_of_the_work_are_passed_on():
    assert wait_for(lambda: 42, stop=threading.Event()) == 42
    with pytest.raises(ZeroDivisionError):
        wait_for(lambda: 1 // 0, stop=threading.Event())


def test_first_ctrl_c_asks_and_second_raises():
    with interruptible() as asked:
        assert not asked.is_set()
        press_ctrl_c()
        assert asked.is_set()
        with pytest.raises(KeyboardInterrupt):
            press_ctrl_c()


def test_second_ctrl_c_does_not_wait_for_a_solver_that_does_not_stop():
    stop, release = threading.Event(), threading.Event()

    def impatient():
        press_ctrl_c()
        press_ctrl_c()

    with interruptible() as asked:
        with pytest.raises(KeyboardInterrupt):
            wait_for(
                lambda: release.wait(60),
                stop=stop,
                asked=asked,
                tick=impatient,
            )
        assert stop.is_set()
    release.set()


def test_handler_is_restored_after_an_error():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError), interruptible():
        wait_for(lambda: 1 // 0, stop=threading.Event())
    assert signal.getsignal(signal.SIGINT) is before


def test_ignored_interrupts_stay_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruptible() as asked:
            press_ctrl_c()
            time.sleep(0.05)
            assert not asked.is_set()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
