"""A backtest as JSON."""

import json
from pathlib import Path

from optimizer.report.json_text import Json, JsonObject
from optimizer.studies.backtest.run import Backtest, worth_to_date
from optimizer.studies.backtest.walk import Step, Walked


def to_json(found: Backtest) -> str:
    """The backtest as JSON, ending in a newline."""
    settings = found.settings
    document: JsonObject = {
        "fleetopt_backtest": 1,
        "fleet": found.fleet,
        "months": list[Json](found.months),
        "hashprice_usd_per_ph_day": list[Json](found.hashprice),
        "months_between_plans": settings.every,
        "months_of_notice": {"leases": found.notice.leases, "orders": found.notice.orders},
        "history": None if settings.history is None else Path(settings.history).name,
        "futures": settings.futures,
        "seed": settings.seed,
        "risk": {"weight": found.risk.weight, "level_pct": 100 * found.risk.level},
        "gap": settings.options.gap,
        "time_limit_seconds": settings.options.time_limit_s,
        "rules": [_rule(found, one) for one in found.walked],
        "without_an_end": [{"rule": one.rule.key, "why": one.words} for one in found.stuck],
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _rule(found: Backtest, one: Walked) -> JsonObject:
    cash = one.lowest_cash
    return {
        "rule": one.rule.key,
        "title": one.rule.title,
        "does": one.rule.words,
        "npv_usd": one.npv_usd,
        "proved": one.proved,
        "regret_usd": found.regret_usd(one),
        "cures_usd": one.cured_usd,
        "first_cure": None if one.first_cure is None else found.months[one.first_cure],
        "lowest_cash_usd": None if cash is None else cash[1],
        "lowest_cash_month": None if cash is None else found.months[cash[0]],
        "did": list[Json](one.words),
        "worth_to_date_usd": list[Json](worth_to_date(one.result).tolist()),
        "plans": [_step(found, step) for step in one.steps],
    }


def _step(found: Backtest, step: Step) -> JsonObject:
    return {
        "month": found.months[step.month],
        "decided": list[Json](step.decided),
        "distress": step.distress,
        "proved": step.proved,
        "believed_hashprice_usd_per_ph_day": list[Json](step.hashprice),
    }
