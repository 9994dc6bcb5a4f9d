"""A written model means the same to every reader."""

import re
import subprocess
from pathlib import Path

import highspy
import numpy as np
import pytest
from ortools.linear_solver.python import model_builder

from optimizer.lp.axes import Axis
from optimizer.lp.program import Block, Program
from optimizer.solvers.export import export
from optimizer.solvers.export_names import column_names, row_names
from optimizer.solvers.solve import solve
from tests.solvers import others
from tests.solvers.programs import INF, block, knapsack, named, program, random_program, read_mps


def by_highs(path: Path) -> float:
    highs = highspy._core._Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 1e-9)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)


def by_cbc(path: Path) -> float:
    """CBC's own reader of the file; PuLP only brings the program."""
    solution = path.with_suffix(".solution")
    command = [others.cbc_binary(), path, "ratio", "1e-9", "solve", "solution", solution]
    subprocess.run([str(part) for part in command], capture_output=True, check=True)
    found = re.match(r"Optimal - objective value (\S+)", solution.read_text())
    assert found, solution.read_text()[:200]
    return float(found[1])


def by_ortools(path: Path, is_mip: bool) -> float:
    model = model_builder.Model()
    assert model.import_from_mps_file(str(path))
    found = others.solve_model(model, is_mip)
    assert found is not None
    return found


MODELS = {
    "offset": program([3, 2], [[1, 1]], -INF, 4, 0, 3, offset=100.0),
    "ranged": program([1, 2, -1], [[1, 1, 1], [1, -1, 0]], [6, -2], [6, 1], -4, 5),
    "free row": program([1, -2], [[1, 1], [1, -1]], [-INF, -INF], [INF, 2], 0, 7),
    "empty row and column": program([1, 0], [[0, 0], [1, 0]], [-1, 0], [1, 2], [0, 1], 4),
    "no rows": program([1, -1], np.zeros((0, 2)), 0, 0, -2, 5, offset=-3.0),
    "negative bounds": program([-1, 1], [[1, 1]], -9, INF, [-7, -5], [-2, -1]),
    "integers": program([5, 2, 1], [[1, 1, 1]], -INF, 3.5, -1.5, 7.7, [1, 0, 1]),
    "knapsack": named(knapsack([10, 13, 7, 8], [3, 4, 2, 3], 7)),
    "no objective": program(0, [[1, 1]], 1, 2, 0, 5, offset=2.5),
    **{f"random {seed}": random_program(seed, integers=seed % 2 == 0) for seed in range(12)},
}


@pytest.mark.parametrize("name", MODELS)
def test_mps_is_the_negated_program_to_every_reader(name, tmp_path):
    model, path = MODELS[name], tmp_path / "model.mps"
    optimum = solve(model).objective
    assert optimum is not None
    export(model, path)
    expected = pytest.approx(-optimum, rel=1e-6, abs=1e-6)
    assert by_highs(path) == expected
    assert by_cbc(path) == expected
    assert by_ortools(path, model.is_mip) == expected


@pytest.mark.parametrize("name", MODELS)
def test_lp_is_the_program_to_every_reader(name, tmp_path):
    model, path = MODELS[name], tmp_path / "model.lp"
    optimum = solve(model).objective
    export(model, path)
    assert by_highs(path) == pytest.approx(optimum, rel=1e-6, abs=1e-6)
    # CBC writes "maximum" as minus the minimum of the negated objective.
    assert abs(by_cbc(path)) == pytest.approx(abs(optimum or 0.0), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_mps_reads_back_as_the_same_floats(seed, tmp_path):
    model, path = random_program(seed, integers=False), tmp_path / "model.mps"
    export(model, path)
    again = read_mps(path, tmp_path)
    kept = np.isfinite(model.row_lower) | np.isfinite(model.row_upper)
    assert again.objective.tolist() == model.objective.tolist()
    assert again.offset == model.offset
    assert np.array_equal(again.matrix.toarray(), model.matrix.toarray()[kept])
    assert again.col_lower.tolist() == model.col_lower.tolist()
    assert again.col_upper.tolist() == model.col_upper.tolist()
    np.testing.assert_allclose(again.row_lower, model.row_lower[kept], rtol=1e-15, atol=1e-14)
    assert again.row_upper.tolist() == model.row_upper[kept].tolist()


def awkward() -> Program:
    """Labels with everything that has a meaning in one of the formats."""
    base = program(range(1, 9), np.eye(8), -INF, 1, 0, 2)
    labels = ["a b", "a-b", "a+b", "2026-03", "é", "x:y", "'q'", "A_B"]
    months = Axis("month", ("2026-01", "2026-02"))
    halls = Axis("hall", ("north/1", "south 2"))
    grid = Block("e5", (months, halls), np.arange(4).reshape(2, 2), 1.0, "MW")
    single = [Block(n, (), np.array(4 + i), 1.0, "") for i, n in enumerate(("free", "st", "9z"))]
    last = Block("objective", (), np.array(7), 1.0, "")
    return Program(
        **{
            **{name: getattr(base, name) for name in base.__dataclass_fields__},
            "columns": (grid, *single, last),
            "rows": (block("cash.balance", labels),),
        }
    )


def test_names_come_from_labels_and_are_safe_and_distinct():
    model = awkward()
    assert column_names(model) == [
        "n_e5_2026_01_north_1",
        "n_e5_2026_01_south_2",
        "n_e5_2026_02_north_1",
        "n_e5_2026_02_south_2",
        "n_free",
        "n_st",
        "n_9z",
        "objective_2",
    ]
    rows = row_names(model)
    assert rows[:4] == [
        "cash.balance_a_b",
        "cash.balance_a_b_2",
        "cash.balance_a_b_3",
        "cash.balance_2026_03",
    ]
    assert len({row.casefold() for row in rows}) == 8


@pytest.mark.parametrize("ending", [".mps", ".lp"])
def test_awkward_names_are_read_by_highs_and_cbc(ending, tmp_path):
    model, path = awkward(), tmp_path / f"model{ending}"
    export(model, path, name="two words")
    assert abs(by_highs(path)) == pytest.approx(36)
    assert abs(by_cbc(path)) == pytest.approx(36)


def test_names_are_short_enough_for_every_reader():
    model = program([1, 1], np.eye(2), -INF, 1, 0, 2)
    long = block("b" * 150, ["x", "y"])
    names = column_names(Program(**{**vars(model), "columns": (long,)}))
    assert max(map(len, names)) <= 100
    assert len(set(names)) == 2


def test_fractional_bounds_of_integers_are_written_whole(tmp_path):
    path = tmp_path / "m.mps"
    export(program([1], [[1]], -INF, 100, 0.5, 12.7, True), path)
    assert "LO BND c0 1.0\n UP BND c0 12.0\n" in path.read_text()


def test_file_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "m.lp"
    path.write_text("old")

    def broken(_program, _title):
        yield "Maximize"
        raise RuntimeError("power cut")

    monkeypatch.setattr("optimizer.solvers.export._lp", broken)
    with pytest.raises(RuntimeError, match="power cut"):
        export(MODELS["offset"], path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["m.lp"]


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"must end in \.mps or \.lp, got 'm\.txt'"):
        export(MODELS["offset"], tmp_path / "m.txt")


def test_same_program_same_bytes(tmp_path):
    export(MODELS["knapsack"], tmp_path / "a.mps")
    export(MODELS["knapsack"], tmp_path / "b.mps")
    assert (tmp_path / "a.mps").read_bytes() == (tmp_path / "b.mps").read_bytes()
