"""Finding a file that a fleet file names, and reading its text.

A fleet file may come from someone else, so it cannot make us read whatever it likes: paths are
relative, only regular files of a bounded size are opened, and outside the fleet file's folder,
where fleets share their prices (``../prices/west.csv``), only what is called ``.csv``, whatever
links lead there.
"""

import codecs
from itertools import chain, islice
from pathlib import Path, PurePosixPath, PureWindowsPath

from optimizer.inputs.nearest import MOST_COMPARED, closest
from optimizer.inputs.tables.faults import Fault, TableError

ENDING = ".csv"
LARGEST_TABLE = 32 * 1024 * 1024
"""Bytes: ten years of hours have 2 to 3 MB for each price."""


def find(folder: Path, name: str) -> Path:
    """The path of a file beside the fleet file.

    Args:
        folder: folder of the fleet file.
        name: the file as the fleet file names it.

    Raises:
        TableError: the path is absolute, leads to something outside the folder that is not
            called ``.csv``, or there is no such file.
    """
    windows = PureWindowsPath(name)
    if PurePosixPath(name).is_absolute() or windows.drive or windows.root:
        raise _elsewhere(name, "an absolute path is not allowed here")
    home = folder.resolve()
    try:
        path = (home / name).resolve()
        inside = path.is_relative_to(home)
        exists, regular = path.exists(), path.is_file()
    except (OSError, ValueError, RuntimeError):  # too long, NUL inside, links in a circle
        raise _unreadable(name, "this is not the path of a file") from None
    if not inside and path.suffix.lower() != ENDING:
        message = "the path leaves the folder of the fleet file, and leads to no .csv file"
        raise _elsewhere(name, message)
    if not exists:
        raise _unreadable(name, "there is no such file", _nearby(home, name))
    if not regular:
        raise _unreadable(name, "this is not a file but a folder or a device")
    return path


def read_text(path: Path, name: str) -> str:
    """The text of a file; a byte-order mark is tolerated.

    Args:
        path: the file.
        name: how errors call it.

    Raises:
        TableError: it cannot be read or is not UTF-8 text.
    """
    save = "save it as CSV, UTF-8"
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_TABLE + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unreadable(name, f"the file cannot be read: {reason}") from None
    if len(data) > LARGEST_TABLE:
        size = f"{LARGEST_TABLE // 1024**2} MiB"
        raise _unreadable(name, f"the file is larger than {size}", "keep the columns that are used")
    if data.startswith(b"PK\x03\x04"):
        raise _unreadable(name, "the file is a spreadsheet or an archive, not CSV", save)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _unreadable(name, "the file is UTF-16 text", save)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        got = f"byte 0x{data[error.start]:02x}"
        fault = Fault("E401", line, "the file is not UTF-8 text", got=got, hint=save)
        raise TableError(name, [fault]) from None
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        fault = Fault("E401", line, "the file is not text", got="a NUL character", hint=save)
        raise TableError(name, [fault])
    return text


def _unreadable(name: str, message: str, hint: str = "") -> TableError:
    return TableError(name, [Fault("E401", 0, message, hint=hint)])


def _elsewhere(name: str, message: str) -> TableError:
    allowed = "a path relative to the fleet file's folder; outside it, of a .csv file"
    hint = "copy the file beside the fleet file"
    return TableError(name, [Fault("E401", 0, message, allowed=allowed, hint=hint)])


def _nearby(home: Path, name: str) -> str:
    """A file whose name comes close, as a hint."""
    found = chain(home.glob("*.csv"), home.glob("*/*.csv"))
    files = [path.relative_to(home).as_posix() for path in islice(found, MOST_COMPARED)]
    near = closest(name, files)
    return f"did you mean {near!r}?" if near else "paths are relative to the fleet file"
