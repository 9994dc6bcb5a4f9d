"""Questions that an operator asks, each with a command and what it really prints."""

import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from optimizer.cli.main import main
from optimizer.processes import cores, spawned

ROOT = Path(__file__).resolve().parents[2]

_INTRO = """\
# Cookbook

Questions that operators, planners and lenders ask, each with a command and what it prints. All run
from a checkout; the output below is made by running them.
"""


@dataclass(frozen=True)
class Recipe:
    """A question and its answer.

    Attributes:
        question: as people ask it.
        commands: that answer it; the output of the last one is shown.
        first, last: the lines from which and up to which output is shown: the beginning of a line,
            "" for all.
        words: what to make of it.
    """

    question: str
    commands: tuple[str, ...]
    words: str
    first: str = ""
    last: str = ""


_SCHEDULER = "tcp://10.0.0.1:8786"
"""Stands for the address of a scheduler; pages are made with one on this machine."""

_QUICK = "examples/quickstart/site.yaml"
RECIPES = (
    Recipe(
        "What should each megawatt do?",
        (f"fleetopt solve {_QUICK} --explain none",),
        "The decision first: what to sign, build, buy and sell, and when. Below it stand the "
        "megawatts and the money, year by year; see [reading a report](reading-a-report.md).",
        last="Where the megawatts go",
    ),
    Recipe(
        "Is this lease worth signing, and down to which rent?",
        (f"fleetopt solve {_QUICK} --explain full",),
        "The worth counts everything that changes with the lease. A rent below the break-even is "
        "better refused; the slack is what is left for the negotiation.",
        first="Why",
        last="Where the megawatts go",
    ),
    Recipe(
        "What is one more megawatt worth, and one more dollar?",
        ("fleetopt solve fleets/two-sites/site.yaml --explain quick",),
        "Worths hold for small changes, with leases, phases and servers as they are in the plan. "
        "[Reasons](reasons.md) says how they come about.",
        first="What is scarce",
        last="Where the megawatts go",
    ),
    Recipe(
        "At which hashprice does the plan change?",
        (f"fleetopt sweep {_QUICK} --vary market.hashprice_usd_per_ph_day=20:70:10",),
        "Plans of one letter sign, build and buy the same. Where two neighbours differ, the value "
        "at which they are worth the same is worked out, not only bracketed. `-o sweep.html` "
        "draws it.",
    ),
    Recipe(
        "And if rent and hashprice both move?",
        (
            f"fleetopt sweep {_QUICK} --no-changes "
            "--vary contracts.ai-tenant.usd_per_kw_month=100:150:10 "
            "--vary 'market.hashprice_usd_per_ph_day=*0.6:1.8:0.4'",
        ),
        "A star multiplies what the file has: here the whole curve with its halving.",
        last="Cases",
    ),
    Recipe(
        "Which numbers matter most?",
        (f"fleetopt sweep {_QUICK} --tornado 10 --keys 6",),
        "Each number of the file is moved by itself; those that matter most by their duals are "
        "solved. Put your time into the first three.",
    ),
    Recipe(
        "Two offers: which one, and what else changes?",
        (
            f"fleetopt solve {_QUICK} -o base.json",
            f"fleetopt solve {_QUICK} -o offer.json "
            "--set contracts.ai-tenant.usd_per_kw_month=118 "
            "--set contracts.ai-tenant.term_months=180",
            "fleetopt compare base.json offer.json",
        ),
        "The input first, so that nobody compares apples with pears; then decisions, money by "
        "line (it adds up to the difference) and by year, and what lenders look at.",
    ),
    Recipe(
        "Why is there no plan, and what would cure it?",
        ("fleetopt solve fleets/no-way-out/site.yaml",),
        "Each cure was tried: its `--set` options do give a plan. See [no plan](no-plan.md).",
        first="Why there is no plan",
        last="What cannot hold together",
    ),
    Recipe(
        "Can a lender believe it without believing us?",
        (
            "fleetopt solve fleets/by-hand/site.yaml -o plan.json",
            "fleetopt verify plan.json fleets/by-hand/site.yaml",
        ),
        "No solver takes part: rows, proof, every number and a second set of books are checked "
        "from the fleet file. See [trust](trust.md).",
    ),
    Recipe(
        "Has anything drifted since last quarter?",
        ("fleetopt check fleets/by-hand",),
        "In CI, and before a commit: see [fleets in CI](ci.md).",
    ),
    Recipe(
        "Which plan survives a bear market, a lost tenant and a late build?",
        ("fleetopt solve fleets/bear-market/site.yaml",),
        "One set of decisions for all five scenarios; sales, coins and equity answer each. More "
        "weight on the bad end signs a smaller lease: try `--set risk.weight=1`. See "
        "[uncertainty](uncertainty.md).",
        last="Where the megawatts go",
    ),
    Recipe(
        "What does safety cost?",
        ("fleetopt frontier fleets/bear-market/site.yaml --weights 0,0.5,1 -q",),
        "The mean that a safer plan gives up, and what it does otherwise.",
    ),
    Recipe(
        "When does cash run out if everything goes wrong, and who has to put in how much?",
        (
            "fleetopt solve fleets/bear-market/site.yaml -q -o plan.json",
            "fleetopt stress plan.json --paths 0 -q",
        ),
        "The decisions stay. `--paths 200`, the default, adds fresh random scenarios and "
        "probabilities.",
    ),
    Recipe(
        "The same on a cluster?",
        (
            "fleetopt solve fleets/bear-market/site.yaml -q -o plan.json",
            f"fleetopt stress plan.json --paths 40 -q --scheduler {_SCHEDULER}",
        ),
        "Start a Dask scheduler and workers that have `fleetopt[cluster]`, and give its address to "
        "`solve`, `stress`, `frontier` or `backtest`. Numbers are the same to the last bit; "
        "a worker that dies costs time only.",
        first="How often",
    ),
    Recipe(
        "Would deciding like this have paid in the past?",
        (
            "fleetopt backtest fleets/texas-2021/site.yaml "
            "--history examples/network-history/btc_network_daily.csv --futures 0 -q",
        ),
        "Five years that happened, month by month, by rules that do not know what comes. "
        "[Backtest](backtest.md) says what each believes.",
        last="What each did",
    ),
    Recipe(
        "How wild are the futures that I should plan for?",
        ("fleetopt calibrate examples/network-history/btc_network_daily.csv",),
        "`-o generate.yaml` writes these numbers as keys of a fleet file; they are also what is "
        "assumed where it says nothing.",
    ),
)


