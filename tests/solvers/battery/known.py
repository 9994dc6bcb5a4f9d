"""Defects of back-ends that the battery has found and that we live with.

Each of ``KNOWN`` is a strict expected failure: a release that mends it fails the test, and the
entry goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LOOSE = "PDLP's duals are too rough to prove its plan within the gap, so it is not called optimal"

KNOWN: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("cbc", "a box of 1e20, whole"): "CBC calls whole numbers up to 1e20 infeasible",
        ("cbc", "etamacro"): "CBC's duals prove a gap of 0.0001 only over wide bounds",
        ("pdlp", "25fv47"): LOOSE,
        ("pdlp", "a box of 1e9 that does not bind"): LOOSE,
        ("pdlp", "adlittle"): LOOSE,
        ("pdlp", "box1"): "PDLP gives up on this infeasible program with a numerical error",
        ("pdlp", "e226"): LOOSE,
        ("pdlp", "etamacro"): LOOSE,
        ("pdlp", "israel"): "PDLP's plan violates a row by more than our tolerance",
        ("pdlp", "scrs8"): LOOSE,
        ("pdlp", "shell"): "PDLP's plan violates a row by more than our tolerance",
        ("pdlp", "standmps"): LOOSE,
    }
)
"""Reasons by back-end and case."""

HARD: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("cp-sat", "gt2"): "a gap of 27 % after 20 s",
        ("cp-sat", "p0548"): "a gap of 95 % after 20 s",
        ("pdlp", "ex72a"): "4 s to see that there is no plan",
        ("pdlp", "klein1"): "87 s to see that there is no plan",
        ("pdlp", "refinery"): "3 s to see that there is no plan",
    }
)
"""Cases that take a back-end too long: it is given a short limit and must claim nothing wrong."""

SHORT_S = 1.0
"""That limit, in seconds."""
