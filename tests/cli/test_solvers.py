"""``fleetopt solvers``."""

import json

import pytest
from click.testing import CliRunner

from optimizer.cli.main import main
from optimizer.solvers import selftest
from optimizer.solvers.names import BACKENDS
from optimizer.solvers.registry import backend_class
from optimizer.solvers.selftest import SelfTest, Status


@pytest.fixture
def tried(monkeypatch):
    """Give every back-end a status without trying it."""

    def install(**status):
        def one(name):
            found = status.get(name.replace("-", "_"), Status.NOT_INSTALLED)
            words = "" if found is Status.OK else f"{name} is {found}"
            return SelfTest(backend_class(name), found, words)

        monkeypatch.setattr(selftest, "try_all", lambda: [one(name) for name in BACKENDS])

    return install


def run(*arguments):
    return CliRunner().invoke(main, ["solvers", *arguments])


def test_the_table_fits_and_names_every_solver(tried):
    tried(tree=Status.OK, scip=Status.FAILED)
    result = run()
    assert result.exit_code == 0
    assert result.stderr == ""
    assert max(len(line) for line in result.stdout.splitlines()) <= 100
    for name in BACKENDS:
        assert f"\n{name} " in result.stdout
    assert "scip failed: scip is failed" in result.stdout
    assert "To install glpk: pip install 'fleetopt[backends]'" in result.stdout


def test_the_exit_code_is_that_of_the_default(tried):
    tried(tree=Status.FAILED, scip=Status.OK)
    assert run().exit_code == 1


def test_json(tried):
    tried(tree=Status.OK, cp_sat=Status.OK, cbc=Status.FAILED)
    result = run("--json")
    assert result.exit_code == 0
    solvers = {solver["name"]: solver for solver in json.loads(result.stdout)}
    assert tuple(solvers) == BACKENDS
    assert solvers["tree"]["default"]
    assert not solvers["tree"]["own_process"]
    assert solvers["tree"]["version"]
    assert solvers["tree"]["capabilities"]["duals"]
    assert solvers["cp-sat"]["self_test"] == "ok"
    assert solvers["cp-sat"]["message"] is None
    assert solvers["cbc"]["message"] == "cbc is failed"
    assert solvers["mosek"]["self_test"] == "not installed"
    assert not solvers["glop"]["capabilities"]["mip"]


def test_it_really_tries_them():
    result = run()
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if line.startswith("scip "))
    assert line.endswith(" ok")
