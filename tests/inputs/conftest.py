"""A small good fleet to bend, and a way to load it."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from optimizer.errors import Finding, InputError
from optimizer.inputs import load_with_warnings
from optimizer.inputs.problem import Problem

MINIMAL: dict[str, Any] = {
    "fleetopt": 1,
    "name": "minimal",
    "horizon": {"start": "2026-01", "months": 6},
    "market": {"hashprice_usd_per_ph_day": 50},
    "sites": [
        {
            "name": "north",
            "grid_mw": 20,
            "power": {"supply": [{"name": "ppa", "kind": "block", "mw": 20, "usd_per_mwh": 40}]},
            "halls": [{"name": "a", "asic_mw": 10}, {"name": "b", "hpc_mw": 5}],
            "asics": [{"name": "old", "hashrate_th": 100, "power_w": 3000, "units": 1000}],
        }
    ],
}


class Fleet:
    """A fleet file in a folder of its own.

    ``document`` may be bent at will before it is loaded.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.document = copy.deepcopy(MINIMAL)

    @property
    def site(self) -> dict[str, Any]:
        """The only site."""
        site: dict[str, Any] = self.document["sites"][0]
        return site

    def file(self, name: str, *lines: str) -> str:
        """Write a CSV file beside the fleet file; returns its name."""
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return name

    def load(self) -> Problem:
        """The problem; the fleet may have warnings."""
        return self.load_with_warnings()[0]

    def load_with_warnings(self) -> tuple[Problem, tuple[Finding, ...]]:
        """The problem and its warnings."""
        path = self.folder / "site.yaml"
        path.write_text(yaml.safe_dump(self.document, sort_keys=False), encoding="utf-8")
        return load_with_warnings(path)

    def errors(self) -> list[Finding]:
        """The errors that loading raises."""
        with pytest.raises(InputError) as caught:
            self.load()
        return list(caught.value.errors)


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    """A small good fleet: one site with a block, two halls and old machines."""
    return Fleet(tmp_path)
