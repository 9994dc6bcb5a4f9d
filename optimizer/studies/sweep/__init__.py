"""One fleet over a range of its keys: a table, a map of plans, where they change, a tornado."""

from optimizer.studies.sweep.document import to_csv, to_json
from optimizer.studies.sweep.page import page_of
from optimizer.studies.sweep.run import Settings, Sweep, sweep

__all__ = ["Settings", "Sweep", "page_of", "sweep", "to_csv", "to_json"]
