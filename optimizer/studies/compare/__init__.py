"""Reports side by side: what changed in the input, in the decisions, in money and in risk."""

from optimizer.studies.compare.changes import Comparison, compare
from optimizer.studies.compare.json import to_json
from optimizer.studies.compare.page import page_of
from optimizer.studies.compare.side import Side, labels, read_side

__all__ = ["Comparison", "Side", "compare", "labels", "page_of", "read_side", "to_json"]
