"""(to be written)"""
from optimizer.errors import Finding
from optimizer.inputs.source import Loc, SourceMap
from optimizer.schema import Fleet


def run_checks(fleet: Fleet, source: SourceMap, touched: frozenset[Loc]) -> list[Finding]:
    """All findings."""
    return []
