"""Fixtures every test may use, and how random cases are drawn."""

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# The same cases in every run, and no limit on the time of one: a red run is red again. For new
# cases: make test PYTEST_FLAGS=--hypothesis-profile=explore
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile("same")


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The checkout's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def fleets(repo_root: Path) -> Path:
    """The folder of shipped fleets, one sub-folder each with a ``site.yaml``."""
    return repo_root / "fleets"
