"""A smallest set of demands that cannot hold together (QuickXplain, Junker 2004).

Halving the candidates finds a conflict of k among n keys in about k log(n / k) questions, where
leaving them out one by one takes n.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Subset = frozenset[int]


@dataclass(frozen=True)
class Conflict:
    """Members of a conflict.

    Attributes:
        members: indices of the candidates, in order.
        minimal: the conflict without any one of its members was seen to be possible.
    """

    members: tuple[int, ...]
    minimal: bool


@dataclass(eq=False)
class _Search:
    possible: Callable[[Subset], bool | None]
    known: dict[Subset, bool | None] = field(default_factory=dict)

    def holds(self, demands: Subset) -> bool | None:
        if demands not in self.known:
            self.known[demands] = self.possible(demands)
        return self.known[demands]

    def explain(self, kept: Subset, added: bool, candidates: Sequence[int]) -> Subset:
        """A smallest part of the candidates that conflicts, given what is kept."""
        # What is not known counts as possible, so that nothing needed is left out.
        if added and self.holds(kept) is False:
            return frozenset()
        if len(candidates) == 1:
            return frozenset(candidates)
        half = (len(candidates) + 1) // 2
        first, second = candidates[:half], candidates[half:]
        late = self.explain(kept | frozenset(first), bool(first), second)
        early = self.explain(kept | late, bool(late), first)
        return early | late


def smallest_conflict(count: int, possible: Callable[[Subset], bool | None]) -> Conflict | None:
    """A smallest conflict among candidates; earlier ones are preferred.

    Args:
        count: number of candidates.
        possible: whether a plan exists when just some of the candidates are demanded and the
            others relaxed; None where that was not found out.

    Returns:
        None where all of them together are possible, or none at all is.
    """
    search = _Search(possible)
    everything = frozenset(range(count))
    if count == 0 or search.holds(everything) is not False or search.holds(frozenset()) is False:
        return None
    members = search.explain(frozenset(), False, range(count))
    minimal = search.holds(members) is False and all(
        search.holds(members - {one}) is True for one in members
    )
    return Conflict(tuple(sorted(members)), minimal)
