"""The rung that is reached, and the line that says so."""

import dataclasses

import numpy as np
import pytest

from optimizer.certificate.certify import certify, describe
from optimizer.certificate.ladder import Rung
from optimizer.lp.program import Block
from tests.certificate.small import INF, leaf, program, proof, tree

PROOF = proof(leaf(1, {0: 2.0}))
OPTIMUM = np.array([3.0, 1.0])


def base():
    """3x + 2y with x + y <= 4 and x <= 3: optimum 11 at (3, 1)."""
    return program([3, 2], [[1, 1]], -INF, 4, 0, [3, 10])


def impossible():
    return program([1, 1], [[1, 1]], 3, INF, 0, 1, True)


def told(certificate):
    return describe(dataclasses.replace(certificate, check_seconds=0.05))


def test_a_claim():
    certificate = certify(base(), None)
    assert certificate.rung is Rung.CLAIMED
    assert (certificate.plan, certificate.bound, certificate.gap) == (None, None, None)
    assert told(certificate) == "no plan: claimed by the solver alone"


def test_a_plan():
    certificate = certify(base(), OPTIMUM)
    assert certificate.rung is Rung.PLAN_VERIFIED
    assert certificate.plan is not None
    assert certificate.plan.objective == 11
    assert told(certificate) == "plan verified row by row in 0.05 s; its bound is a claim"


def test_a_plan_that_two_solvers_found():
    certificate = certify(base(), OPTIMUM, corroborated_by="scip")
    assert certificate.rung is Rung.CORROBORATED
    assert told(certificate) == "plan verified row by row; scip finds the same optimum"
    nothing = certify(impossible(), None, corroborated_by="scip")
    assert told(nothing) == "no plan: scip finds none either"


def test_a_plan_and_a_proof():
    certificate = certify(base(), OPTIMUM, PROOF, prove_seconds=1.5, corroborated_by="scip")
    assert certificate.rung is Rung.GAP_CERTIFIED
    assert certificate.bound is not None
    assert certificate.gap is not None
    assert 0 < certificate.gap < 1e-12
    assert certificate.gap == (certificate.bound - 11) / 11
    assert (certificate.nodes, certificate.leaves, certificate.open_leaves) == (1, 1, 0)
    assert (certificate.prove_seconds, certificate.corroborated_by) == (1.5, "scip")
    assert certificate.check_seconds > 0
    rough = dataclasses.replace(certificate, gap=2e-7, nodes=35)
    assert told(rough) == (
        "optimal within 2.0e-7, proved by 35 nodes, checked without a solver in 0.05 s"
    )


def test_an_exact_proof():
    certificate = certify(base(), OPTIMUM, PROOF, exact=True)
    assert certificate.rung is Rung.EXACT
    assert (certificate.bound, certificate.gap) == (11, 0)
    assert told(certificate) == "optimal, proved by 1 node, checked exactly in 0.05 s"


def test_a_large_gap_is_not_called_optimal():
    certificate = certify(base(), OPTIMUM, proof(tree([-1])), gap=2, exact=True)
    assert certificate.rung is Rung.EXACT
    assert certificate.gap == pytest.approx(18 / 11)
    assert told(certificate) == (
        "no plan is worth 163.6% more, proved by 1 node (1 leaf left open), checked exactly in"
        " 0.05 s"
    )


def test_a_gap_wider_than_asked_for_lifts_no_rung():
    certificate = certify(base(), OPTIMUM, proof(tree([-1])), gap=1)
    assert certificate.rung is Rung.PLAN_VERIFIED
    assert certificate.bound == pytest.approx(29)
    assert certificate.gap == pytest.approx(18 / 11)
    assert told(certificate) == (
        "plan verified row by row in 0.05 s; "
        "proved is only a gap of 1.6e+00 where 1.0e+00 was asked for"
    )
    both = certify(base(), OPTIMUM, proof(tree([-1])), corroborated_by="scip")
    assert both.rung is Rung.CORROBORATED


@pytest.mark.parametrize("exact", [False, True])
def test_no_plan(exact):
    certificate = certify(impossible(), None, proof(leaf(0, {0: -1.0})), exact=exact)
    assert certificate.rung is (Rung.EXACT if exact else Rung.GAP_CERTIFIED)
    assert (certificate.bound, certificate.gap) == (-INF, None)
    assert told(certificate).startswith("no plan exists, proved by 1 node, checked ")


def test_a_bound_without_a_plan_is_no_answer():
    certificate = certify(base(), None, PROOF)
    assert certificate.rung is Rung.CLAIMED
    assert certificate.bound == pytest.approx(11)


def test_a_plan_that_does_not_hold():
    certificate = certify(base(), np.array([3.0, 2.0]), PROOF)
    assert certificate.rung is Rung.CLAIMED
    assert certificate.message == "the plan does not hold: r0 is violated by 1"
    assert told(certificate).startswith("claimed by the solver, and not true of this plan; the ")


def test_a_plan_that_is_no_plan_at_all():
    certificate = certify(base(), np.array([np.nan, 2.0]), PROOF)
    assert certificate.rung is Rung.CLAIMED
    assert certificate.gap is None
    assert (
        certificate.message == "the plan does not hold: c0 is inf out of its bounds, a whole"
        " number is off by inf"
    )


def test_a_proof_that_is_refused():
    certificate = certify(base(), OPTIMUM, proof(leaf(1, {9: 1.0})))
    assert certificate.rung is Rung.PLAN_VERIFIED
    assert certificate.bound is None
    assert certificate.message == (
        "the proof was refused: tree: a multiplier is on a row that is not known there"
    )


def test_a_proof_of_nothing():
    huge = program([1e308, 1e308], [[1, 1]], -INF, 4, 0, [1e308, 1e308])
    certificate = certify(huge, np.zeros(2), proof(tree([-1])))
    assert certificate.rung is Rung.PLAN_VERIFIED
    assert certificate.message == "the proof proves no finite bound"


def test_a_plan_within_tolerance_where_there_is_none():
    # x >= 1 + 1e-8 and x <= 1: a solver may say x = 1, and no one would notice.
    tight = program([1], [[1]], 1 + 1e-8, INF, 0, 1)
    certificate = certify(tight, np.ones(1), proof(leaf(0, {0: -1.0})), exact=True)
    assert certificate.rung is Rung.PLAN_VERIFIED
    assert certificate.bound == -INF
    assert certificate.gap is None
    assert "only within the tolerance of rows" in certificate.message


@pytest.mark.parametrize("exact", [False, True])
def test_a_plan_worth_more_than_is_possible_is_not_proved_optimal(exact):
    # x <= 1 in a row of numbers around 2^30: 900 passes as rounding.
    rows = (Block("row", (), np.array(0), 2.0**30, "USD"),)
    wide = dataclasses.replace(program([1], [[1]], -INF, 1, 0, 1e6), rows=rows)
    certificate = certify(wide, np.array([900.0]), proof(leaf(1, {0: 1.0})), exact=exact)
    assert certificate.plan is not None
    assert certificate.plan.ok
    assert certificate.bound == pytest.approx(1.0)
    assert certificate.rung is Rung.PLAN_VERIFIED
    assert "lives on the tolerance of rows" in told(certificate)


def test_only_the_seconds_differ():
    first, second = (certify(base(), OPTIMUM, PROOF) for _ in range(2))
    assert dataclasses.replace(first, check_seconds=0) == dataclasses.replace(
        second, check_seconds=0
    )
