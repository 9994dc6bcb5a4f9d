"""The four forms of a curve, and what is wrong with one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.inputs.curves import CurveError, resolve
from optimizer.inputs.tables import TableError, Tables
from optimizer.months import Horizon, Month
from optimizer.schema import CsvCurve, GrowthCurve, Range, StepCurve

HALF_YEAR = Horizon(Month.of(2026, 1), 6)
NOWHERE = Tables(Path("nowhere"))


def steps(**values: float) -> StepCurve:
    return StepCurve.model_validate({k.strip("m").replace("_", "-"): v for k, v in values.items()})


def test_a_number_holds_in_every_month():
    assert resolve(38.5, HALF_YEAR, NOWHERE).tolist() == [38.5] * 6


def test_a_step_holds_until_the_next_one():
    curve = steps(m2026_01=38, m2026_04=35)
    assert resolve(curve, HALF_YEAR, NOWHERE).tolist() == [38, 38, 38, 35, 35, 35]


def test_steps_may_begin_before_the_horizon_and_end_after_it_in_any_order():
    curve = steps(m2030_01=1, m2025_07=40, m2026_02=39, m2024_01=50)
    assert resolve(curve, HALF_YEAR, NOWHERE).tolist() == [40, 39, 39, 39, 39, 39]


def test_steps_that_begin_inside_the_horizon_leave_months_without_a_value():
    with pytest.raises(CurveError, match=r"first step is 2026-02, after the horizon's start") as e:
        resolve(steps(m2026_02=1), HALF_YEAR, NOWHERE)
    assert e.value.code == "E317"


@given(st.floats(0, 1e6), st.floats(-90, 500))
def test_growth_compounds_by_the_month_to_its_yearly_rate(start, growth):
    curve = GrowthCurve(start=start, growth_pct_per_year=growth)
    values = resolve(curve, Horizon(Month.of(2026, 1), 25), NOWHERE)
    assert values[0] == start
    np.testing.assert_allclose(values[12], start * (1 + growth / 100), rtol=1e-12)
    np.testing.assert_allclose(values[24], start * (1 + growth / 100) ** 2, rtol=1e-12)
    np.testing.assert_allclose(values[1:] * start, values[:-1] * values[1], rtol=1e-9)


def test_growth_without_bound_is_refused_with_its_month():
    curve = GrowthCurve(start=1e6, growth_pct_per_year=1000)
    with pytest.raises(CurveError, match="in 2034-09; allowed is at most 1e\\+15") as caught:
        resolve(curve, Horizon(Month.of(2026, 1), 360), NOWHERE)
    assert caught.value.keys == ("growth_pct_per_year",)


def test_growth_keeps_to_the_range_of_its_key():
    curve = GrowthCurve(start=8, growth_pct_per_year=1000)
    with pytest.raises(CurveError, match="allowed is at most 100"):
        resolve(curve, Horizon(Month.of(2026, 1), 24), NOWHERE, [Range(ge=0, le=100)])


def test_a_column_of_a_file(tmp_path):
    rows = [f"2026-0{m},{10 * m},{-m}" for m in range(1, 7)]
    (tmp_path / "c.csv").write_text("\n".join(["month,a,b", *rows]))
    tables = Tables(tmp_path)
    a = resolve(CsvCurve(csv="c.csv", column="a"), HALF_YEAR, tables, [Range(ge=0)])
    assert a.tolist() == [10, 20, 30, 40, 50, 60]
    with pytest.raises(TableError) as caught:
        resolve(CsvCurve(csv="c.csv", column="b"), HALF_YEAR, tables, [Range(ge=0)])
    assert [(f.code, f.line, f.got, f.allowed) for f in caught.value.faults] == [
        ("E391", m + 1, f"-{m}", "at least 0") for m in range(1, 7)
    ]
