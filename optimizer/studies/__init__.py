"""Many solves, one table: plans compared, held to what was expected, swept over a range."""
