"""The same programs through other lineages of solvers: CBC, SCIP and GLOP."""

import warnings
from typing import Any

import numpy as np
import pulp
import scipy.sparse as sp
from ortools.linear_solver.python import model_builder
from pulp.apis.coin_api import PULP_CBC_CMD

from optimizer.lp.program import Program


def cbc(program: Program) -> float | None:
    """Optimal objective by CBC through PuLP, None where infeasible."""
    with warnings.catch_warnings():
        # PuLP 3.3 announces the interface of PuLP 4, which needs Python 3.12.
        warnings.simplefilter("ignore", DeprecationWarning)
        problem = _pulp_problem(program)
        problem.solve(PULP_CBC_CMD(msg=False, gapRel=1e-9, threads=1))
    # PuLP calls a plan optimal at a time limit too; only sol_status tells.
    if problem.sol_status == pulp.LpSolutionOptimal:
        return float(pulp.value(problem.objective))
    assert problem.status == pulp.LpStatusInfeasible
    return None


def cbc_binary() -> str:
    """The CBC that PuLP brings along, as a program to run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return str(PULP_CBC_CMD().path)


def _pulp_problem(program: Program) -> pulp.LpProblem:
    problem = pulp.LpProblem("p", pulp.LpMaximize)
    kinds = np.where(program.integer, "Integer", "Continuous")
    columns = [
        pulp.LpVariable(f"x{j}", program.col_lower[j], program.col_upper[j], cat=str(kinds[j]))
        for j in range(program.shape[1])
    ]
    terms = zip(columns, program.objective, strict=True)
    problem += pulp.LpAffineExpression(terms, constant=program.offset)
    for i, row in enumerate(sp.csr_array(program.matrix).toarray()):
        used = np.flatnonzero(row)
        total = pulp.LpAffineExpression([(columns[j], row[j]) for j in used])
        if np.isfinite(program.row_lower[i]):
            problem += total >= float(program.row_lower[i])
        if np.isfinite(program.row_upper[i]):
            problem += total <= float(program.row_upper[i])
    return problem


def ortools(program: Program) -> float | None:
    """Optimal objective by SCIP (GLOP where nothing is integer), None where infeasible."""
    model = model_builder.Model()
    helper: Any = model.helper
    helper.fill_model_from_sparse_data(
        program.col_lower,
        program.col_upper,
        program.objective,
        program.row_lower,
        program.row_upper,
        sp.csr_matrix(program.matrix),
    )
    helper.set_maximize(True)
    helper.set_objective_offset(program.offset)
    for j in np.flatnonzero(program.integer).tolist():
        helper.set_var_integrality(j, True)
    return solve_model(model, program.is_mip)


def solve_model(model: model_builder.Model, is_mip: bool) -> float | None:
    """Optimal objective of an OR-Tools model, None where infeasible."""
    solver = model_builder.Solver("SCIP" if is_mip else "GLOP")
    status = solver.solve(model)
    if status == model_builder.SolveStatus.OPTIMAL:
        return float(solver.objective_value)
    assert status == model_builder.SolveStatus.INFEASIBLE
    return None
