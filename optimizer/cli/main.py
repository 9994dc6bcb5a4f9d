"""The command ``fleetopt``: its sub-commands are imported only when they are called.

``fleetopt --help`` has to be instant, so it knows each command's line of help without
importing the command.
"""

import difflib
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from optimizer.cli.exit_codes import ExitCode
from optimizer.cli.talk import Failure, Rejected, give_up, say
from optimizer.version import __version__


@dataclass(frozen=True)
class Lazy:
    """A command that is not imported yet.

    Attributes:
        module: module below ``optimizer.cli`` whose ``command`` it is.
        summary: its line in the list of commands.
    """

    module: str
    summary: str


COMMANDS: Mapping[str, Lazy] = {
    "solve": Lazy("solve", "Solve a fleet and print the plan with the highest NPV."),
    "verify": Lazy("verify", "Check every number of a JSON report, without a solver."),
    "compare": Lazy("compare", "Set reports or fleets side by side."),
    "sweep": Lazy("sweep", "Solve a fleet over a range of its keys."),
    "frontier": Lazy("frontier", "Show what safety costs: expected NPV against the bad end."),
    "stress": Lazy("stress", "Hold a plan's decisions fixed while the world turns bad."),
    "backtest": Lazy("backtest", "Walk through what happened, and compare rules of deciding."),
    "calibrate": Lazy("calibrate", "Estimate how coins and hashrate move from daily history."),
    "check": Lazy("check", "Hold fleets to what was expected of them."),
    "validate": Lazy("validate", "Check fleet files and show all problems at once."),
    "init": Lazy("init", "Write a commented fleet file to start from."),
    "schema": Lazy("schema", "Print the JSON Schema of the fleet file, for editors."),
    "catalog": Lazy("catalog", "List the machines known by name."),
    "solvers": Lazy("solvers", "List the solvers, what they can do, and whether they work here."),
    "export": Lazy("export", "Write the model for any other solver, as .mps or .lp."),
}

_EPILOG = """\b
Examples:
  fleetopt init my-fleet
  fleetopt validate my-fleet/site.yaml
  fleetopt solve my-fleet/site.yaml -o plan.json

\b
`fleetopt COMMAND --help` says more of a command.
"""


class LazyGroup(click.Group):
    """A group of commands that are imported when they are called, with errors for people."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, the main job first."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        lazy = COMMANDS.get(cmd_name)
        if lazy is None:
            return None
        found = import_module(f"optimizer.cli.{lazy.module}").command
        if not isinstance(found, click.Command):
            raise TypeError(f"optimizer.cli.{lazy.module}.command is no click command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was meant, or say which come close."""
        name = args[0]
        if not name.startswith("-") and name not in COMMANDS:
            close = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            ctx.fail(f"No such command {name!r}.{hint}")
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run as a program; help or an error that cannot be written is no traceback either."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            say(f"Error: cannot write: {error.strerror or error}")
            give_up(sys.stdout)
            sys.exit(ExitCode.CANNOT_RUN)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong becomes a message and an exit code."""
        from optimizer.errors import FleetoptError, InputError

        try:
            return super().invoke(ctx)
        except InputError as error:
            raise Rejected(str(error)) from error
        except FleetoptError as error:
            raise Failure(f"{error} [{error.code}]") from error
        except KeyboardInterrupt:
            say("\nInterrupted.")
            ctx.exit(ExitCode.INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.filename is None:
                raise  # help that cannot be written: `main` says so
            # Python's own exit code for this is 1, which here means "no usable plan".
            say(traceback.format_exc())
            say("This is a bug in fleetopt. Please report it with the lines above.")
            ctx.exit(ExitCode.CANNOT_RUN)


@click.group(
    cls=LazyGroup,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="fleetopt")
def main() -> None:
    """Decide which megawatts of a bitcoin miner keep mining, are rebuilt for AI, or wait."""
