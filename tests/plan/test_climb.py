"""A solver that lies is found out, and a plan that the ledger refuses is thrown away."""

import os
import signal
import time
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

import optimizer
from optimizer.certificate.ladder import Certificate, Rung
from optimizer.ledger import Breach
from optimizer.plan import Assurance, Certify, audit, build, climb, compose
from optimizer.plan.climb import certificate_of, seek, settled
from optimizer.results import Result
from optimizer.search.prove import prove
from optimizer.solvers.base import Limit, Reason, SolveOptions
from optimizer.solvers.corroborate import Corroboration
from optimizer.solvers.ending import Run, plan_of, with_plan, without_plan
from optimizer.solvers.solve import solve

OPTIONS = SolveOptions()
RUN = Run("liar", "1.0", 0.1, 1, OPTIONS.gap)


@pytest.fixture(scope="module")
def program(fleets):
    return build(optimizer.load(fleets / "two-sites" / "site.yaml")).program


@pytest.fixture(scope="module")
def truth(program):
    return solve(program, OPTIONS)


def certified(program, solved, level, grounds) -> Certificate:
    certificate = certificate_of(program, solved, OPTIONS, level, grounds)
    assert certificate is not None
    return certificate


def rung_of(result: Result) -> Rung:
    assert result.certificate is not None
    return result.certificate.rung


def lie(program, worth):
    """A plan that holds but is not the best, called optimal."""
    half = replace(program, objective=program.objective * 1e-3, offset=0.0)
    poor = solve(replace(half, objective=-half.objective), OPTIONS)
    plan = plan_of(program, poor.x)
    assert plan.verification.ok
    assert plan.objective < worth - 1.0
    return with_plan(RUN, plan, plan.objective, None, 0, "")


def test_a_poor_plan_called_optimal_is_replaced_by_a_better_one(program, truth):
    told = lie(program, truth.objective)
    assert told.reason is Reason.OPTIMAL
    solved, grounds = seek(program, told, OPTIONS, Certify.AUTO)
    assert solved.objective > told.objective
    assert "liar was wrong" in solved.message
    certificate = certified(program, solved, Certify.AUTO, grounds)
    end = settled(solved, certificate, OPTIONS.gap)
    # Whatever is called optimal in the end is: never the lie.
    assert end.reason is Reason.FEASIBLE or end.objective == pytest.approx(truth.objective, 1e-6)


def test_a_feasible_program_called_infeasible_gets_its_plan(program, truth):
    told = without_plan(RUN, Reason.INFEASIBLE, "no plan satisfies all rows and bounds")
    solved, grounds = seek(program, told, OPTIONS, Certify.AUTO)
    if solved.has_plan:
        assert solved.verification is not None
        assert solved.verification.ok
    else:  # not found within the budget: then it is not certified either
        certificate = certified(program, solved, Certify.AUTO, grounds)
        assert certificate.rung is Rung.CLAIMED


def test_the_truth_is_certified(program, truth):
    solved, grounds = seek(program, truth, OPTIONS, Certify.EXACT)
    certificate = certified(program, solved, Certify.EXACT, grounds)
    assert certificate.rung is Rung.EXACT
    end = settled(solved, certificate, OPTIONS.gap)
    assert end.reason is Reason.OPTIMAL
    assert certificate.bound is not None
    assert end.objective is not None
    assert end.bound == max(certificate.bound, end.objective)


@pytest.mark.parametrize("reason", [Reason.FEASIBLE, Reason.ERROR])
def test_what_another_solver_contradicts_is_not_called_proved(program, truth, monkeypatch, reason):
    told = truth if reason is Reason.FEASIBLE else without_plan(RUN, Reason.INFEASIBLE, "no plan")
    better = Corroboration(None, "SCIP found a better one", contradicted=True)
    monkeypatch.setattr(climb, "corroborate", lambda *_args: better)
    solved, grounds = seek(program, told, OPTIONS, Certify.CORROBORATED)
    assert solved.reason is reason
    assert better.words in solved.message
    assert grounds.corroborated_by is None


