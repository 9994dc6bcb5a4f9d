"""Random scenarios around a fleet that was loaded."""

from pathlib import Path

from optimizer.inputs.assemble.reading import Reading
from optimizer.inputs.assemble.scenarios import drawn
from optimizer.inputs.problem import Problem
from optimizer.inputs.source import read_source
from optimizer.inputs.tables import Tables
from optimizer.scenario import Scenario
from optimizer.schema import Fleet, Generate


def draw_around(
    problem: Problem, said: Fleet, wanted: Generate, folder: Path
) -> tuple[Scenario, ...]:
    """Scenarios drawn at random around a fleet's own curves.

    Args:
        problem: the fleet.
        said: what its file says.
        wanted: how they are drawn.
        folder: where the file lies, for its CSV files.
    """
    reading = Reading(problem.horizon, read_source(problem.path), Tables(folder))
    return drawn(said, wanted, problem.market, reading)
