"""A plan's decisions held fixed while the world turns bad."""

from optimizer.studies.stress.document import to_json
from optimizer.studies.stress.page import page_of
from optimizer.studies.stress.run import Settings, Stress, stress

__all__ = ["Settings", "Stress", "page_of", "stress", "to_json"]
