"""Second opinions: who is asked, and what is made of the answer."""

from dataclasses import replace

import pytest

from optimizer.solvers import corroborate as second
from optimizer.solvers.backends.scip import Scip
from optimizer.solvers.base import Reason, SolveOptions
from optimizer.solvers.corroborate import corroborate, witness_for
from optimizer.solvers.solve import solve
from tests.solvers.programs import INF, knapsack, market_split, named, program

MIP = named(knapsack([10, 13, 7, 8], [3, 4, 2, 3], 7))
LP = named(program([2, 3], [[1, 1], [1, 3]], -INF, [4, 6], 0, 3))
NONE = named(program([1, 1], [[1, 1], [1, 2]], [3, -INF], [INF, 2], 0, 3, True))
OPTIONS = SolveOptions()


@pytest.mark.parametrize(
    ("model", "by", "title"),
    [(MIP, "scip", "SCIP"), (LP, "glop", "GLOP"), (NONE, "scip", "SCIP")],
)
def test_another_lineage_comes_to_the_same_end(model, by, title):
    found = corroborate(model, solve(model), OPTIONS)
    assert (found.by, found.contradicted) == (by, False)
    assert found.words == f"{title} came to the same end"


@pytest.mark.parametrize(
    ("solver", "model", "witness"),
    [
        ("highs", MIP, "scip"),
        ("scip", MIP, "cbc"),
        ("cbc", MIP, "scip"),
        ("highs", LP, "glop"),
        ("glop", LP, "cbc"),
        ("pdlp", LP, "cbc"),
    ],
)
def test_who_is_asked(solver, model, witness):
    found = witness_for(model, replace(solve(model), solver=solver))
    assert found is not None
    assert found.name == witness


def test_nobody_is_asked_where_nobody_is_there(monkeypatch):
    monkeypatch.setattr(second, "WITNESSES_OF_MIP", ("mosek", "highs"))
    found = corroborate(MIP, solve(MIP), OPTIONS)
    assert found.by is None
    assert found.words.startswith("no solver of another lineage is installed")


def test_what_is_not_proved_is_not_corroborated():
    result = solve(market_split(), SolveOptions(time_limit_s=0.5))
    assert corroborate(market_split(), result, OPTIONS).by is None


def test_a_race_that_both_finished_needs_no_other_opinion():
    result = replace(solve(MIP), corroborated_by="scip")
    assert corroborate(MIP, result, OPTIONS).by == "scip"


def test_an_opinion_that_takes_too_long_is_none():
    result = replace(solve(MIP), objective=-0.5, bound=-0.5)
    found = corroborate(market_split(), result, OPTIONS, budget_s=1.0)
    assert (found.by, found.contradicted) == (None, False)
    assert found.words.startswith("SCIP did not finish: ")


# Claims that are wrong, against what SCIP really says of the program: 23 is the optimum.
@pytest.mark.parametrize(
    ("objective", "words"),
    [
        (20.0, "SCIP found an objective of 23, better than 20"),
        (26.0, "SCIP says that nothing above 23 exists, and here is 26"),
    ],
)
def test_a_wrong_optimum_is_contradicted(objective, words):
    wrong = replace(solve(MIP), objective=objective, bound=objective)
    found = corroborate(MIP, wrong, OPTIONS)
    assert (found.by, found.words, found.contradicted) == (None, words, True)


def test_a_wrong_claim_that_there_is_no_plan_is_contradicted():
    found = corroborate(MIP, solve(NONE), OPTIONS)
    assert (found.by, found.contradicted) == (None, True)
    assert found.words == "SCIP found a plan with an objective of 23 where none should be"


def test_a_plan_of_a_program_that_has_none_is_contradicted():
    found = corroborate(NONE, solve(MIP), OPTIONS)
    assert (found.by, found.words) == (None, "SCIP says that no plan exists")
    assert found.contradicted


def test_a_bound_is_an_opinion_also_where_the_search_did_not_end():
    mine = solve(MIP)
    late = replace(mine, reason=Reason.FEASIBLE, objective=10.0, bound=23.0)
    found = second._compare(mine, late, Scip, 1e-6)
    assert (found.by, found.words) == ("scip", "SCIP proved that nothing better exists")
