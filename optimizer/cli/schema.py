"""``fleetopt schema``: the JSON Schema of the fleet file."""

import json

import click

from optimizer.cli.talk import print_json

_EPILOG = """\b
Examples:
  fleetopt schema > fleet.schema.json

\b
Editors that know the YAML language server complete keys and show their meaning when the
first line of the fleet file is
  # yaml-language-server: $schema=fleet.schema.json
"""


@click.command("schema", epilog=_EPILOG)
def command() -> None:
    """Print the JSON Schema of the fleet file, for editors.

    It knows every key with its meaning, unit and range. `fleetopt validate` knows more: how the
    parts of a file go together.
    """
    from optimizer.schema import json_schema

    print_json(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
