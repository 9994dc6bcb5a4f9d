"""The section ``diagnosis`` of the JSON report.

All amounts are USD. ``price_usd`` of a cure is what its ``kind`` gives: new cash, equity, a larger
limit or a lower floor; interest added by an extension; EBITDA missing from a covenant; a year's
rent of a lease not signed.
"""

from optimizer.diagnosis.findings import Breach, ConflictKey, Cure, Diagnosis, Shortfall
from optimizer.report.cells import number
from optimizer.report.json_text import JsonObject


def diagnosis_document(diagnosis: Diagnosis) -> JsonObject:
    """A diagnosis as plain values; all but ``seconds`` is the same in every run that finishes."""
    return {
        "words": diagnosis.words,
        "physical": diagnosis.physical,
        "shortfalls": [_shortfall(one) for one in diagnosis.shortfalls],
        "breaches": [_breach(one) for one in diagnosis.breaches],
        "overspends": [{"year": one.year, "usd": number(one.usd)} for one in diagnosis.overspends],
        "cures": [_cure(one) for one in diagnosis.cures],
        "conflict": {
            "minimal": diagnosis.minimal,
            "keys": [_key(one) for one in diagnosis.conflict],
        },
        "unfinished": list(diagnosis.unfinished),
        "seconds": number(diagnosis.seconds),
    }


def _shortfall(one: Shortfall) -> JsonObject:
    return {
        "month": one.month,
        "usd": number(one.usd),
        "ebitda_usd": number(one.ebitda_usd),
        "debt_service_usd": number(one.debt_service_usd),
        "capex_usd": number(one.capex_usd),
    }


def _breach(one: Breach) -> JsonObject:
    return {
        "covenant": one.covenant,
        "path": one.path,
        "month": one.month,
        "ebitda_missing_usd": number(one.usd),
        "required": number(one.required),
        "reached": number(one.reached),
    }


def _cure(one: Cure) -> JsonObject:
    return {
        "kind": one.kind.value,
        "price_usd": number(one.usd),
        "set": list(one.overrides),
        "words": one.words,
        "least": one.least,
    }


def _key(one: ConflictKey) -> JsonObject:
    return {
        "path": one.path,
        "file": one.file,
        "line": one.line or None,
        "value": one.value or None,
        "words": one.words,
    }
