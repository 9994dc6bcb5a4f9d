"""One solver per file: arrays in, its raw answer out, nothing believed and nothing decided."""
