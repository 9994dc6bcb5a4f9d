"""The fleet that most of these tests change."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def quickstart(repo_root: Path) -> str:
    """Path of the smallest fleet that is a decision."""
    return str(repo_root / "examples" / "quickstart" / "site.yaml")
