"""What safety costs: weights, plans along the way, what knowing is worth."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from optimizer.cli.main import main
from optimizer.plan import Labour
from optimizer.solvers.base import SolveOptions
from optimizer.studies.decided import _by_month
from optimizer.studies.frontier import (
    Frontier,
    Settings,
    frontier,
    page_of,
    to_csv,
    to_json,
)
from optimizer.studies.frontier.run import FrontierError
from optimizer.studies.page import to_html, to_markdown, to_terminal

FLEET = Path("fleets/bear-market/site.yaml")
ONE = Labour(processes=1)


@pytest.fixture(scope="module")
def found() -> Frontier:
    options = SolveOptions(gap=1e-8)
    return frontier(FLEET, settings=Settings((0.0, 0.5, 1.0), labour=ONE, options=options))


def test_safety_is_bought_with_the_mean(found: Frontier) -> None:
    tails = [one.tail for one in found.points]
    for less, more in pairwise(tails):
        assert less is not None
        assert more is not None
        assert more.mean <= less.mean + 1.0
        assert more.cvar >= less.cvar - 1.0


def test_other_decisions_have_another_letter(found: Frontier) -> None:
    assert found.letters[0] == "A"
    same = found.points[0].words == found.points[-1].words
    assert (found.letters[0] == found.letters[-1]) == same
    assert any("ai-10y" in word for word in found.points[0].words)


def test_the_same_in_other_months_is_another_plan(found: Frontier) -> None:
    words = _by_month(np.array([0.0, 5000.0, 0.0, 3.0]), "machine", ("a", "b", "c", "d"))
    assert words == "5,000 machines in b, 3 in d"
    assert _by_month(np.zeros(2), "phase", ("a", "b")) == ""
    assert (
        _by_month(np.ones(4), "machine", "abcd", brief=True) == "4 machines in 4 months of a to d"
    )
    moved = [word for word in found.points[0].words if "phase" in word]
    assert moved
    assert all(re.search(r" in \d{4}-\d{2}", word) for word in moved)


def test_worths_of_a_stopped_search_are_called_rough(found: Frontier) -> None:
    assert found.worths is not None
    assert found.worths.proved
    assert "rough" not in to_terminal(page_of(found))
    rough = replace(found, worths=replace(found.worths, proved=False, planned=None, killed=0))
    assert "these worths are rough" in to_terminal(page_of(rough))
    assert json.loads(to_json(rough))["worths_proved"] is False


def test_knowing_is_worth_something(found: Frontier) -> None:
    worths = found.worths
    assert worths is not None
    assert worths.of_perfect_information is not None
    assert worths.of_perfect_information > 0
    # The plan for the file's own curves is killed by the tenant that leaves.
    assert worths.killed == 1
    assert worths.of_stochastic_solution is None


def test_planning_for_all_is_worth_no_less_than_planning_for_one() -> None:
    told = frontier(
        "fleets/bear-market/site.yaml",
        ["finance.covenants=[]"],
        Settings((0.0,), labour=ONE),
    )
    assert told.worths is not None
    assert told.worths.of_stochastic_solution is not None
    assert told.worths.of_stochastic_solution >= -1.0
    assert told.worths.of_perfect_information is not None
    assert told.worths.of_perfect_information >= -1.0


def test_a_fleet_without_scenarios_is_refused() -> None:
    with pytest.raises(FrontierError, match="nothing to weigh"):
        frontier("fleets/btc-treasury/site.yaml", settings=Settings(labour=ONE))


def test_every_format_says_it(found: Frontier) -> None:
    page = page_of(found)
    terminal = to_terminal(page)
    assert max(len(line) for line in terminal.splitlines()) <= 100
    for text in (terminal, to_markdown(page), to_html(page)):
        assert "Mean given up" in text
    document = json.loads(to_json(found))
    assert [one["weight"] for one in document["points"]] == [0.0, 0.5, 1.0]
    assert len(to_csv(found).splitlines()) == 4


def test_the_command() -> None:
    ran = CliRunner().invoke(
        main, ["frontier", str(FLEET), "--weights", "0", "--no-worths", "--jobs", "1", "-q"]
    )
    assert ran.exit_code == 0, ran.output
    assert "ai-10y" in ran.stdout
    wrong = CliRunner().invoke(main, ["frontier", str(FLEET), "--weights", "0,2"])
    assert wrong.exit_code == 2
    assert "between 0 and 1" in wrong.stderr
