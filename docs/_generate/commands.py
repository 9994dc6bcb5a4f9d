"""Every command's help, as the command line prints it."""

from collections.abc import Iterator

import click

from docs._generate.docstrings import attribute_docstrings
from docs._generate.markdown import table
from optimizer.cli import exit_codes
from optimizer.cli.main import main

_INTRO = """\
# Commands

What `fleetopt COMMAND --help` prints. Standard output carries the result and nothing else; progress
and warnings go to standard error.
"""

_WIDTH = 90


def body() -> str:
    """Markdown of the page."""
    meanings = attribute_docstrings(exit_codes.__file__, "ExitCode")
    codes = [(str(code.value), meanings[code.name]) for code in exit_codes.ExitCode]
    parts = [_INTRO, table(("exit code", "meaning"), codes), ""]
    for path, text in _helps(main, None, "fleetopt"):
        parts += [f"## {path}\n", f"```text\n{text.rstrip()}\n```\n"]
    return "\n".join(parts)


def _helps(
    command: click.Command, parent: click.Context | None, name: str
) -> Iterator[tuple[str, str]]:
    """Path and help text of a command and of all below it, in the order that the help lists."""
    settings = {**command.context_settings, "max_content_width": _WIDTH}
    context = click.Context(
        command, parent=parent, info_name=name, terminal_width=_WIDTH, color=False, **settings
    )
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                yield from _helps(found, context, child)
