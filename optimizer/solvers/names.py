"""Names of the back-ends, light enough to import for a command's help."""

TREE = "tree"
"""The default."""

HIGHS = "highs"
"""Polishes what others find."""

AUTO = "auto"
"""No back-end: two of different lineage race."""

BACKENDS = (
    TREE,
    HIGHS,
    "scip",
    "glop",
    "pdlp",
    "cp-sat",
    "cbc",
    "glpk",
    "gurobi",
    "cplex",
    "xpress",
    "copt",
    "mosek",
)
"""Every back-end, in the order in which people are shown them."""

SOLVERS = (*BACKENDS, AUTO)
"""What a solve may be asked for."""
