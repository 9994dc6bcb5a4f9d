"""A frontier as JSON and CSV."""

import csv
import io
import json

from optimizer.report.json_text import Json, JsonObject
from optimizer.studies.frontier.run import Frontier

_COLUMNS = (
    "weight", "plan", "expected_npv_usd", "cvar_usd", "value_at_risk_usd", "worst_npv_usd", "gap",
    "decisions",
)  # fmt: skip


def to_json(found: Frontier) -> str:
    """The frontier as JSON, ending in a newline."""
    worths = found.worths
    document: JsonObject = {
        "fleetopt_frontier": 1,
        "fleet": found.fleet,
        "scenarios": found.scenarios,
        "level": found.level,
        "points": [
            dict(zip(_COLUMNS, row, strict=True)) | {"decisions": list[Json](point.words)}
            for row, point in zip(_rows(found), found.points, strict=True)
        ],
        "value_of_stochastic_solution_usd": None
        if worths is None
        else worths.of_stochastic_solution,
        "value_of_perfect_information_usd": None
        if worths is None
        else worths.of_perfect_information,
        "scenarios_that_kill_the_plan_for_the_own_curves": None
        if worths is None
        else worths.killed,
        "worths_proved": None if worths is None else worths.proved,
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def to_csv(found: Frontier) -> str:
    """A row for each weight."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_rows(found))
    return stream.getvalue()


def _rows(found: Frontier) -> list[list[Json]]:
    return [
        [
            one.weight,
            letter,
            None if one.tail is None else one.tail.mean,
            None if one.tail is None else one.tail.cvar,
            None if one.tail is None else one.tail.value_at_risk,
            one.worst,
            one.gap,
            "; ".join(one.words),
        ]
        for one, letter in zip(found.points, found.letters, strict=True)
    ]
