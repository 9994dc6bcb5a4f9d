"""The report as a workbook: a cover, and a sheet for each table, with totals that stay live."""

from optimizer.report.xlsx.workbook import to_xlsx

__all__ = ["to_xlsx"]
