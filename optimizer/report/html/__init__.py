"""The report as one HTML page that opens anywhere, without a network."""

from optimizer.report.html.page import to_html

__all__ = ["to_html"]
