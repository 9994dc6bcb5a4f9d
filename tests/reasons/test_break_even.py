"""Break-even rents, confirmed by solving a dollar above and below."""

from __future__ import annotations

from dataclasses import replace

import pytest

import optimizer
from optimizer.formulation import Formulation, formulate
from optimizer.plan import build, load
from optimizer.reasons.break_even import break_even
from optimizer.reasons.choices import Choice, choices, otherwise
from optimizer.results.reasoning import Explain, Kind, Standing
from optimizer.solvers.base import SolveResult
from tests.fleet_tools import TIGHT, solved
from tests.reasons.cases import case, near, solve


def at_rent(formulation: Formulation, contract: int, rent: float) -> Formulation:
    contracts = list(formulation.problem.contracts)
    contracts[contract] = replace(contracts[contract], usd_per_kw_month=rent)
    return formulate(replace(formulation.problem, contracts=tuple(contracts)))


def is_signed(formulation: Formulation, contract: int, end: SolveResult) -> bool:
    signed = formulation.hosting.signed.value(end.x)
    return bool((signed[formulation.hosting.offers.contract == contract] > 0.5).any())


def confirm(formulation: Formulation, contract: int, edge: float) -> None:
    """A dollar above it is signed and a dollar below it is not, by solves of the whole fleet."""
    above, below = (at_rent(formulation, contract, edge + step) for step in (1.0, -1.0))
    high, low = solved(above), solved(below)
    assert is_signed(above, contract, high)
    if low.has_plan:
        assert not is_signed(below, contract, low)


@pytest.mark.parametrize("rent", [90, 110, 130, 170])
def test_the_rent_of_the_smallest_fleet(quickstart: str, rent: int) -> None:
    result = optimizer.solve(
        load(quickstart, [f"contracts.ai-tenant.usd_per_kw_month={rent}"]),
        options=TIGHT,
        explain=Explain.FULL,
    )
    assert result.reasons is not None
    lease = result.reasons.leases[0]
    assert lease.break_even_usd_per_kw_month is not None
    signed = bool(result.plan.decisions.contracts["signed"].iloc[0])
    assert lease.standing is (Standing.SIGNED if signed else Standing.LEFT)
    assert signed == (rent > lease.break_even_usd_per_kw_month)
    assert lease.slack_usd_per_kw_month == rent - lease.break_even_usd_per_kw_month
    assert lease.npv_usd is not None
    assert (lease.npv_usd > 0) == signed
    confirm(build(load(quickstart)), 0, lease.break_even_usd_per_kw_month)


def test_it_does_not_depend_on_the_rent_on_offer(quickstart: str) -> None:
    edges = []
    for rent in (100, 120, 140):
        result = optimizer.solve(
            load(quickstart, [f"contracts.ai-tenant.usd_per_kw_month={rent}"]),
            options=TIGHT,
            explain=Explain.FULL,
        )
        assert result.reasons is not None
        edges.append(result.reasons.leases[0].break_even_usd_per_kw_month)
    assert edges == pytest.approx([edges[0]] * 3, abs=1e-3)


def leases(formulation: Formulation, end: SolveResult) -> list[tuple[int, Choice]]:
    names = [contract.name for contract in formulation.problem.contracts]
    return [
        (names.index(choice.name), choice)
        for choice in choices(formulation, end.x)
        if choice.kind is Kind.LEASE
    ]


@pytest.mark.parametrize("part", range(4))
def test_random_fleets(part: int) -> None:
    """At the break-even rent signing and leaving are worth the same; a little off they are not."""
    confirmed = 0
    for seed in range(part, 72, 4):
        found = case(seed)
        if found is None:
            continue
        formulation, end, _ = found
        for contract, choice in leases(formulation, end):
            other = solve(otherwise(formulation.program, choice))
            assert other is not None
            with_it, without_it = (end, other) if choice.taken else (other, end)
            worth = without_it.objective if without_it.has_plan else None
            edge = break_even(
                formulation, contract, with_it if with_it.has_plan else None, worth, solve
            )
            if edge is None or worth is None:
                continue
            program = at_rent(formulation, contract, edge).program
            taken = replace(choice, taken=False)  # so that `otherwise` takes it
            at_edge = solve(otherwise(program, taken))
            assert at_edge is not None
            assert at_edge.objective is not None
            assert at_edge.objective >= worth - near(worth)
            below = at_rent(formulation, contract, edge - max(0.01, 1e-4 * edge)).program
            less = solve(otherwise(below, taken))
            assert less is not None
            assert not less.has_plan or (less.objective or 0.0) <= worth + near(worth)
            confirmed += 1
    assert confirmed >= 3
