"""Options that cannot be meant are refused when they are made."""

from typing import Any

import pytest

from optimizer.solvers.base import SolveOptions


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_limit_s": -1},
        {"time_limit_s": float("nan")},
        {"gap": -1e-6},
        {"gap": float("nan")},
        {"threads": -1},
        {"threads": 100_000},
        {"seed": -1},
        {"seed": 2**31},
    ],
    ids=str,
)
def test_options_that_cannot_be_meant_are_refused(wrong: dict[str, Any]) -> None:
    (name,) = wrong
    with pytest.raises(ValueError, match=rf"{name} must be .*, got"):
        SolveOptions(**wrong)
