"""Where the program ``fleetopt`` begins: how it ends is settled before anything is loaded.

Ctrl-C has to end the program without a traceback at every moment, also while modules are
imported, so this module imports nothing that Python has not loaded by itself. A solve and the
writing of a file have handlers of their own while they last (``solvers.waiting``, ``writing``).
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType


INTERRUPTED = 130
"""``ExitCode.INTERRUPTED``, which cannot be imported so early."""


def main() -> None:
    """Run the command line."""
    sys.excepthook = _uncaught  # until the handlers are there: loading them takes time, too
    _settle()
    from optimizer.cli.main import main as command

    command(prog_name="fleetopt")


def _settle() -> None:
    """Let Ctrl-C end the program quietly, and SIGTERM and SIGHUP do the same as Ctrl-C."""
    import signal

    def as_interrupt(number: int, frame: object) -> None:
        """Whatever Ctrl-C does at this moment: a solve keeps its best plan."""
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            leave(number, frame)
        signal.raise_signal(signal.SIGINT)

    # A signal that is ignored stays so: whoever started us (nohup) wants it.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, leave)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, as_interrupt)


def leave(_number: int = 0, _frame: object = None) -> None:
    """End at once with the exit code of an interruption: there is nothing to save."""
    # Not by an exception: any code may be running, and some of it swallows or reports them.
    try:  # noqa: SIM105 - contextlib would have to be loaded first
        os.write(2, b"\nInterrupted.\n")
    except OSError:
        pass
    os._exit(INTERRUPTED)


def _uncaught(
    kind: type[BaseException], error: BaseException, trace: "TracebackType | None"
) -> None:
    """End quietly on Ctrl-C; anything else is a bug, and told as Python does."""
    if issubclass(kind, KeyboardInterrupt):
        leave()
    sys.__excepthook__(kind, error, trace)
