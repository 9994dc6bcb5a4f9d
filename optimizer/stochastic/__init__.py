"""Plans for several futures: what is decided once, what answers, and what the bad end weighs.

Each future's program is built by the formulation as if it were the only one. Here their first-stage
columns become the same columns: as one extensive form, or by decomposition.
"""
