"""One way in which the future may go, as plain numbers.

Between whoever imagines futures (a person, a generator, a stress test) and whoever plans for
them or replays a plan in them stands this: factors on the fleet file's curves, tenants that are
lost, builds that slip. Names are the fleet file's own, months are offsets from the horizon's
start.
"""

from optimizer.scenario.outcome import Outcome
from optimizer.scenario.records import LostTenant, Scenario, Slip

__all__ = ["LostTenant", "Outcome", "Scenario", "Slip"]
