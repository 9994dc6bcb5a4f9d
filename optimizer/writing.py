"""Files that appear whole or not at all, whatever happens while they are written.

A file is written beside its place under a name of its own, brought to the disk, and moved into
place in one step. Until then, what stood there before still stands: a full disk, a crash, a
``kill -9`` or a power cut leave the old file or the new one, never a part. A process that is
killed may leave ``.NAME.XXXXXXXX.tmp`` behind; it is taken away by the next writing of NAME
that finds it a day old (a younger one may be somebody's who is still writing).
"""

import errno
import os
import shutil
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, Any

_SUFFIX = ".tmp"
_SHOWN_OF_NAME = 100
"""Characters of a file's name in its temporary name, which must not become too long."""
_LEFT_BEHIND_S = 24 * 3600.0
_ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


def write_whole(path: Path, text: str | bytes | Iterable[str], *, encoding: str = "utf-8") -> None:
    """Write a file whole or not at all; an existing one is replaced and keeps its rights.

    Args:
        path: the file; a link stays a link.
        text: what to write, at once or in pieces; bytes as they are.
        encoding: of the file; what it lacks becomes ``?`` (a file name need not be text).

    Raises:
        OSError: it cannot be written; what stood there before still stands.
    """
    target = resolved(path)
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "it is a folder, a pipe or a device, not a file")
    with held_back():
        _remove_leftovers(target)
        descriptor, name = tempfile.mkstemp(_SUFFIX, _prefix(target), target.parent)
        temporary = Path(name)
        try:
            _fill(descriptor, text, encoding)
            temporary.chmod(_rights(target))
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise


def write_folder(path: Path, files: Mapping[str, bytes], *, marker: str) -> None:
    """Write a folder of files whole or not at all.

    The files are written into a folder beside its place, which then takes the place. Where there
    is a folder already, it is replaced only if it holds the marker.

    Args:
        path: the folder.
        files: contents by the names of the files.
        marker: the name of a file that says that we wrote the folder.

    Raises:
        OSError: it cannot be written, or something stands there that is not ours; what stood
            there before still stands.
    """
    target = resolved(path)
    if not is_ours(target, marker):
        raise OSError(errno.EEXIST, "something stands there that fleetopt did not write")
    with held_back():
        _remove_leftovers(target)
        temporary = Path(tempfile.mkdtemp(_SUFFIX, _prefix(target), target.parent))
        try:
            for name, content in files.items():
                write_whole(temporary / name, content)
            temporary.chmod(_folder_rights(target))
            _exchange(temporary, target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def is_ours(folder: Path, marker: str) -> bool:
    """Whether a folder may be written: it is not there, is empty, or holds the marker."""
    if not folder.exists():
        return True
    return folder.is_dir() and ((folder / marker).is_file() or not any(folder.iterdir()))


def _exchange(new: Path, target: Path) -> None:
    """Put a folder in the place of another, which stands again should that fail."""
    if not target.exists():
        new.rename(target)
        return
    old = new.with_name(f"{new.name}.old")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _fill(descriptor: int, content: str | bytes | Iterable[str], encoding: str) -> None:
    """Write an open file and bring it to the disk."""
    if isinstance(content, bytes):
        with os.fdopen(descriptor, "wb") as binary:
            binary.write(content)
            _to_disk(binary)
        return
    options: dict[str, Any] = {"encoding": encoding, "errors": "replace", "newline": "\n"}
    with os.fdopen(descriptor, "w", **options) as file:
        file.writelines([content] if isinstance(content, str) else content)
        _to_disk(file)


def resolved(path: Path) -> Path:
    """Where a path leads, links followed.

    Raises:
        OSError: nowhere: links in a circle.
    """
    try:
        return path.resolve()
    except RuntimeError:  # how Python before 3.13 says so
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None


@contextmanager
def held_back() -> Iterator[None]:
    """Let the first signal that would end the process wait until the end of the block.

    A second one has its way at once. Signals belong to the main thread; elsewhere this does
    nothing.
    """
    caught: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[int, Callable[[int, FrameType | None], Any] | int | None] = {}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def wait(number: int, _frame: FrameType | None) -> None:
        caught.append(number)
        if len(caught) > 1:
            restore()
            signal.raise_signal(number)

    for number in _ENDING:
        handler = signal.getsignal(number)
        if handler not in (None, signal.SIG_IGN):
            before[number] = handler
            signal.signal(number, wait)
    try:
        yield
    finally:
        restore()
        if len(caught) == 1:
            signal.raise_signal(caught[0])


def _prefix(target: Path) -> str:
    return f".{target.name[:_SHOWN_OF_NAME]}."


def _to_disk(file: IO[Any]) -> None:
    """Bring a file to the disk, where its file system can say that it has."""
    file.flush()
    try:
        os.fsync(file.fileno())
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def _rights(target: Path) -> int:
    """The rights of the file that is replaced, or what a new one gets."""
    with suppress(FileNotFoundError):
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _folder_rights(target: Path) -> int:
    """The rights of the folder that is replaced, or what a new one gets."""
    with suppress(FileNotFoundError):
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o777 & ~mask


def _remove_leftovers(target: Path) -> None:
    """Take away what a killed process left of this file."""
    with suppress(OSError):
        for path in target.parent.iterdir():
            name = path.name
            if name.startswith(_prefix(target)) and name.endswith(_SUFFIX):
                _remove_if_old(path)


def _remove_if_old(path: Path) -> None:
    with suppress(OSError):
        if time.time() - path.lstat().st_mtime <= _LEFT_BEHIND_S:
            return
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
