"""Good fleets to spoil: the shipped ones, the examples and the base of the bad files."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Case:
    """A fleet file, right or wrong, with the files beside it.

    Attributes:
        kind: how it was spoiled.
        site: bytes of the fleet file.
        files: bytes of the CSV files by name.
        overrides: as ``--set`` takes them.
    """

    kind: str
    site: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    overrides: tuple[str, ...] = ()

    def write(self, folder: Path) -> Path:
        """Write the files; the fleet file's path."""
        for name, data in self.files.items():
            (folder / name).write_bytes(data)
        path = folder / "site.yaml"
        path.write_bytes(self.site)
        return path


@cache
def seeds() -> tuple[Case, ...]:
    """The good fleets."""
    paths = [*ROOT.glob("fleets/*/site.yaml"), *ROOT.glob("examples/*/site.yaml")]
    paths += [ROOT / "tests" / "bad_files" / "base.yaml"]
    found = []
    for path in sorted(paths):
        files = {one.name: one.read_bytes() for one in sorted(path.parent.glob("*.csv"))}
        found.append(Case("seed", path.read_bytes(), files))
    return tuple(found)
