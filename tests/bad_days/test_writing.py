"""Files whole or not at all, without a process around them."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.cli.files import check_place
from optimizer.writing import held_back, write_whole


def test_pieces_and_what_the_encoding_lacks(tmp_path: Path) -> None:
    path = tmp_path / "model.lp"
    write_whole(path, (piece for piece in ("a\n", "é\n")), encoding="ascii")
    assert path.read_bytes() == b"a\n?\n"


def test_a_writer_that_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old")

    def pieces() -> Iterator[str]:
        yield "new"
        raise MemoryError

    with pytest.raises(MemoryError):
        write_whole(path, pieces())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_gets_the_rights_of_the_mask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "plan.json", "new")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert (tmp_path / "plan.json").stat().st_mode & 0o777 == 0o640


def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.json")
    with pytest.raises(OSError, match="a pipe or a device"):
        write_whole(tmp_path / "plan.json", "new")
    assert (tmp_path / "plan.json").is_fifo()


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "plan.json").symlink_to("plan.json")
    with pytest.raises(OSError, match="symbolic links"):
        write_whole(tmp_path / "plan.json", "new")


def test_a_place_without_the_right_to_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_arguments: False)
    with pytest.raises(Exception, match="no right to write"):
        check_place(tmp_path / "plan.json")


def interrupted(times: int, steps: list[int]) -> None:
    """A block in which Ctrl-C is pressed so many times."""
    with held_back():
        for n in range(times):
            signal.raise_signal(signal.SIGINT)
            steps.append(n)


def test_a_signal_waits_for_the_end_of_the_block_and_a_second_one_does_not() -> None:
    before = signal.getsignal(signal.SIGINT)
    once: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted(1, once)
    assert once == [0]
    thrice: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted(3, thrice)
    assert thrice == [0]
    assert signal.getsignal(signal.SIGINT) is before


def test_nothing_is_held_back_outside_the_main_thread() -> None:
    seen = []

    def work() -> None:
        with held_back():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
