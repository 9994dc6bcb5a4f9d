"""A stress test as JSON."""

import json
from collections.abc import Sequence

from optimizer.report.json_text import Json, JsonObject
from optimizer.studies.stress.run import Stress
from optimizer.studies.stress.suffering import Suffering


def to_json(found: Stress) -> str:
    """The stress test as JSON, ending in a newline."""
    document: JsonObject = {
        "fleetopt_stress": 1,
        "fleet": found.fleet,
        "shocks": _all(found.named, found.months),
        "fresh": _all(found.fresh, found.months),
        "without_risk_aversion": {
            "shocks": _all(found.neutral_named, found.months),
            "fresh": _all(found.neutral_fresh, found.months),
        }
        if found.neutral_named
        else None,
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _all(told: Sequence[Suffering], months: tuple[str, ...]) -> Json:
    return [_one(one, months) for one in told]


def _one(one: Suffering, months: tuple[str, ...]) -> JsonObject:
    return {
        "name": one.name,
        "npv_usd": one.npv_usd,
        "cash_out": None if one.cash_out is None else months[one.cash_out],
        "months_until_cash_out": one.cash_out,
        "covenant_broken": one.broken or None,
        "covenant_broken_in": None if one.broken_in is None else months[one.broken_in],
        "cure_usd": one.cure_usd,
    }
