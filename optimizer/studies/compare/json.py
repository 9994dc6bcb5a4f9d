"""A comparison as JSON."""

from optimizer.report.json_text import Json, JsonObject, dumps
from optimizer.studies.compare.changes import Comparison

FORMAT = 1


def to_json(comparison: Comparison) -> str:
    """The comparison as JSON, ending in a newline; lists follow the order of the sides."""
    return dumps(to_document(comparison))


def to_document(comparison: Comparison) -> JsonObject:
    """The comparison as plain values."""
    return {
        "fleetopt_compare": FORMAT,
        "sides": [
            {
                "label": side.label,
                "fleet": side.report.fleet.name,
                "file": side.report.fleet.file,
                "npv_usd": side.npv,
                "bound_usd": side.report.objective.bound_usd,
                "reason": side.report.termination.reason,
            }
            for side in comparison.sides
        ],
        "same": comparison.same,
        "tied": list[Json](comparison.tied),
        "within_proof": list[Json](comparison.within_proof),
        "parted": list[Json](comparison.parted),
        "input": [
            {"key": one.path, "values": list[Json](one.values)}
            for one in (*comparison.keys, *comparison.tables)
        ],
        "decisions": [
            {
                "sign": one.sign.value,
                "kind": one.kind,
                "name": one.name,
                "words": list[Json](one.words),
                "tie": one.tie,
            }
            for one in comparison.decisions
        ],
        "lines": [{"title": one.title, "usd": list[Json](one.values)} for one in comparison.lines],
        "years": [
            {"group": title, "year": year, "usd": list[Json](values)}
            for title, year, values in comparison.years
        ],
        "risks": [
            {
                "title": one.title,
                "unit": one.unit,
                "values": list[Json](one.values),
                "where": list[Json](one.where),
            }
            for one in comparison.risks
        ],
    }
