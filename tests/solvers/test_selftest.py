"""The self-test of back-ends tells those that work from those that do not."""

import pytest

from optimizer.solvers import selftest
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.names import BACKENDS
from optimizer.solvers.selftest import Status, try_all
from tests.solvers import doubles


def test_every_back_end_is_tried():
    tests = try_all()
    assert tuple(test.backend.name for test in tests) == BACKENDS
    status = {test.backend.name: test.status for test in tests}
    for name in ("highs", "scip", "glop", "pdlp", "cp-sat", "cbc"):
        assert status[name] is Status.OK
    for test in tests:
        assert (test.status is Status.OK) == (test.words == "")


@pytest.mark.parametrize(
    ("double", "words"),
    [
        (doubles.Segfault, "linear: Double .*: it died: .*SIGSEGV"),
        (doubles.Raises, "linear: Double .*: it ended with 'RuntimeError: no licence found'"),
        (doubles.Lies, "linear: Double .*: its plan fails the check"),
        (doubles.GivesUp, "linear: no plan satisfies all rows and bounds"),
    ],
)
def test_one_that_does_not_work_fails(double, words):
    import re

    with Workplace() as workplace:
        test = selftest._test(double, workplace)
    assert test.status is Status.FAILED
    assert re.match(words, test.words)
