"""Reports: a result as text for people and as JSON for programs. They know a Result and no more.

``terminal.to_terminal`` and ``json_report.to_json`` make them. Nothing is imported here, so
that a command that only draws a table does not wait for pandas.
"""
