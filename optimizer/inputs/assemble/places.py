"""Sites and halls by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from optimizer.inputs.problem import Hall


@dataclass(frozen=True)
class Places:
    """The sites and halls of a fleet.

    Names that are not there are left out here; the checks report them.

    Attributes:
        sites: names of the sites.
        halls: all halls, their names ``site/hall``.
    """

    sites: tuple[str, ...]
    halls: tuple[Hall, ...]

    def all_sites(self) -> tuple[int, ...]:
        """Indices of all sites."""
        return tuple(range(len(self.sites)))

    def halls_of(self, site: int) -> tuple[int, ...]:
        """Indices of the halls of a site."""
        return tuple(i for i, hall in enumerate(self.halls) if hall.site == site)

    def with_cooling(self, halls: Iterable[int], cooling: str) -> tuple[int, ...]:
        """Those of some halls that have this cooling."""
        return tuple(i for i in halls if self.halls[i].cooling == cooling)

    def hpc_halls(self) -> tuple[int, ...]:
        """Indices of the halls that have or can get HPC-ready MW."""
        return tuple(
            i
            for i, hall in enumerate(self.halls)
            if hall.hpc_mw > 0 or hall.conversion is not None or hall.building is not None
        )

    def find_sites(self, names: Sequence[str]) -> tuple[int, ...]:
        """Indices of the sites named, each once."""
        index = {name: i for i, name in enumerate(self.sites)}
        return tuple(dict.fromkeys(index[name] for name in names if name in index))

    def find_halls(self, names: Sequence[str], site: int | None = None) -> tuple[int, ...]:
        """Indices of the halls named, each once.

        Args:
            names: ``site/hall``, or ``hall`` alone where the site is known.
            site: index of the site to which a bare name belongs.
        """
        if site is not None:
            names = [name if "/" in name else f"{self.sites[site]}/{name}" for name in names]
        index = self._hall_index
        return tuple(dict.fromkeys(index[name] for name in names if name in index))

    @cached_property
    def _hall_index(self) -> dict[str, int]:
        return {hall.name: i for i, hall in enumerate(self.halls)}