def test_nothing_is_sought_where_a_limit_ended_the_solve(program, truth):
    stopped = replace(truth, reason=Reason.FEASIBLE, limit=Limit.TIME, message="", bound=None)
    solved, grounds = seek(program, stopped, OPTIONS, Certify.AUTO)
    assert solved is stopped
    assert (grounds.proof, grounds.corroborated_by, grounds.words) == (None, None, "")
    certificate = certified(program, solved, Certify.AUTO, grounds)
    assert certificate.rung is Rung.PLAN_VERIFIED


@pytest.mark.parametrize(
    ("level", "rung"),
    [
        (Certify.PLAN, Rung.PLAN_VERIFIED),
        (Certify.CORROBORATED, Rung.CORROBORATED),
        (Certify.EXACT, Rung.EXACT),
    ],
)
def test_the_rung_that_is_asked_for_is_reached(fleets, level, rung):
    result = optimizer.solve(fleets / "by-hand" / "site.yaml", assurance=Assurance(certify=level))
    assert rung_of(result) is rung


def test_nothing_is_certified_where_nobody_asks(fleets):
    plain = Assurance(certify=Certify.NONE, canonical=False, ledger=False)
    result = optimizer.solve(fleets / "by-hand" / "site.yaml", assurance=plain)
    assert result.certificate is None
    assert result.plan.audit is None
    assert result.plan.canonical is None


def test_a_plan_that_the_ledger_refuses_is_thrown_away(fleets, monkeypatch):
    breach = Breach("grid", 3, "site texas draws 12 MW over its grid in 2026-04", Decimal(2), "MW")
    honest = audit.audit

    def with_breach(*args, **options):
        found = honest(*args, **options)
        assert found is not None
        return replace(found, breaches=(breach,))

    monkeypatch.setattr(compose, "audit", with_breach)
    result = optimizer.solve(fleets / "by-hand" / "site.yaml")
    assert not result.has_plan
    assert result.termination.reason is Reason.ERROR
    assert breach.text in result.termination.message


def test_a_proof_keeps_to_the_time_limit_of_the_solve(program, truth):
    options = SolveOptions(time_limit_s=truth.seconds)
    solved, grounds = seek(program, truth, options, Certify.GAP)
    assert solved is truth
    certificate = certified(program, solved, Certify.GAP, grounds)
    assert certificate.plan is not None
    assert certificate.plan.ok
    assert certificate.bound is not None
    assert np.isfinite(certificate.bound)


@pytest.mark.parametrize(("off", "kept"), [("0.5", True), ("5000", False)])
def test_a_rough_plan_is_reported_with_its_differences(fleets, monkeypatch, off, kept):
    honest = audit.audit

    def off_by_some(*args, **options):
        found = honest(*args, **options)
        assert found is not None
        assert found.worst is not None
        wrong = replace(found.worst, size=Decimal(off), tolerance=Decimal("0.01"))
        return replace(found, differences=(wrong,))

    monkeypatch.setattr(compose, "audit", off_by_some)
    result = optimizer.solve(fleets / "by-hand" / "site.yaml")
    assert result.has_plan is kept
    if kept:
        assert result.plan.audit is not None
        assert not result.plan.audit.ok


def test_an_interrupt_of_the_proof_keeps_the_plan(program, truth, monkeypatch):
    honest = prove

    def interrupted(*args, stop, **options):
        os.kill(os.getpid(), signal.SIGINT)
        while not stop.is_set():
            time.sleep(0.01)
        return honest(*args, stop=stop, **options)

    monkeypatch.setattr(climb, "prove", interrupted)
    truth = replace(truth, tree=None)  # as by a solver that keeps none
    solved, grounds = seek(program, truth, OPTIONS, Certify.AUTO)
    assert solved is truth
    assert grounds.words == "the search for a proof was interrupted"
    certificate = certified(program, solved, Certify.AUTO, grounds)
    assert certificate.plan is not None
    assert certificate.plan.ok
    assert "interrupted" in certificate.message


def test_an_interrupt_of_the_diagnosis_keeps_what_is_known(fleets, monkeypatch):
    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(compose, "diagnose", interrupted)
    result = optimizer.solve(fleets / "no-way-out" / "site.yaml")
    assert result.termination.reason is Reason.INFEASIBLE
    assert rung_of(result) is Rung.EXACT
    assert result.diagnosis is None
