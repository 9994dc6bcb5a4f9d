"""Fixtures every test may use."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The checkout's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def fleets(repo_root: Path) -> Path:
    """The folder of shipped fleets, one sub-folder each with a ``site.yaml``."""
    return repo_root / "fleets"
