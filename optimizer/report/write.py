"""Write a result to a file or folder, its kind by its ending."""

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.report.tables.files import MANIFEST
from optimizer.results.result import Result
from optimizer.writing import write_folder, write_whole


@dataclass(frozen=True)
class Format:
    """A kind of report.

    Attributes:
        ending: of its file, with the dot.
        words: what it is.
        make: makes it: a text, bytes, or files by name for a folder.
        is_folder: it is a folder of files.
        needs: package that it takes beyond what is always there, "" for none.
    """

    ending: str
    words: str
    make: Callable[[Result], str | bytes | dict[str, bytes]]
    is_folder: bool = False
    needs: str = ""


def write(result: Result, path: str | PathLike[str]) -> None:
    """Write a report whole or not at all.

    Args:
        result: with or without a plan.
        path: its ending says what is written, see ``FORMATS``. Endings of tables (``.csv``,
            ``.parquet``) make a folder; one that is there is replaced if fleetopt wrote it.

    Raises:
        UsageError: there is no report of this ending.
        OSError: it cannot be written; what stood there before still stands.
    """
    target = Path(path)
    made = FORMATS.get(target.suffix.lower())
    if made is None:
        raise UsageError(
            f"no report has the ending {target.suffix!r}; there are {', '.join(FORMATS)}"
        )
    content = made.make(result)
    if isinstance(content, dict):
        write_folder(target, content, marker=MANIFEST)
    else:
        write_whole(target, content)


def _json(result: Result) -> str:
    from optimizer.report.json_report import to_json

    return to_json(result)


def _markdown(result: Result) -> str:
    from optimizer.report.markdown import to_markdown

    return to_markdown(result)


def _html(result: Result) -> str:
    from optimizer.report.html import to_html

    return to_html(result)


def _xlsx(result: Result) -> bytes:
    from optimizer.report.xlsx import to_xlsx

    return to_xlsx(result)


def _csv(result: Result) -> dict[str, bytes]:
    from optimizer.report.tables import tables
    from optimizer.report.tables.files import csv_files

    return csv_files(tables(result), result)


def _parquet(result: Result) -> dict[str, bytes]:
    from optimizer.report.tables import tables
    from optimizer.report.tables.files import parquet_files

    return parquet_files(tables(result), result)


FORMATS = {
    made.ending: made
    for made in (
        Format(".json", "the whole result for other programs", _json),
        Format(".html", "a page that opens anywhere", _html),
        Format(".xlsx", "a workbook", _xlsx),
        Format(".csv", "a folder of tables", _csv, is_folder=True),
        Format(".parquet", "a folder of tables", _parquet, is_folder=True, needs="pyarrow"),
        Format(".md", "Markdown", _markdown),
    )
}
"""Kinds of report by the ending of their files."""
