"""The JSON Schema for editors."""

from typing import Any

from optimizer.schema.fleet import Fleet

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = "urn:fleetopt:fleet:1"


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a fleet file, ``site:`` included.

    Use it in an editor with a first line like
    ``# yaml-language-server: $schema=fleet.schema.json``.
    """
    schema = Fleet.model_json_schema(by_alias=True)
    properties = schema["properties"]
    properties["site"] = properties["sites"]["items"] | {
        "description": "A single site: shorthand for `sites` with one item."
    }
    schema["required"] = [key for key in schema["required"] if key != "sites"]
    schema["oneOf"] = [{"required": ["sites"]}, {"required": ["site"]}]
    head = {"$schema": DIALECT, "$id": IDENTIFIER, "title": "fleetopt fleet file, format 1"}
    return head | {key: value for key, value in schema.items() if key != "title"}
