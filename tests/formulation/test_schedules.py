"""Schedules of leases and term loans against arithmetic that fits on a page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.formulation.debts import loan_schedule
from optimizer.formulation.hosting import lease_schedule, survival
from optimizer.inputs.problem import Contract, PassThrough, Repayment, TermLoan

LEASE = Contract(
    name="lease",
    mw_min=10.0,
    mw_max=10.0,
    mw_step=None,
    halls=(0,),
    starts=(0,),
    running=False,
    term_months=24,
    ramp_months=0,
    usd_per_kw_month=100.0,
    escalator=0.0,
    load_factor=1.0,
    passes_energy=True,
    passes_demand=False,
    passes_peak=False,
    pass_through=PassThrough.REFERENCE,
    pass_through_curve=None,
    opex_usd_per_kw_month=5.0,
    fit_out_usd_per_mw=0.0,
    tenant_funding_usd_per_mw=0.0,
    rent_credit=0.5,
    sla_credit=0.0,
    default_rate=0.0,
    must_sign=False,
    excludes=(),
)
LOAN = TermLoan("loan", 1200.0, np.full(12, 0.12), Repayment.LINEAR, 11)


def test_rent_is_per_kw_of_delivered_load() -> None:
    schedule = lease_schedule(LEASE)
    np.testing.assert_array_equal(schedule.rent, np.full(24, 100_000.0))
    np.testing.assert_array_equal(schedule.opex, np.full(24, 5_000.0))


def test_a_ramp_of_three_months_delivers_in_quarters() -> None:
    schedule = lease_schedule(replace(LEASE, ramp_months=3))
    np.testing.assert_allclose(schedule.delivered[:5], [0.25, 0.5, 0.75, 1.0, 1.0])
    np.testing.assert_allclose(schedule.rent[:4], [25_000, 50_000, 75_000, 100_000])
    np.testing.assert_allclose(schedule.opex[:2], [1_250, 2_500])


def test_the_escalator_steps_every_twelve_months() -> None:
    rent = lease_schedule(replace(LEASE, escalator=0.03)).rent
    assert rent[11] == 100_000
    assert rent[12] == pytest.approx(103_000)


def test_sla_credits_come_off_before_the_rent_credit() -> None:
    lease = replace(LEASE, sla_credit=0.02, tenant_funding_usd_per_mw=100_000.0)
    schedule = lease_schedule(lease)
    assert schedule.rent[0] == pytest.approx(98_000)
    np.testing.assert_allclose(schedule.credit[:4], [49_000, 49_000, 2_000, 0])
    np.testing.assert_allclose(schedule.owed[:4], [51_000, 2_000, 0, 0])


def test_what_is_left_of_the_funding_is_credited_in_the_last_month() -> None:
    lease = replace(LEASE, tenant_funding_usd_per_mw=2_000_000.0)
    schedule = lease_schedule(lease)
    assert schedule.credit[22] == 50_000
    assert schedule.credit[23] == pytest.approx(2_000_000 - 23 * 50_000)
    assert schedule.owed[23] == 0


def test_survival_is_yearly() -> None:
    weights = survival(replace(LEASE, default_rate=0.1), 0, np.array([0, 12, 24]))
    np.testing.assert_allclose(weights, [1.0, 0.9, 0.81])


def test_a_linear_loan_repays_equal_parts() -> None:
    interest, principal = loan_schedule(LOAN)
    np.testing.assert_allclose(principal, np.full(12, 100.0))
    np.testing.assert_allclose(interest[:3], [12, 11, 10])


def test_a_level_loan_pays_the_same_every_month() -> None:
    interest, principal = loan_schedule(replace(LOAN, repayment=Repayment.LEVEL))
    payment = 1200 * 0.01 / (1 - 1.01**-12)
    np.testing.assert_allclose(interest + principal, np.full(12, payment))
    assert principal.sum() == pytest.approx(1200)


def test_a_level_loan_is_worked_out_anew_when_its_rate_changes() -> None:
    rate = np.where(np.arange(12) < 6, 0.12, 0.24)
    interest, principal = loan_schedule(replace(LOAN, rate=rate, repayment=Repayment.LEVEL))
    left = 1200 - principal[:6].sum()
    np.testing.assert_allclose((interest + principal)[6:], left * 0.02 / (1 - 1.02**-6))
    assert principal.sum() == pytest.approx(1200)


def test_a_level_loan_without_interest_is_linear() -> None:
    loan = replace(LOAN, rate=np.zeros(12), repayment=Repayment.LEVEL)
    np.testing.assert_allclose(loan_schedule(loan)[1], np.full(12, 100.0))


def test_a_bullet_is_paid_when_it_matures_and_bears_the_last_rate_after_the_horizon() -> None:
    loan = replace(LOAN, repayment=Repayment.BULLET, matures=13)
    interest, principal = loan_schedule(loan)
    assert principal[:13].sum() == 0
    assert principal[13] == 1200
    np.testing.assert_allclose(interest, np.full(14, 12.0))
