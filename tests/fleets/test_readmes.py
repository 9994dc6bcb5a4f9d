"""What the READMEs of fleets and examples tell people to type can be typed."""

import re
from pathlib import Path

import pytest

import optimizer
from optimizer.plan import build

COMMAND = re.compile(r"^ {4}fleetopt solve (?P<file>\S+)(?P<options>.*)$", re.MULTILINE)
OVERRIDE = re.compile(r"--set (\S+)")
ROOT = Path(__file__).resolve().parents[2]
READMES = sorted([*ROOT.glob("fleets/*/README.md"), *ROOT.glob("examples/README.md")])


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.parent.name)
def test_commands_of_a_readme_fit_its_fleet(readme: Path) -> None:
    commands = list(COMMAND.finditer(readme.read_text(encoding="utf-8")))
    assert commands
    for command in commands:
        overrides = OVERRIDE.findall(command["options"])
        assert command["options"].split() == [w for o in overrides for w in ("--set", o)]
        changed = optimizer.load(ROOT / command["file"], overrides=overrides)
        assert changed.horizon == optimizer.load(ROOT / command["file"]).horizon


def test_the_overview_counts_the_integers_of_each_plan() -> None:
    overview = (ROOT / "fleets" / "README.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"\| \[([\w-]+)\]\(.*?(\d+) integers \|", overview))
    assert said
    for name, integers in said.items():
        program = build(optimizer.load(ROOT / "fleets" / name / "site.yaml")).program
        assert int(program.integer.sum()) == int(integers)
