"""A sweep as JSON, and as one flat CSV."""

import csv
from io import StringIO

from optimizer.report.json_text import Json, JsonObject, dumps
from optimizer.report.tables.files import plain_cell
from optimizer.studies.sweep.outcome import Signature
from optimizer.studies.sweep.run import Sweep

FORMAT = 1


def to_json(sweep: Sweep) -> str:
    """The sweep as JSON, ending in a newline."""
    plans = sweep.plans
    return dumps(
        {
            "fleetopt_sweep": FORMAT,
            "fleet": sweep.fleet,
            "file": sweep.file,
            "overrides": list[Json](sweep.overrides),
            "axes": [
                {"key": axis.key, "factor": axis.factor, "values": list[Json](axis.values)}
                for axis in sweep.axes
            ],
            "plans": {
                letter: _plan(signature)
                for signature, letter in plans.items()
                if not signature.none
            },
            "cases": [
                {
                    "name": case.name,
                    "at": list[Json](case.at),
                    "overrides": list[Json](case.overrides),
                    "reason": one.reason,
                    "npv_usd": one.npv_usd,
                    "bound_usd": one.bound_usd,
                    "plan": None if one.signature is None else plans[one.signature],
                    "min_cash_usd": one.min_cash_usd,
                    "min_dscr": one.min_dscr,
                    "message": one.words,
                }
                for case, one in zip(sweep.cases, sweep.outcomes, strict=True)
            ],
            "changes": [
                {
                    "axis": sweep.axes[one.axis].key,
                    "at": list[Json](one.at),
                    "value": one.edge.value,
                    "before": plans[one.edge.before],
                    "after": plans[one.edge.after],
                    "exact": one.edge.exact,
                }
                for one in sweep.edges
            ],
            "tornado": {
                "percent": sweep.percent,
                "keys": [
                    {
                        "key": bar.key,
                        "low_usd": bar.low_usd,
                        "high_usd": bar.high_usd,
                        "changes_plan": bar.changes_plan,
                    }
                    for bar in sweep.bars
                ],
            },
        }
    )


def _plan(signature: Signature) -> JsonObject:
    return {
        "leases": list[Json](signature.leases),
        "builds": list[Json](signature.builds),
        "orders": list[Json](signature.orders),
        "words": signature.words,
    }


def to_csv(sweep: Sweep) -> str:
    """A row for each case."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    axes = [axis.key for axis in sweep.axes]
    figures = ["reason", "plan", "npv_usd", "bound_usd", "min_cash_usd", "min_dscr"]
    writer.writerow(["case", *axes, *figures, "what_it_does"])
    plans = sweep.plans
    for case, one in zip(sweep.cases, sweep.outcomes, strict=True):
        letter = None if one.signature is None else plans[one.signature]
        words = one.words if one.signature is None else one.signature.words
        row = [
            case.name, *case.at, one.reason, letter, one.npv_usd, one.bound_usd,
            one.min_cash_usd, one.min_dscr, words,
        ]  # fmt: skip
        writer.writerow([plain_cell(cell) for cell in row])
    return out.getvalue()
