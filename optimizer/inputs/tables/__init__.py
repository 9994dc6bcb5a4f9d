"""CSV files that a fleet names: curves by month and prices by hour, with their dirt.

Every fault has a line, all faults of a file are told together, and nothing that is wrong is
left out or mended in silence.
"""

from optimizer.inputs.tables.faults import MOST_FAULTS, Fault, TableError
from optimizer.inputs.tables.hours import Hours
from optimizer.inputs.tables.tables import HourlyPrices, Tables

__all__ = ["MOST_FAULTS", "Fault", "HourlyPrices", "Hours", "TableError", "Tables"]