@cache
def body() -> str:
    """Markdown of the page."""
    parts = [_INTRO]
    with spawned(cores()) as pool:
        outputs = pool.map(output, RECIPES)
        for number, (recipe, shown) in enumerate(zip(RECIPES, outputs, strict=True), start=1):
            commands = "\n".join(recipe.commands)
            parts += [
                f"## {number}. {recipe.question}\n",
                f"```sh\n{commands}\n```\n",
                f"```text\n{shown}\n```\n",
                f"{recipe.words}\n",
            ]
    return "\n".join(parts)


@contextmanager
def _at_home() -> Iterator[None]:
    """Run from the root of the checkout."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        yield
    finally:
        os.chdir(before)


def output(recipe: Recipe) -> str:
    """What the last command prints, without what differs from run to run.

    Raises:
        RuntimeError: a command could not run.
    """
    with _at_home(), tempfile.TemporaryDirectory() as folder, _cluster(recipe) as address:
        text = ""
        for command in recipe.commands:
            arguments = [
                f"{folder}/{word}" if re.fullmatch(r"\w+\.json", word) else word
                for word in shlex.split(command.replace(_SCHEDULER, address))[1:]
            ]
            # One process, for recipes run side by side.
            jobs = ["--jobs", "1"] if arguments[0] in _IN_PROCESSES else []
            done = CliRunner().invoke(main, [*arguments, *jobs], env={"NO_COLOR": "1"})
            if done.exit_code not in (0, 1):
                raise RuntimeError(f"{command}: {done.output}")
            text = done.stdout.replace(f"{folder}/", "")
    return _excerpt(_steady(text), recipe).strip("\n")


@contextmanager
def _cluster(recipe: Recipe) -> Iterator[str]:
    """Address of a scheduler with a worker on this machine, "" where the recipe needs none."""
    if not any(_SCHEDULER in command for command in recipe.commands):
        yield ""
        return
    import distributed

    start: Any = distributed.LocalCluster
    with start(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0") as local:
        yield local.scheduler_address


_IN_PROCESSES = ("sweep", "check", "stress", "frontier", "backtest")
"""Commands that work in processes beside their own."""


def _steady(text: str) -> str:
    """Text without seconds, versions and the proof's own numbers."""
    text = re.sub(r"^\w+ [\d.]+: [\d.,]+ s.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"in \d+\.\d+ s", "in 0.0 s", text)
    text = re.sub(r"within \d\.?\d*e-\d+", "within 1e-15", text)
    return re.sub(r"difference \d\.?\d*e-\d+ USD", "difference 1e-10 USD", text)


def _excerpt(text: str, recipe: Recipe) -> str:
    lines = text.splitlines()
    start = stop = None
    for number, line in enumerate(lines):
        if start is None and recipe.first and line.startswith(recipe.first):
            start = number
        elif (
            recipe.last and line.startswith(recipe.last) and (start is not None or not recipe.first)
        ):
            stop = number
            break
    if recipe.first and start is None:
        raise RuntimeError(f"{recipe.question}: nothing begins with {recipe.first!r}")
    return "\n".join(lines[start or 0 : stop])
