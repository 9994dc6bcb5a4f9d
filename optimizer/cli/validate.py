"""``fleetopt validate``: all problems of fleet files at once."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimizer.cli.exit_codes import ExitCode
from optimizer.cli.options import overrides_option
from optimizer.cli.talk import print_json, print_text, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.errors import Finding

_EPILOG = """\b
Examples:
  fleetopt validate my-fleet/site.yaml
  fleetopt validate fleets/*/site.yaml --format github
  fleetopt validate site.yaml --set contracts.aws.mw=40 --format json

\b
Exit codes: 0 the files can be planned with (there may be warnings), 2 they cannot.
"""


_LONGEST_NAME = 200
"""Characters of a file's name in its line."""


@click.command("validate", epilog=_EPILOG)
@click.argument("files", metavar="FILE..", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "github")),
    default="text",
    show_default=True,
    help="Words for people, a JSON list, or annotations for GitHub Actions.",
)
@overrides_option
@click.pass_context
def command(
    context: click.Context, files: tuple[Path, ...], form: str, overrides: tuple[str, ...]
) -> None:
    """Check fleet files and the CSV files that they name, and show all problems at once.

    Each problem comes with its place, what was got, what is allowed and what to do next.
    Problems go to standard output; in text, warnings go to standard error.
    """
    found = {path: _findings(path, overrides) for path in dict.fromkeys(files)}
    wrong = [path for path, findings in found.items() if _errors(findings)]
    if form == "text":
        _print_words(found)
    else:
        _print_records([one for findings in found.values() for one in findings], form)
    context.exit(ExitCode.CANNOT_RUN if wrong else ExitCode.PROVED)


def _findings(path: Path, overrides: tuple[str, ...]) -> "tuple[Finding, ...]":
    """All that is wrong or odd with a file."""
    from optimizer.errors import InputError
    from optimizer.inputs import load_with_warnings

    try:
        return load_with_warnings(path, overrides)[1]
    except InputError as error:
        return error.findings


def _errors(findings: "Sequence[Finding]") -> "list[Finding]":
    return [one for one in findings if one.severity == "error"]


def _print_words(found: "dict[Path, tuple[Finding, ...]]") -> None:
    """Problems, one line for each file without any, and a count."""
    from optimizer.errors import render
    from optimizer.errors.visible import short, visible

    for path, findings in found.items():
        name = visible(short(str(path), _LONGEST_NAME))
        errors = _errors(findings)
        warnings = [one for one in findings if one not in errors]
        if warnings:
            say(render(warnings) + "\n")
        if errors:
            count = f"{len(errors)} problem{'' if len(errors) == 1 else 's'}"
            print_text(f"{render(errors)}\n\n{name}: {count}\n")
        else:
            print_text(f"{name}: ok\n")


def _print_records(findings: "list[Finding]", form: str) -> None:
    """Problems and warnings for programs."""
    from optimizer.errors import Format, render

    text = render(findings, Format(form))
    if text:
        print_json(text + "\n")
