"""Fleets at the edges of what the schema allows, read, built, solved and reported."""

import copy
import json
import math
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import yaml

import optimizer
from optimizer.errors import FleetoptError, InputError
from optimizer.report.json_report import to_json
from optimizer.report.layout import Canvas
from optimizer.report.terminal import to_terminal
from optimizer.solvers.base import SolveOptions
from tests.fuzz_reader.judge import bad_text, faults
from tests.fuzz_reader.mutations import PlainDumper, typed
from tests.fuzz_reader.seeds import Case, seeds

EDGES: tuple[Any, ...] = (
    0, 1, 2, 1e-300, 1e-12, 1e-6, 0.5, 99.999999, 100, 1000, 12345.678, 1e5, 1e6, 10_000_000, 1e9,
    1e12, 1e15, -1, -1e-6, -1e5, -99.9999, 360, 600,
)  # fmt: skip
TIME_LIMIT_S = 1.0


def draw_extreme(seed: int, number: int) -> Case:
    """The case of a number: a small fleet with some of its numbers at an edge."""
    random = Random(f"extreme/{seed}/{number}")
    small = [one for one in seeds() if len(one.site) < 8000 and not one.files]
    case = random.choice(small)
    document = typed(yaml.load(case.site, yaml.CBaseLoader))
    places = list(_numbers(document))
    for _ in range(random.choice((1, 1, 2, 4, 10))):
        holder, key = random.choice(places)
        value = random.choice(EDGES)
        holder[key] = random.choice((value, value, -holder[key], holder[key] * 1e6))
    document["horizon"]["months"] = random.choice((1, 2, 12, 24, document["horizon"]["months"]))
    text = yaml.dump(copy.deepcopy(document), Dumper=PlainDumper, sort_keys=False)
    return replace(case, kind="extreme", site=text.encode())


def _numbers(value: Any) -> Any:
    """Where the numbers of a document stand."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in items:
            if isinstance(one, int | float) and not isinstance(one, bool) and key != "fleetopt":
                yield value, key
            else:
                yield from _numbers(one)


def judge_extreme(case: Case, folder: Path) -> tuple[str, list[str]]:
    """Read and, where that works, solve and report; as :func:`tests.fuzz_reader.judge.judge`."""
    try:
        problem = optimizer.load(case.write(folder))
    except InputError as error:
        return error.code, list(faults(error.findings))
    options = SolveOptions(time_limit_s=TIME_LIMIT_S, threads=1)
    try:
        result = optimizer.solve(problem, options=options)
    except FleetoptError as error:
        return error.code, [*bad_text(str(error))]
    wrong = list(bad_text(to_terminal(result, Canvas())))
    json.loads(to_json(result), parse_constant=_refuse)
    if result.has_plan and not math.isfinite(result.plan.npv.npv_usd):
        wrong.append(f"the plan is worth {result.plan.npv.npv_usd}")
    return result.termination.reason.value, wrong


def _refuse(name: str) -> None:
    raise ValueError(f"the JSON report says {name}")
