"""The ``fleetopt`` command: thin skins over the Python API, one file per command.

Standard output carries the result and nothing else; progress, warnings and errors go to
standard error. ``optimizer.cli.exit_codes`` says what the exit codes mean.
"""
