"""The floors that are tested are the floors that are promised."""

import re
import tomllib
from pathlib import Path


def floors(requirements: list[str]) -> dict[str, str]:
    """Name to the oldest release that a requirement allows."""
    found = {}
    for requirement in requirements:
        match = re.match(r"([\w.-]+)>=([\d.]+)", requirement)
        if match is not None:
            found[match[1].lower()] = match[2]
    return found


def same(left: str, right: str) -> bool:
    """Whether two versions are one where the shorter ends: 2.9 and 2.9.0, 9.15 and 9.15.6755."""
    return all(a == b for a, b in zip(left.split("."), right.split("."), strict=False))


def test_each_runtime_floor_is_the_release_that_is_tested(repo_root: Path) -> None:
    project = tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    promised = floors(project["dependencies"] + extras["backends"] + extras["parquet"])
    text = (repo_root / ".ci" / "floors.txt").read_text(encoding="utf-8")
    tested = dict(re.findall(r"^([\w.-]+)==([\d.]+)$", text, re.MULTILINE))
    assert len(promised) == 13
    assert {name for name, floor in promised.items() if not same(floor, tested[name])} == set()
