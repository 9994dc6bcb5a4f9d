"""Many cases in a process of its own, with a bound of time for each and of memory for all."""

import json
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz_reader.judge import judge
from tests.fuzz_reader.mutations import draw
from tests.fuzz_reader.seeds import ROOT, Case

Verdict = tuple[str, list[str]]

MOST_SECONDS = 5.0
"""CPU seconds that a case may take."""
MOST_MEMORY_MB = 500
ADDRESS_SPACE = 4 * 1024**3


@dataclass
class Tally:
    """What came of many cases.

    Attributes:
        kinds: number of cases by how they were spoiled.
        outcomes: number of cases by what came of them.
        failures: what went wrong, by case.
        slowest_s: CPU seconds of the slowest case, and its number.
        memory_mb: resident memory of the largest process.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    slowest: int = -1
    memory_mb: float = 0.0

    @property
    def cases(self) -> int:
        """Number of cases."""
        return self.kinds.total()

    def add(self, other: "Tally") -> None:
        """Add the cases of another process."""
        self.kinds += other.kinds
        self.outcomes += other.outcomes
        self.failures += other.failures
        if other.slowest_s > self.slowest_s:
            self.slowest_s, self.slowest = other.slowest_s, other.slowest
        self.memory_mb = max(self.memory_mb, other.memory_mb)

    def summary(self) -> str:
        """For people."""
        kinds = ", ".join(f"{name} {count:,}" for name, count in sorted(self.kinds.items()))
        outcomes = ", ".join(f"{name} {count:,}" for name, count in sorted(self.outcomes.items()))
        return "\n".join(
            (
                f"{self.cases:,} cases: {kinds}",
                f"answers: {outcomes}",
                f"slowest {self.slowest_s:.2f} s of CPU (case {self.slowest}), "
                f"largest process {self.memory_mb:.0f} MB",
                f"{len(self.failures)} failures",
                *self.failures[:50],
            )
        )


def ways(*, solve: bool) -> tuple[Callable[[int, int], Case], Callable[[Case, Path], Verdict]]:
    """How cases are drawn and judged: read only, or built and solved as well."""
    if not solve:
        return draw, judge
    from tests.fuzz_reader.extremes import draw_extreme, judge_extreme

    return draw_extreme, judge_extreme


def in_this_process(seed: int, first: int, last: int, *, solve: bool = False) -> Tally:
    """Read (and solve) the cases ``first`` to ``last - 1``."""
    tally = Tally()
    drawn, judged = ways(solve=solve)
    for number in range(first, last):
        case = drawn(seed, number)
        before = time.process_time()
        with tempfile.TemporaryDirectory() as name:
            try:
                outcome, wrong = judged(case, Path(name))
            except Exception:
                outcome, wrong = "crash", [traceback.format_exc(limit=-6)]
        spent = time.process_time() - before
        if spent > MOST_SECONDS:
            wrong.append(f"took {spent:.1f} s")
        tally.kinds[case.kind] += 1
        tally.outcomes[outcome] += 1
        tally.failures += [f"case {number} ({case.kind}): {one}" for one in wrong]
        if spent > tally.slowest_s and number > first:  # the first one loads the catalogue
            tally.slowest_s, tally.slowest = spent, number
    tally.memory_mb = most_memory_mb()
    if tally.memory_mb > MOST_MEMORY_MB:
        tally.failures.append(f"cases {first} to {last}: {tally.memory_mb:.0f} MB")
    return tally


def most_memory_mb() -> float:
    """The most memory that this process has held.

    What `getrusage` says begins, on Linux, with the memory of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.MULTILINE)
        if found is not None:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_a_process(seed: int, first: int, last: int, *, solve: bool = False) -> Tally:
    """The same in a new process, whose end is a failure like any other."""
    command = [sys.executable, "-m", "tests.fuzz_reader.runs", str(seed), str(first), str(last)]
    command += [str(int(solve))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        end = done.stderr.strip()[-2000:] or signal.strsignal(-done.returncode) or ""
        return Tally(failures=[f"cases {first} to {last}: {end}"])
    record = json.loads(done.stdout)
    record["kinds"], record["outcomes"] = Counter(record["kinds"]), Counter(record["outcomes"])
    return Tally(**record)


def _main() -> None:
    seed, first, last, solve = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (1800, 1800))
    print(json.dumps(vars(in_this_process(seed, first, last, solve=bool(solve)))))  # noqa: T201


if __name__ == "__main__":
    _main()
