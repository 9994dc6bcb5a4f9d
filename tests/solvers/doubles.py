"""Back-ends that misbehave, for the tests of what contains them."""

import ctypes
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import ClassVar

import numpy as np

from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.backend import Backend, Capabilities, Lineage
from optimizer.solvers.backends.highs import Highs
from optimizer.solvers.backends.pulp_model import PulpBackend
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import Attempt, End, RawEnd, Settings


class Double(Backend):
    """Not a solver at all."""

    name: ClassVar[str] = "double"
    title: ClassVar[str] = "Double"
    lineage: ClassVar[Lineage] = Lineage.GLPK
    capabilities: ClassVar[Capabilities] = Capabilities(lp=True, mip=True)
    package: ClassVar[str] = "numpy"
    distribution: ClassVar[str] = "numpy"
    lp_attempts: ClassVar[tuple[Attempt, ...]] = (Attempt(),)
    mip_attempts: ClassVar[tuple[Attempt, ...]] = (Attempt(),)

    def show_a_plan(self, scaled: ScaledProgram, monitor: Monitor) -> None:
        """Tell of the plan in which everything is at its lower bound."""
        monitor.objective, monitor.bound, monitor.nodes = 0.0, 1e6, 7
        monitor.incumbent = np.array(scaled.col_lower)
        time.sleep(0.3)  # until it is told


class Segfault(Double):
    """Reads from nowhere."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        del scaled, settings, monitor
        ctypes.string_at(0)
        raise AssertionError("that should have been the end")


class SegfaultWithPlan(Double):
    """Has a plan and then reads from nowhere."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        del settings
        self.show_a_plan(scaled, monitor)
        ctypes.string_at(0)
        raise AssertionError("that should have been the end")


class SegfaultAtFirst(Highs):
    """Crashes with presolve and is right without it."""

    in_process: ClassVar[bool] = False
    mip_attempts: ClassVar[tuple[Attempt, ...]] = (Attempt(), Attempt(presolve=False))

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        if settings.presolve and scaled.integer.any():
            ctypes.string_at(0)
        return super().run(scaled, settings, monitor)


class Exits(Double):
    """Ends its process with words."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        del scaled, settings, monitor
        os.write(2, b"licence server is down\n")
        os._exit(3)


class Hangs(Double):
    """Neither ends nor listens."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        del scaled, settings, monitor
        while True:
            time.sleep(1)


class HangsWithPlan(Double):
    """Has a plan, and then neither ends nor listens."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        self.show_a_plan(scaled, monitor)
        return Hangs().run(scaled, settings, monitor)


class Listens(Double):
    """Ends when asked, with a plan."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        del settings
        self.show_a_plan(scaled, monitor)
        monitor.stop.wait()
        return RawEnd(End.INTERRUPT, "as you wish", monitor.incumbent, bound=1e6)


class Glutton(Double):
    """Takes all the memory that there is."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        del scaled, settings, monitor
        taken: list[np.ndarray] = []
        while len(taken) < 20:  # 2 GB, should nobody stop it
            taken.append(np.ones(100 * 2**17))
        raise AssertionError("nobody stopped it")


class NativeGlutton(Double):
    """Dies as C++ does when memory runs out."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        del scaled, settings, monitor
        os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
        os.abort()


class Chatty(Highs):
    """Prints where it can, by way of Python and of the file descriptors, and is right."""

    in_process: ClassVar[bool] = False

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        os.write(1, b"to file descriptor 1\n")
        os.write(2, b"to file descriptor 2\n")
        print("to standard output", flush=True)  # noqa: T201
        print("to standard error", file=sys.stderr, flush=True)  # noqa: T201
        os.system("echo from a child; echo from a child >&2")
        return super().run(scaled, settings, monitor)


class DiesBeforeItsChild(Double):
    """Leaves a file and a process behind, and says in its last words which."""

    def run(self, scaled, settings, monitor) -> RawEnd:
        del scaled, settings, monitor
        child = subprocess.Popen(["sleep", "60"])
        (Path(tempfile.gettempdir()) / "left-behind").touch()
        # The parent reads the last words, whatever ends the worker.
        os.write(2, f"{child.pid} {tempfile.gettempdir()}\n".encode())
        os._exit(7)


class Raises(Double):
    """Raises."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        del scaled, settings, monitor
        raise RuntimeError("no licence\nfound")


class Lies(Double):
    """Claims that nothing is an optimum."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        del settings, monitor
        return RawEnd(End.OPTIMAL, "optimal", np.full(scaled.matrix.shape[1], 1e6), bound=0.0)


class GivesUp(Double):
    """Says that there is no plan, after a while."""

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        del scaled, settings, monitor
        time.sleep(4.0)  # others have plans by now
        return RawEnd(End.INFEASIBLE, "infeasible")


class CbcByPulp(PulpBackend):
    """CBC driven by PuLP alone, as the solvers are that need a licence."""

    name: ClassVar[str] = "cbc-by-pulp"
    title: ClassVar[str] = "CBC by PuLP"
    lineage: ClassVar[Lineage] = Lineage.COIN_OR
    capabilities: ClassVar[Capabilities] = Capabilities(lp=True, mip=True, gap=True)
    pulp_solver: ClassVar[str] = "PULP_CBC_CMD"
