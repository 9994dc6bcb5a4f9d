"""The repository keeps its own promises."""

import re
from pathlib import Path

import pytest

import optimizer
from docs._generate.markdown import anchors
from optimizer.cli.exit_codes import ExitCode

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def make_targets(root: Path) -> set[str]:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def pages(root: Path) -> list[Path]:
    return sorted([*root.glob("*.md"), *(root / "docs").glob("*.md")])


def links(page: Path) -> list[str]:
    prose = CODE.sub("", page.read_text(encoding="utf-8"))
    return [target for target in LINK.findall(prose) if "://" not in target]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/index.md"])
def test_every_make_command_in_the_prose_is_a_target(repo_root: Path, page: str) -> None:
    text = (repo_root / page).read_text(encoding="utf-8")
    code = "\n".join(CODE.findall(text))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code))
    assert named <= make_targets(repo_root)


def test_readme_shows_the_tasks_a_newcomer_needs(repo_root: Path) -> None:
    text = (repo_root / "README.md").read_text(encoding="utf-8")
    assert {"solve", "test", "check"} <= set(re.findall(r"`?\bmake ([a-z]+)", text))


def test_every_target_explains_itself(repo_root: Path) -> None:
    makefile = (repo_root / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z][a-z-]*):.*## \S", makefile, re.MULTILINE))
    assert explained == make_targets(repo_root)


def test_every_page_of_the_docs_is_linked_from_the_index(repo_root: Path) -> None:
    written = {page.name for page in (repo_root / "docs").glob("*.md")} - {"index.md"}
    assert written
    assert written <= set(links(repo_root / "docs" / "index.md"))


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, fragment = link.partition("#")
    target = page.parent / name if name else page
    if not target.exists():
        return False
    return not fragment or fragment in anchors(target.read_text(encoding="utf-8"))


def test_every_link_between_files_leads_somewhere(repo_root: Path) -> None:
    dead = [
        f"{page.relative_to(repo_root)}: {link}"
        for page in pages(repo_root)
        for link in links(page)
        if not leads_somewhere(page, link)
    ]
    assert dead == []


def test_readme_names_every_layer(repo_root: Path) -> None:
    text = (repo_root / "README.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in (repo_root / "optimizer").glob("*/__init__.py")}
    assert packages == set(re.findall(r"^optimizer/(\w+)/ ", text, re.MULTILINE))


def test_changelog_has_the_current_version_and_says_when_results_change(repo_root: Path) -> None:
    text = (repo_root / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", text, re.MULTILINE)
    assert released[0] == optimizer.__version__
    section = text.split(f"## [{optimizer.__version__}]")[1].split("\n## ")[0]
    assert "### Results may change" in section


def test_readme_lists_every_exit_code(repo_root: Path) -> None:
    text = (repo_root / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", text, re.MULTILINE) == [str(code.value) for code in ExitCode]


def test_ci_script_is_executable(repo_root: Path) -> None:
    assert (repo_root / ".ci" / "run").stat().st_mode & 0o111
