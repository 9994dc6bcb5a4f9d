"""A result as tables: what workbooks, CSV and Parquet are made of."""

from optimizer.report.tables.catalogue import tables
from optimizer.report.tables.table import Cell, Column, Kind, Table

__all__ = ["Cell", "Column", "Kind", "Table", "tables"]
