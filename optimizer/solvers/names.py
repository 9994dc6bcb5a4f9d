"""Names of the back-ends, light enough to import for a command's help."""

HIGHS = "highs"
"""The default."""

AUTO = "auto"
"""No back-end: two of different lineage race."""

BACKENDS = (
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
