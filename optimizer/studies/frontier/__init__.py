"""What safety costs: expected NPV against the bad end, over the weight that it has."""

from optimizer.studies.frontier.document import to_csv, to_json
from optimizer.studies.frontier.page import page_of
from optimizer.studies.frontier.run import Frontier, Settings, frontier

__all__ = ["Frontier", "Settings", "frontier", "page_of", "to_csv", "to_json"]
