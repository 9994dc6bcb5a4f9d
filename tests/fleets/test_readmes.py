"""What the READMEs of fleets and examples tell people to type can be typed."""

import re
from pathlib import Path

import pytest

import optimizer
from optimizer.plan import build
from optimizer.report.terminal import to_terminal

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


def test_the_page_about_no_plan_shows_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "no-plan.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```text\n(.*?)\n```", page, re.DOTALL)
    result = optimizer.solve("fleets/no-way-out/site.yaml")
    printed = to_terminal(result)
    timeless = re.compile(r"in \d+\.\d\d s")
    assert timeless.sub("in - s", shown) == timeless.sub("in - s", printed.rsplit("\n\n", 1)[0])
