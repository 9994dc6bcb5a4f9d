"""What a back-end is: capabilities as class data, a probe that imports nothing, one method.

A back-end takes arrays and gives a :class:`~optimizer.solvers.raw.RawEnd`. It decides
nothing: whether its answer stands is for :mod:`optimizer.solvers.session`, which judges all
back-ends alike. To add one, write a file in ``backends``, put its name into ``names`` and
its class into ``registry``; the table of solvers and the tests find it there.
"""

import shutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata, util
from typing import ClassVar

from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import Attempt, RawEnd, Settings


class Lineage(StrEnum):
    """Whose code it is: two back-ends of one lineage may share a mistake."""

    HIGHS = "HiGHS"
    SCIP = "SCIP"
    OR_TOOLS = "OR-Tools"
    COIN_OR = "COIN-OR"
    GLPK = "GLPK"
    GUROBI = "Gurobi"
    CPLEX = "CPLEX"
    XPRESS = "Xpress"
    COPT = "COPT"
    MOSEK = "MOSEK"


@dataclass(frozen=True)
class Capabilities:
    """What a back-end can do.

    Attributes:
        lp: takes programs without whole numbers.
        mip: takes programs with whole numbers.
        duals: gives row duals and reduced costs of a linear program.
        bound: gives a proved bound when it stops early.
        gap: stops at a relative gap.
        threads: uses as many threads as it is told to.
        seed: takes a random seed.
        progress: tells of its best plan and bound while it runs.
        interrupt: stops when asked and keeps its best plan.
        nodes: stops after a number of branch-and-bound nodes.
    """

    lp: bool
    mip: bool
    duals: bool = False
    bound: bool = False
    gap: bool = False
    threads: bool = False
    seed: bool = False
    progress: bool = False
    interrupt: bool = False
    nodes: bool = False


class Backend(ABC):
    """A solver. Instances hold no state: one may run many programs, one after another.

    Attributes:
        name: what the options call it.
        title: what people call it.
        lineage: whose code it is.
        capabilities: what it can do.
        package: importable package that must be there, looked for and not imported.
        distribution: what ``pip`` calls that package, for its version and to install it.
        program: command that must be there too, "" for none.
        in_process: True where it may run in the caller's process: it has proved to print
            nothing, to listen to ``monitor.stop`` and to leave signals alone.
        gap_share: share of the gap given to branch and bound; the rest is for what polishing may
            cost.
        lp_attempts, mip_attempts: ways of running it, in the order in which they are tried.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    lineage: ClassVar[Lineage]
    capabilities: ClassVar[Capabilities]
    package: ClassVar[str]
    distribution: ClassVar[str]
    program: ClassVar[str] = ""
    in_process: ClassVar[bool] = False
    gap_share: ClassVar[float] = 0.5
    lp_attempts: ClassVar[tuple[Attempt, ...]] = (Attempt(), Attempt(presolve=False))
    mip_attempts: ClassVar[tuple[Attempt, ...]] = (Attempt(), Attempt(presolve=False))

    @abstractmethod
    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        """Solve from cold, in the calling thread, until the solver ends or is told to stop.

        Args:
            scaled: what to maximise; whole numbers have whole bounds, no bounds cross.
            settings: limits and options, all of which the capabilities allow.
            monitor: told what is known so far; ``monitor.stop`` asks for the end.
        """

    @classmethod
    def missing(cls) -> str | None:
        """What has to be installed first, in words; None where all is there."""
        if util.find_spec(cls.package) is None:
            return f"it needs the package {cls.distribution}: {cls.how_to_install()}"
        if cls.program and shutil.which(cls.program) is None:
            return f"its program {cls.program} is not on the PATH"
        return None

    @classmethod
    def how_to_install(cls) -> str:
        """The command that installs it."""
        return "pip install 'fleetopt[backends]'"

    @classmethod
    def version(cls) -> str:
        """Version of the installed package, found without importing it; "" if unknown."""
        try:
            return metadata.version(cls.distribution)
        except metadata.PackageNotFoundError:
            return ""

    def threads(self, asked: int) -> int:
        """The threads it uses when it is asked for some, 0 for its own choice."""
        return asked if asked and self.capabilities.threads else 1

    def refusal(self, scaled: ScaledProgram) -> str | None:
        """Why this program cannot be taken, in words that go on from "cannot take this:"."""
        del scaled
        return None
