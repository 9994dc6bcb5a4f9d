"""The same random programs through HiGHS, CBC and SCIP (GLOP where nothing is integer).

Back-ends get whole bounds for integers, as ours does, since they err on fractional ones.
"""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.numerics.presolve_checks import check
from optimizer.solvers.base import Reason
from optimizer.solvers.solve import solve
from tests.solvers import others
from tests.solvers.kkt import assert_optimal
from tests.solvers.programs import random_program


def assert_agreement(program):
    """No other solver finds more, and at least one finds the same.

    Not both: CBC calls one of these programs infeasible (seed 9) of which SCIP and HiGHS find
    the same optimum. A plan that passes our check refutes such a claim.
    """
    result = solve(program)
    rounded = check(program).program
    found = [others.cbc(rounded), others.ortools(rounded)]
    if result.reason is Reason.INFEASIBLE:
        assert found == [None, None]
        return
    assert_optimal(program, result)
    assert result.objective is not None
    # SCIP's rows may be off by 1e-6, which some programs magnify.
    slack = 1e-5 * max(1.0, abs(result.objective))
    assert all(other <= result.objective + slack for other in found if other is not None)
    assert any(other == pytest.approx(result.objective, abs=slack) for other in found)


@pytest.mark.parametrize("seed", range(40))
def test_random_mips_agree(seed):
    assert_agreement(random_program(seed, integers=True))


@pytest.mark.parametrize("seed", range(100, 120))
def test_random_lps_agree(seed):
    assert_agreement(random_program(seed, integers=False))


@pytest.mark.parametrize("seed", range(200, 230))
def test_random_programs_that_may_be_infeasible_agree(seed):
    program = random_program(seed, integers=True)
    rng = np.random.default_rng(seed)
    shift = rng.integers(-20, 21, program.shape[0]).astype(float)
    assert_agreement(
        replace(program, row_lower=program.row_lower + shift, row_upper=program.row_upper + shift)
    )


def test_some_of_those_are_infeasible_and_some_are_not():
    reasons = set()
    for seed in range(200, 230):
        program = random_program(seed, integers=True)
        shift = np.random.default_rng(seed).integers(-20, 21, program.shape[0]).astype(float)
        lower, upper = program.row_lower + shift, program.row_upper + shift
        reasons.add(solve(replace(program, row_lower=lower, row_upper=upper)).reason)
    assert reasons == {Reason.OPTIMAL, Reason.INFEASIBLE}
