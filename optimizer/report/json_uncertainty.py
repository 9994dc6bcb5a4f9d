"""The plan over several futures in the JSON report."""

from optimizer.certificate.certify import describe
from optimizer.report.cells import number
from optimizer.report.json_text import Json, JsonObject
from optimizer.report.uncertainty import fan
from optimizer.results.uncertainty import Uncertainty
from optimizer.scenario import Outcome


def uncertainty_document(told: Uncertainty) -> JsonObject:
    """Everything that is said over all futures.

    ``fan`` has quantiles by month: each list one value per month of the horizon, under the share
    of the probability, in per cent, that lies below.
    """
    return {
        "method": told.method.value,
        "weight": told.weight,
        "level": told.level,
        "value_usd": number(told.value_usd),
        "bound_usd": number(told.bound_usd),
        "gap": number(told.gap),
        "expected_npv_usd": number(told.expected_npv_usd),
        "value_at_risk_usd": number(told.value_at_risk_usd),
        "cvar_usd": number(told.cvar_usd),
        "proof": None if told.certificate is None else describe(told.certificate),
        "shown": told.shown,
        "breaches": [
            {"what": one.what, "allowed": one.allowed, "probability": one.probability}
            for one in told.breaches
        ],
        "scenarios": [_outcome(one) for one in told.outcomes],
        "fan": {
            "cash_usd": _fan(told, [one.cash_usd for one in told.outcomes]),
            "dscr": _fan(told, [one.dscr for one in told.outcomes]),
        },
    }


def _outcome(one: Outcome) -> JsonObject:
    lowest = one.lowest_cash
    return {
        "name": one.scenario,
        "probability": one.probability,
        "npv_usd": number(one.npv_usd),
        "min_cash_usd": None if lowest is None else number(lowest[1]),
        "min_dscr": number(one.lowest_dscr),
        "equity_usd": number(one.equity_usd),
        "cured_usd": number(one.cured_usd),
        "broken": list[Json](one.broken),
    }


def _fan(
    told: Uncertainty, values: list[tuple[float, ...]] | list[tuple[float | None, ...]]
) -> Json:
    if not all(values):
        return None
    quantiles = fan(told.outcomes, values)
    return {f"{share * 100:g}": list[Json](line) for share, line in quantiles.items()}
