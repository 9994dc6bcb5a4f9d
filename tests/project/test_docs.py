"""The documentation is right: its code runs and its generated pages are fresh."""

import doctest
from pathlib import Path

import pytest

from docs import generate

QUICK = ("machines.md", "commands.md", "errors.md")
SLOW = ("cookbook.md",)
"""Pages that run fleets for minutes: `make docs-check` compares them."""


@pytest.mark.parametrize("page", ["how-it-decides.md", "money.md"])
def test_code_on_the_page_gives_what_the_page_says(repo_root: Path, page: str) -> None:
    found = doctest.testfile(str(repo_root / "docs" / page), module_relative=False)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize(
    "page", [one for one in generate.PAGES if one.name not in SLOW], ids=lambda page: page.name
)
def test_generated_page_is_fresh(repo_root: Path, page: generate.Page) -> None:
    written = (repo_root / "docs" / page.name).read_text(encoding="utf-8")
    # Word by word: how wide a column is differs between releases of the library that draws tables.
    # `make docs-check` compares letter by letter.
    assert written.split() == page.render().split(), "run `make docs`"


def test_a_changed_page_is_named_with_its_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Three pages that are made in no time.
    quick = tuple(one for one in generate.PAGES if one.name in QUICK)
    monkeypatch.setattr(generate, "PAGES", quick)
    assert len(quick) == len(QUICK)
    for page in quick:
        (tmp_path / page.name).parent.mkdir(exist_ok=True)
        (tmp_path / page.name).write_text(page.render(), encoding="utf-8")
    assert generate.stale(tmp_path) == {}

    victim = tmp_path / "machines.md"
    victim.write_text(victim.read_text(encoding="utf-8") + "stray\n", encoding="utf-8")
    (tmp_path / "commands.md").unlink()
    found = generate.stale(tmp_path)
    assert set(found) == {"machines.md", "commands.md"}
    assert "-stray" in found["machines.md"]
